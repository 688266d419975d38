using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Fastshot.Core.Storage;

/// <summary>The name of one object in a store: relative, slash-separated, lower-case ASCII.</summary>
/// <remarks>At most 140 characters of <c>a-z 0-9 . - _ /</c>; no segment is empty or starts with a dot.</remarks>
public readonly record struct ObjectKey : IComparable<ObjectKey>
{
    public const int LengthMax = 140;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-_/");
    private readonly string? _value;

    private ObjectKey(string value) => _value = value;

    public string Value => _value ?? throw new InvalidOperationException("The object key was never set.");

    public static ObjectKey Parse(string text) =>
        TryParse(text, out var key) ? key : throw new FormatException($"'{text}' is not an object key.");

    public static bool TryParse([NotNullWhen(true)] string? text, out ObjectKey key)
    {
        var isKey = text is { Length: > 0 and <= LengthMax }
            && !text.AsSpan().ContainsAnyExcept(Allowed)
            && text[^1] != '/'
            && text[0] is not ('/' or '.')
            && !text.Contains("//", StringComparison.Ordinal)
            && !text.Contains("/.", StringComparison.Ordinal);
        key = isKey ? new ObjectKey(text!) : default;
        return isKey;
    }

    /// <summary>Byte order, in which stores list.</summary>
    public int CompareTo(ObjectKey other) => string.CompareOrdinal(_value, other._value);

    public static bool operator <(ObjectKey left, ObjectKey right) => left.CompareTo(right) < 0;

    public static bool operator <=(ObjectKey left, ObjectKey right) => left.CompareTo(right) <= 0;

    public static bool operator >(ObjectKey left, ObjectKey right) => left.CompareTo(right) > 0;

    public static bool operator >=(ObjectKey left, ObjectKey right) => left.CompareTo(right) >= 0;

    public override string ToString() => _value ?? "";
}
