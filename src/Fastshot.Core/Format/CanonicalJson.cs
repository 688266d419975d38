using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Fastshot.Core.Model;

namespace Fastshot.Core.Format;

/// <summary>Brings foreign JSON into canonical form. Numbers stay as they are written.</summary>
public static class CanonicalJson
{
    /// <summary>How deeply a document may nest.</summary>
    public const int DepthMax = 32;

    internal static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    internal static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = DepthMax };

    private static readonly JsonDocumentOptions DocumentOptions =
        new() { MaxDepth = DepthMax, AllowDuplicateProperties = false };

    /// <summary>Parses one document; the caller disposes it.</summary>
    public static bool TryParse(
        ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out JsonDocument? document, [NotNullWhen(false)] out string? reason)
    {
        try
        {
            document = JsonDocument.Parse(utf8, DocumentOptions);
            reason = null;
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter is how a member's name that is no Unicode is met, when it is compared with the others.
            document = null;
            reason = $"is not JSON: {e.Message}";
            return false;
        }
    }

    /// <summary>The canonical form of a value; false where its text is no Unicode.</summary>
    public static bool TryCanonicalize(JsonElement element, out CanonicalValue value)
    {
        var writer = new CanonicalWriter();
        var isText = TryCopy(element, writer);
        value = isText ? new CanonicalValue(writer.Written.ToArray()) : default;
        return isText;
    }

    /// <summary>Text without lone surrogates, or null. JSON can escape what UTF-8 cannot hold.</summary>
    internal static string? TextOf(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Whether the current name or string is that text; what is no Unicode is not.</summary>
    internal static bool IsText(ref Utf8JsonReader reader, ReadOnlySpan<byte> text)
    {
        try
        {
            return reader.ValueTextEquals(text);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool TryCopy(JsonElement element, CanonicalWriter writer)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                return TryCopyObject(element, writer);
            case JsonValueKind.Array:
                writer.BeginArray();
                foreach (var item in element.EnumerateArray())
                {
                    if (!TryCopy(item, writer))
                    {
                        return false;
                    }
                }

                writer.EndArray();
                return true;
            case JsonValueKind.String when TextOf(element) is { } text:
                writer.Text(text);
                return true;
            case JsonValueKind.String:
                return false;
            default:
                writer.Value(new CanonicalValue(Utf8.GetBytes(element.GetRawText())));
                return true;
        }
    }

    private static bool TryCopyObject(JsonElement element, CanonicalWriter writer)
    {
        var members = new List<(string Name, JsonElement Value)>();
        foreach (var member in element.EnumerateObject())
        {
            if (NameOf(member) is not { } name)
            {
                return false;
            }

            members.Add((name, member.Value));
        }

        // Each name is there once: parsing refuses duplicates.
        members.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        writer.BeginObject();
        foreach (var (name, value) in members)
        {
            if (!TryCopy(value, writer.Name(name)))
            {
                return false;
            }
        }

        writer.EndObject();
        return true;
    }

    internal static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
