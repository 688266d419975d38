using System.Text;

namespace Fastshot.Core.Model;

/// <summary>A value in its canonical form, as the format page defines it: carried and compared here, read elsewhere.</summary>
public readonly struct CanonicalValue : IEquatable<CanonicalValue>, IComparable<CanonicalValue>
{
    private readonly ReadOnlyMemory<byte> _utf8;

    /// <summary>Keeps the bytes, which must be canonical and are not copied.</summary>
    public CanonicalValue(ReadOnlyMemory<byte> utf8) => _utf8 = utf8;

    /// <summary>The canonical form, as UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8 => _utf8.Span;

    public ReadOnlyMemory<byte> Memory => _utf8;

    public bool Equals(CanonicalValue other) => Utf8.SequenceEqual(other.Utf8);

    public override bool Equals(object? obj) => obj is CanonicalValue other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Utf8);
        return hash.ToHashCode();
    }

    /// <summary>Byte order.</summary>
    public int CompareTo(CanonicalValue other) => Utf8.SequenceCompareTo(other.Utf8);

    public static bool operator ==(CanonicalValue left, CanonicalValue right) => left.Equals(right);

    public static bool operator !=(CanonicalValue left, CanonicalValue right) => !left.Equals(right);

    public static bool operator <(CanonicalValue left, CanonicalValue right) => left.CompareTo(right) < 0;

    public static bool operator <=(CanonicalValue left, CanonicalValue right) => left.CompareTo(right) <= 0;

    public static bool operator >(CanonicalValue left, CanonicalValue right) => left.CompareTo(right) > 0;

    public static bool operator >=(CanonicalValue left, CanonicalValue right) => left.CompareTo(right) >= 0;

    public override string ToString() => Encoding.UTF8.GetString(Utf8);
}
