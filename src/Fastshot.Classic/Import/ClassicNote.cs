using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Fastshot.Classic.Import;

/// <summary>A note of the older program, as the Markdown file that carries it over.</summary>
public sealed partial record ClassicNote(string Id, string Markdown)
{
    /// <summary>The longest note that is read, in bytes.</summary>
    public const int BytesMax = 8 << 20;

    /// <summary>Whether a file has the name of a note.</summary>
    public static bool IsFileName(string name) => FileName().IsMatch(name);

    /// <summary>Reads a note; its id is the file's own, so that it names nothing elsewhere.</summary>
    public static bool TryRead(
        string fileName, ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out ClassicNote? note, [NotNullWhen(false)] out string? reason)
    {
        (note, reason) = (null, null);
        if (!IsFileName(fileName))
        {
            reason = "does not have the name of a note";
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = 32 });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || TextOf(root, "content") is not { } content)
            {
                reason = "is JSON, but no note: it has no content";
                return false;
            }

            note = new ClassicNote(Path.GetFileNameWithoutExtension(fileName), MarkdownOf(root, content));
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            reason = $"is damaged: {e.Message}";
            return false;
        }
    }

    private static string MarkdownOf(JsonElement root, string content)
    {
        var text = new StringBuilder();
        if (TextOf(root, "title") is { Length: > 0 } title)
        {
            text.Append("# ").Append(title.ReplaceLineEndings(" ")).Append("\n\n");
        }

        foreach (var name in (ReadOnlySpan<string>)["created_at", "updated_at", "short_code"])
        {
            if (TextOf(root, name) is { Length: > 0 } value)
            {
                text.Append("<!-- ").Append(name).Append(": ").Append(value.Replace("--", "- -", StringComparison.Ordinal)).Append(" -->\n");
            }
        }

        return text.Append('\n').Append(content).Append('\n').ToString();
    }

    private static string? TextOf(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex(@"^[0-9]{8}_[0-9]{6}_[A-Z0-9]{4}\.json\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();
}
