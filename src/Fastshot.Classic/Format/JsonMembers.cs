using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Fastshot.Classic.Format;

/// <summary>Members of foreign objects: those that are missing or of another type read as null.</summary>
internal static class JsonMembers
{
    private const int DepthMax = 32;

    /// <summary>Why a text could not be read, without what its reader calls things.</summary>
    public static string ReasonOf(Exception exception) => exception is JsonException { LineNumber: { } line }
        ? $"is damaged: its JSON breaks at line {line + 1:N0}"
        : "is damaged: it holds text that is no Unicode";

    /// <summary>Reads a foreign document; what is damaged, nested too deep, or refused by its reader, comes with the reason.</summary>
    /// <param name="read">Makes of the root what it stands for, or says why it is none.</param>
    public static bool TryRead<T>(
        ReadOnlyMemory<byte> utf8,
        Func<JsonElement, (T? Read, string? Reason)> read,
        [NotNullWhen(true)] out T? result,
        [NotNullWhen(false)] out string? reason)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = DepthMax });
            (result, reason) = read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The latter is what the reader says of text that is no Unicode.
            (result, reason) = (null, ReasonOf(e));
        }

        return result is not null;
    }

    extension(JsonElement element)
    {
        public string? TextOf(string name) =>
            element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;

        public long? NumberOf(string name) =>
            element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number)
                ? number
                : null;

        public JsonElement? MemberOf(string name, JsonValueKind kind) =>
            element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == kind
                ? value
                : null;

        /// <summary>The texts of an array; its other items are passed over.</summary>
        public ImmutableArray<string> TextsOf(string name) =>
            element.MemberOf(name, JsonValueKind.Array) is { } array ? array.Texts() : [];

        /// <summary>The texts of this array; its other items are passed over.</summary>
        public ImmutableArray<string> Texts() =>
            [.. element.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)];
    }
}
