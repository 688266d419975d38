using System.Diagnostics.CodeAnalysis;
using Fastshot.Core.Runtime;

namespace Fastshot.Core.Model;

/// <summary>The name of a session for ever: 80 random bits as 16 characters of lower-case Crockford Base32.</summary>
public readonly record struct SessionId : IComparable<SessionId>
{
    public const int Length = 16;

    public const int SizeBytes = 10;

    private readonly string? _text;

    private SessionId(string text) => _text = text;

    /// <summary>The 16 characters.</summary>
    public string Text => _text ?? throw new InvalidOperationException("The session id was never set.");

    /// <summary>Makes an id of ten bytes, most significant bits first.</summary>
    public static SessionId FromBytes(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, SizeBytes);
        return new SessionId(Crockford.Encode(bytes).ToLowerInvariant());
    }

    public static SessionId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a session id.");

    public static bool TryParse([NotNullWhen(true)] string? text, out SessionId id)
    {
        var isId = text is { Length: Length } && Crockford.IsLowerCase(text);
        id = isId ? new SessionId(text!) : default;
        return isId;
    }

    public int CompareTo(SessionId other) => string.CompareOrdinal(_text, other._text);

    public static bool operator <(SessionId left, SessionId right) => left.CompareTo(right) < 0;

    public static bool operator <=(SessionId left, SessionId right) => left.CompareTo(right) <= 0;

    public static bool operator >(SessionId left, SessionId right) => left.CompareTo(right) > 0;

    public static bool operator >=(SessionId left, SessionId right) => left.CompareTo(right) >= 0;

    public override string ToString() => _text ?? "";
}
