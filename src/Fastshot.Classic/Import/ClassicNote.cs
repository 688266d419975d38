using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Fastshot.Classic.Format;

namespace Fastshot.Classic.Import;

/// <summary>A note of the older program, which is carried over as a Markdown file.</summary>
public sealed partial record ClassicNote
{
    /// <summary>The longest note that is read, in bytes.</summary>
    public const int BytesMax = 8 << 20;

    /// <summary>The name of its file without the extension.</summary>
    public required string Id { get; init; }

    public string Title { get; init; } = "";

    public required string Content { get; init; }

    public string ShortCode { get; init; } = "";

    /// <summary>A time with an offset, or empty; likewise the next.</summary>
    public string CreatedAt { get; init; } = "";

    public string UpdatedAt { get; init; } = "";

    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>As a page that any editor shows; what has no place in one stands in comments.</summary>
    public string Markdown
    {
        get
        {
            var text = new StringBuilder();
            if (Title.Length > 0)
            {
                text.Append("# ").Append(Title.ReplaceLineEndings(" ")).Append("\n\n");
            }

            Comment(text, "created_at", CreatedAt);
            Comment(text, "updated_at", UpdatedAt);
            Comment(text, "short_code", ShortCode);
            Comment(text, "tags", string.Join(", ", Tags));
            return text.Append('\n').Append(Content).Append('\n').ToString();
        }
    }

    /// <summary>Whether a file has the name of a note.</summary>
    public static bool IsFileName(string name) => FileName().IsMatch(name);

    /// <summary>Reads a note; its id is the file's own, so that it names nothing elsewhere.</summary>
    public static bool TryRead(
        string fileName, ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out ClassicNote? note, [NotNullWhen(false)] out string? reason)
    {
        if (IsFileName(fileName))
        {
            return JsonMembers.TryRead(utf8, root => Read(root, Path.GetFileNameWithoutExtension(fileName)), out note, out reason);
        }

        (note, reason) = (null, "does not have the name of a note");
        return false;
    }

    /// <summary>As the older program writes it, counts included.</summary>
    public byte[] Write()
    {
        var writer = new PythonJsonWriter(PythonJsonStyle.Indented).BeginObject()
            .Name("id").Text(Id)
            .Name("title").Text(Title)
            .Name("content").Text(Content)
            .Name("short_code").Text(ShortCode)
            .Name("created_at").Text(CreatedAt)
            .Name("updated_at").Text(UpdatedAt)
            .Name("tags").BeginArray();
        foreach (var tag in Tags)
        {
            writer.Text(tag);
        }

        // Python counts characters of Unicode, and words between any white space.
        return writer.EndArray()
            .Name("metadata").BeginObject()
                .Name("word_count").Number(Content.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length)
                .Name("char_count").Number(Content.EnumerateRunes().Count())
                .Name("last_editor").Text("user")
            .EndObject()
            .EndObject().Written.ToArray();
    }

    private static (ClassicNote? Note, string? Reason) Read(JsonElement root, string id) =>
        root.TextOf("content") is not { } content ? (null, "is JSON, but no note: it has no content")
        : (new ClassicNote
        {
            Id = id,
            Title = root.TextOf("title") ?? "",
            Content = content,
            ShortCode = root.TextOf("short_code") ?? "",
            CreatedAt = root.TextOf("created_at") ?? "",
            UpdatedAt = root.TextOf("updated_at") ?? "",
            Tags = root.TextsOf("tags"),
        }, null);

    private static void Comment(StringBuilder text, string name, string value)
    {
        if (value.Length > 0)
        {
            text.Append("<!-- ").Append(name).Append(": ").Append(value.Replace("--", "- -", StringComparison.Ordinal)).Append(" -->\n");
        }
    }

    [GeneratedRegex(@"^[0-9]{8}_[0-9]{6}_[A-Z0-9]{4}\.json\z", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();
}
