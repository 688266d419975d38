using System.Buffers.Text;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Fastshot.Core.Model;

namespace Fastshot.Core.Format;

/// <summary>Reads one entry of a piece: all its fields, its fields at one version, or that it was purged.</summary>
internal static class EntryReader
{
    /// <summary>Reads the entry whose first token is the current one.</summary>
    /// <exception cref="JsonException">The document is not JSON.</exception>
    public static bool TryRead(
        ref Utf8JsonReader reader,
        ReadOnlySpan<byte> document,
        [NotNullWhen(true)] out Entry? entry,
        [NotNullWhen(false)] out string? reason)
    {
        var start = reader.TokenStartIndex;
        entry = null;
        reason = "has no known form";
        var isRead = reader.TokenType switch
        {
            JsonTokenType.StartObject => TryReadFields(ref reader, document, shared: null, out entry, out reason),
            JsonTokenType.StartArray => TryReadArray(ref reader, document, out entry, out reason),
            _ => false,
        };
        if (isRead && reader.BytesConsumed - start > Limits.EntryBytes)
        {
            (entry, reason) = (null, $"is longer than {Limits.EntryBytes} bytes");
        }

        return entry is not null;
    }

    /// <summary>The text of a name or string, or null where it is no Unicode.</summary>
    public static string? TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool TryReadArray(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> document, out Entry? entry, out string? reason)
    {
        entry = null;
        reason = "has no known form";
        reader.Read();
        if (reader.TokenType == JsonTokenType.String && CanonicalJson.IsText(ref reader, "purged"u8))
        {
            reader.Read();
            if (!TryReadCounter(ref reader, out var purged) || !TryReadSeen(ref reader, out var seen))
            {
                return false;
            }

            entry = new Entry.Purged(purged) { Seen = seen };
            return true;
        }

        return TryReadVersion(ref reader, out var version)
            && reader.Read() && reader.TokenType == JsonTokenType.StartObject
            && TryReadFields(ref reader, document, version, out entry, out reason)
            && IsEnd(ref reader);
    }

    private static bool TryReadFields(
        ref Utf8JsonReader reader,
        ReadOnlySpan<byte> document,
        FieldVersion? shared,
        out Entry? entry,
        out string? reason)
    {
        entry = null;
        var fields = ImmutableArray.CreateBuilder<Field>(12);
        var isOrdered = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (fields.Count == Limits.Fields)
            {
                reason = $"has more than {Limits.Fields} fields";
                return false;
            }

            if (TextOf(ref reader) is not { } name || !reader.Read()
                || !TryReadField(ref reader, document, shared, out var version, out var value))
            {
                reason = "has a field of no known form";
                return false;
            }

            isOrdered &= fields.Count == 0 || string.CompareOrdinal(fields[^1].Name, name) < 0;
            fields.Add(new Field(name, version, value));
        }

        if (!isOrdered && !TryOrder(fields))
        {
            reason = "has one field twice";
            return false;
        }

        entry = new Entry.Live(fields.DrainToImmutable());
        reason = null;
        return true;
    }

    private static bool TryOrder(ImmutableArray<Field>.Builder fields)
    {
        fields.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        for (var i = 1; i < fields.Count; i++)
        {
            if (fields[i].Name == fields[i - 1].Name)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadField(
        ref Utf8JsonReader reader,
        ReadOnlySpan<byte> document,
        FieldVersion? shared,
        out FieldVersion version,
        out CanonicalValue value)
    {
        version = shared.GetValueOrDefault();
        value = default;
        if (shared is not null)
        {
            return CanonicalReader.TryRead(ref reader, document, out value);
        }

        return reader.TokenType == JsonTokenType.StartArray
            && reader.Read()
            && TryReadVersion(ref reader, out version)
            && reader.Read()
            && CanonicalReader.TryRead(ref reader, document, out value)
            && IsEnd(ref reader);
    }

    private static bool TryReadVersion(ref Utf8JsonReader reader, out FieldVersion version)
    {
        version = default;
        if (!TryReadCounter(ref reader, out var counter)
            || !reader.Read() || reader.TokenType != JsonTokenType.String
            || !Change.TryParse(TextOf(ref reader), out var change))
        {
            return false;
        }

        version = new FieldVersion(counter, change);
        return true;
    }

    private static bool TryReadCounter(ref Utf8JsonReader reader, out long counter)
    {
        counter = 0;
        return reader.TokenType == JsonTokenType.Number
            && reader.TryGetInt64(out counter)
            && counter is >= 0 and <= Limits.Counter;
    }

    // What the purge had seen, which may be left away, and the end.
    private static bool TryReadSeen(ref Utf8JsonReader reader, out ImmutableArray<SeenField> seen)
    {
        seen = [];
        if (!reader.Read() || reader.TokenType == JsonTokenType.EndArray)
        {
            return true;
        }

        return reader.TokenType == JsonTokenType.String
            && TextOf(ref reader) is { Length: > 0 } text
            && Base64Url.IsValid(text)
            && SeenFields.TryUnpack(Base64Url.DecodeFromChars(text), out seen)
            && IsEnd(ref reader);
    }

    private static bool IsEnd(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.EndArray;
}
