using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Fastshot.Core.Runtime;

namespace Fastshot.Core.Model;

/// <summary>The SHA-256 of some bytes; it names archives, pieces and pictures.</summary>
public readonly record struct Digest : IComparable<Digest>
{
    public const int SizeBytes = 32;

    private const string HexDigits = "0123456789abcdef";

    private readonly Bytes _bytes;

    public Digest(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, SizeBytes);
        bytes.CopyTo(_bytes);
    }

    /// <summary>64 lower-case hexadecimal digits, as in names of objects.</summary>
    public string Hex
    {
        get
        {
            Span<char> digits = stackalloc char[SizeBytes * 2];
            for (var i = 0; i < SizeBytes; i++)
            {
                digits[2 * i] = HexDigits[_bytes[i] >> 4];
                digits[(2 * i) + 1] = HexDigits[_bytes[i] & 0xF];
            }

            return new string(digits);
        }
    }

    /// <summary>43 characters of Base64Url, as in documents.</summary>
    public string Base64Url => System.Buffers.Text.Base64Url.EncodeToString(_bytes);

    public static Digest Of(ReadOnlySpan<byte> content)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        SHA256.HashData(content, bytes);
        return new Digest(bytes);
    }

    /// <summary>Of a stream from where it stands to its end.</summary>
    public static Digest Of(Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(128 << 10);
        try
        {
            while (content.Read(buffer) is > 0 and var count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true); // It may have held plaintext.
        }

        return new Digest(hash.GetHashAndReset());
    }

    public static bool TryParseHex([NotNullWhen(true)] string? text, out Digest digest) => TryParseHex(text.AsSpan(), out digest);

    /// <summary>Reads 64 lower-case digits.</summary>
    public static bool TryParseHex(ReadOnlySpan<char> text, out Digest digest)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        var isDigest = text.Length == SizeBytes * 2;
        for (var i = 0; isDigest && i < text.Length; i++)
        {
            isDigest = char.IsAsciiHexDigitLower(text[i]);
            bytes[i / 2] = unchecked((byte)((bytes[i / 2] << 4) | (char.IsAsciiDigit(text[i]) ? text[i] - '0' : text[i] - 'a' + 10)));
        }

        digest = isDigest ? new Digest(bytes) : default;
        return isDigest;
    }

    public static bool TryParseBase64Url(ReadOnlySpan<byte> utf8, out Digest digest)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        var isDigest = Base64UrlDigits.TryRead(utf8, bytes);
        digest = isDigest ? new Digest(bytes) : default;
        return isDigest;
    }

    /// <summary>The number that its first four bytes make: digests are spread evenly over it, and it grows with them.</summary>
    public uint Front => BinaryPrimitives.ReadUInt32BigEndian(_bytes);

    public void CopyTo(Span<byte> destination) => ((ReadOnlySpan<byte>)_bytes).CopyTo(destination);

    public bool Equals(Digest other) => ((ReadOnlySpan<byte>)_bytes).SequenceEqual(other._bytes);

    // The bytes are a hash already; any eight of them serve.
    public override int GetHashCode() => MemoryMarshal.Read<int>(_bytes);

    public int CompareTo(Digest other) => ((ReadOnlySpan<byte>)_bytes).SequenceCompareTo(other._bytes);

    public static bool operator <(Digest left, Digest right) => left.CompareTo(right) < 0;

    public static bool operator <=(Digest left, Digest right) => left.CompareTo(right) <= 0;

    public static bool operator >(Digest left, Digest right) => left.CompareTo(right) > 0;

    public static bool operator >=(Digest left, Digest right) => left.CompareTo(right) >= 0;

    public override string ToString() => Hex;

    [InlineArray(SizeBytes)]
    private struct Bytes
    {
        private byte _first;
    }
}
