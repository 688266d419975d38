using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Fastshot.Core.Storage;

/// <summary>The name of one object in a store: relative, slash-separated, and harmless as the path of a file.</summary>
/// <remarks>
/// At most 1,024 bytes of UTF-8, as in S3, and 255 a segment, as in file systems. No segment is empty, begins with a dot,
/// ends with a dot or blank, or is a device of Windows; control characters, <c>\ : * ? " &lt; &gt; |</c> and halves of surrogate
/// pairs do not occur. A vault's names are narrower (docs/vault-format.md, "Names"); the wide ones are for buckets of others.
/// </remarks>
public readonly record struct ObjectKey : IComparable<ObjectKey>
{
    /// <summary>In bytes of UTF-8.</summary>
    public const int LengthMax = 1024;

    private const int SegmentLengthMax = 255;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string? _value;

    private ObjectKey(string value) => _value = value;

    public string Value => _value ?? throw new InvalidOperationException("The object key was never set.");

    public static ObjectKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException($"'{text}' is not an object key.");

    public static bool TryParse([NotNullWhen(true)] string? text, out ObjectKey key)
    {
        var isKey = text is { Length: > 0 and <= LengthMax }
            && (IsNarrow(text) || IsWide(text))
            && HasLawfulSegments(text);
        key = isKey ? new ObjectKey(text!) : default;
        return isKey;
    }

    /// <summary>This key below a prefix that ends with a slash and lawfully begins a key.</summary>
    /// <exception cref="FormatException">Together they are too long.</exception>
    internal ObjectKey Below(string prefix)
    {
        var text = prefix + Value;
        return text.Length * 3 <= LengthMax ? new ObjectKey(text) : Parse(text);
    }

    /// <summary>What follows a prefix that ends with a slash: a key by itself, without looking again.</summary>
    internal ObjectKey Without(string prefix) => new(Value[prefix.Length..]);

    /// <summary>The order of UTF-16 units; stores list in that of bytes, which differs beyond the basic plane only.</summary>
    public int CompareTo(ObjectKey other) => string.CompareOrdinal(_value, other._value);

    public static bool operator <(ObjectKey left, ObjectKey right) => left.CompareTo(right) < 0;

    public static bool operator <=(ObjectKey left, ObjectKey right) => left.CompareTo(right) <= 0;

    public static bool operator >(ObjectKey left, ObjectKey right) => left.CompareTo(right) > 0;

    public static bool operator >=(ObjectKey left, ObjectKey right) => left.CompareTo(right) >= 0;

    public override string ToString() => _value ?? "";

    // What a vault's names are made of: looked at first, and without tables, as they come up in every start.
    private static bool IsNarrow(string text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiLetterLower(character) && !char.IsAsciiDigit(character) && character is not ('.' or '-' or '_' or '/'))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsWide(string text)
    {
        foreach (var character in text)
        {
            if (char.IsControl(character) || character is '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|')
            {
                return false;
            }
        }

        return BytesOf(text) is >= 0 and <= LengthMax;
    }

    private static bool HasLawfulSegments(string text)
    {
        var rest = text.AsSpan();
        for (var isLast = false; !isLast;)
        {
            var end = rest.IndexOf('/');
            isLast = end < 0;
            var segment = isLast ? rest : rest[..end];
            rest = isLast ? default : rest[(end + 1)..];
            if (segment is [] or ['.', ..] or [.., '.' or ' ']
                || (segment.Length * 3 > SegmentLengthMax && Utf8.GetByteCount(segment) > SegmentLengthMax)
                || IsDevice(segment))
            {
                return false;
            }
        }

        return true;
    }

    // Windows takes CON.txt for the console, too.
    private static bool IsDevice(ReadOnlySpan<char> segment)
    {
        var stem = segment.IndexOf('.') is var dot and >= 0 ? segment[..dot] : segment;
        return stem.Length switch
        {
            3 => Is(stem, "con") || Is(stem, "prn") || Is(stem, "aux") || Is(stem, "nul"),
            4 => stem[3] is >= '1' and <= '9' && (Is(stem[..3], "com") || Is(stem[..3], "lpt")),
            _ => false,
        };
    }

    private static bool Is(ReadOnlySpan<char> stem, string device) => stem.Equals(device, StringComparison.OrdinalIgnoreCase);

    // -1 where it is no Unicode.
    private static int BytesOf(string text)
    {
        try
        {
            return Utf8.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            return -1;
        }
    }
}
