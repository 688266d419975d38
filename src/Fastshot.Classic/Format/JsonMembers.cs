using System.Collections.Immutable;
using System.Text.Json;

namespace Fastshot.Classic.Format;

/// <summary>Members of foreign objects: those that are missing or of another type read as null.</summary>
internal static class JsonMembers
{
    /// <summary>Why a text could not be read, without what its reader calls things.</summary>
    public static string ReasonOf(Exception exception) => exception is JsonException { LineNumber: { } line }
        ? $"is damaged: its JSON breaks at line {line + 1:N0}"
        : "is damaged: it holds text that is no Unicode";

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
