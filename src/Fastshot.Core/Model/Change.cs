using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Fastshot.Core.Runtime;

namespace Fastshot.Core.Model;

/// <summary>The name of one change: 64 random bits, drawn when it is made.</summary>
public readonly record struct Change(ulong Bits) : IComparable<Change>
{
    public const int TextLength = 11;

    /// <summary>11 characters of Base64Url.</summary>
    public string Text
    {
        get
        {
            Span<byte> bytes = stackalloc byte[8];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, Bits);
            return Base64Url.EncodeToString(bytes);
        }
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out Change change)
    {
        Span<byte> digits = stackalloc byte[TextLength];
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        var isChange = text is { Length: TextLength }
            && Ascii.FromUtf16(text, digits, out _) == OperationStatus.Done
            && Base64UrlDigits.TryRead(digits, bytes);
        change = isChange ? new Change(BinaryPrimitives.ReadUInt64BigEndian(bytes)) : default;
        return isChange;
    }

    public int CompareTo(Change other) => Bits.CompareTo(other.Bits);

    public static bool operator <(Change left, Change right) => left.Bits < right.Bits;

    public static bool operator <=(Change left, Change right) => left.Bits <= right.Bits;

    public static bool operator >(Change left, Change right) => left.Bits > right.Bits;

    public static bool operator >=(Change left, Change right) => left.Bits >= right.Bits;

    public override string ToString() => Text;
}

/// <summary>By which fields are compared: a counter within the session, then the change.</summary>
public readonly record struct FieldVersion(long Counter, Change Change) : IComparable<FieldVersion>
{
    public int CompareTo(FieldVersion other) =>
        Counter == other.Counter ? Change.CompareTo(other.Change) : Counter.CompareTo(other.Counter);

    // By hand: what is generated asks for a comparer that is built by reflection in each start.
    public bool Equals(FieldVersion other) => Counter == other.Counter && Change.Bits == other.Change.Bits;

    public override int GetHashCode() => HashCode.Combine(Counter, Change.Bits);

    public static bool operator <(FieldVersion left, FieldVersion right) => left.CompareTo(right) < 0;

    public static bool operator <=(FieldVersion left, FieldVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >(FieldVersion left, FieldVersion right) => left.CompareTo(right) > 0;

    public static bool operator >=(FieldVersion left, FieldVersion right) => left.CompareTo(right) >= 0;
}
