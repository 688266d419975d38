using System.Text;
using System.Text.Json;
using Fastshot.Core.Model;

namespace Fastshot.Core.Format;

/// <summary>Takes a value out of a document in canonical form; one that is written so already is only copied.</summary>
internal static class CanonicalReader
{
    /// <summary>Reads the value whose first token is the current one, and stops at its last token.</summary>
    /// <exception cref="JsonException">The document is not JSON.</exception>
    public static bool TryRead(ref Utf8JsonReader reader, ReadOnlySpan<byte> document, out CanonicalValue value)
    {
        var start = (int)reader.TokenStartIndex;
        var isOrdered = TryWalk(ref reader);
        var raw = document[start..(int)reader.BytesConsumed];
        if (isOrdered && !NeedsRewriting(raw))
        {
            value = new CanonicalValue(raw.ToArray());
            return true;
        }

        value = default;
        if (!CanonicalJson.TryParse(raw.ToArray(), out var parsed, out _))
        {
            return false;
        }

        using (parsed)
        {
            return CanonicalJson.TryCanonicalize(parsed.RootElement, out value);
        }
    }

    // Escapes may be others than the fewest, and white space may stand between tokens; both are rare in what we write.
    private static bool NeedsRewriting(ReadOnlySpan<byte> raw) =>
        raw.Contains((byte)'\\') || (raw[0] != (byte)'"' && raw.ContainsAnyInRange((byte)0, (byte)' '));

    private static bool TryWalk(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return true;
        }

        var isOrdered = true;
        ReadOnlySpan<byte> last = default;
        var depth = reader.CurrentDepth;
        while (reader.Read() && !(reader.CurrentDepth == depth && reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray))
        {
            switch (reader.TokenType)
            {
                // Nested objects are rare here: they take the slow way, which orders whatever it meets.
                case JsonTokenType.StartObject:
                    isOrdered = false;
                    break;
                case JsonTokenType.PropertyName:
                    // Names beyond ASCII sort otherwise in UTF-8 than in UTF-16, by which members are ordered.
                    isOrdered &= Ascii.IsValid(reader.ValueSpan)
                        && (last.IsEmpty || last.SequenceCompareTo(reader.ValueSpan) < 0);
                    last = reader.ValueSpan;
                    break;
            }
        }

        return isOrdered;
    }
}
