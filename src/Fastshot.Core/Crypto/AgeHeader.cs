using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Fastshot.Core.Crypto;

/// <summary>The header of an age file, which wraps the file key for its recipients (C2SP age, "Header").</summary>
internal sealed class AgeHeader
{
    /// <summary>No larger header is read; one of ours has 149 or 150 bytes.</summary>
    public const int SizeMax = 64 * 1024;

    public const int MacSize = HMACSHA256.HashSizeInBytes;

    private const int StanzasMax = 256;

    private readonly byte[] _mac;
    private readonly byte[] _macInput;

    private AgeHeader(IReadOnlyList<AgeStanza> stanzas, byte[] mac, byte[] macInput, int size)
    {
        Stanzas = stanzas;
        Size = size;
        _mac = mac;
        _macInput = macInput;
    }

    public static ReadOnlySpan<byte> VersionLine => "age-encryption.org/v1"u8;

    public IReadOnlyList<AgeStanza> Stanzas { get; }

    /// <summary>Where the payload begins.</summary>
    public int Size { get; }

    private static ReadOnlySpan<byte> AnyVersion => "age-encryption.org/"u8;

    /// <summary>Reads a header from the first bytes of a file, which may go on after it.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> bytes,
        [NotNullWhen(true)] out AgeHeader? header,
        [NotNullWhen(false)] out AgeFailure? failure)
    {
        header = null;
        var lines = new LineCursor(bytes[..Math.Min(bytes.Length, SizeMax)]);
        if (!bytes.StartsWith(AnyVersion))
        {
            failure = new AgeFailure(AgeError.NotAge, "does not begin like one");
            return false;
        }

        if (!lines.TryNext(out var line) || !line.SequenceEqual(VersionLine))
        {
            return Refuse("is not of version 1", out failure);
        }

        var stanzas = new List<AgeStanza>();
        var start = lines.Position;
        while (lines.TryNext(out line) && line.StartsWith("-> "u8))
        {
            if (stanzas.Count == StanzasMax)
            {
                return Refuse($"has more than {StanzasMax} recipients", out failure);
            }

            if (!AgeStanza.TryParse(line["-> ".Length..], ref lines, out var stanza, out var reason))
            {
                return Refuse(reason, out failure);
            }

            stanzas.Add(stanza);
            start = lines.Position;
        }

        var mac = new byte[MacSize];
        if (stanzas.Count == 0 || !line.StartsWith("--- "u8))
        {
            return Refuse("has a header without recipients or without an end", out failure);
        }

        if (!StrictBase64.TryDecode(line["--- ".Length..], mac, out var count) || count != MacSize)
        {
            return Refuse("has a header whose last line is not an authentication code", out failure);
        }

        header = new AgeHeader(stanzas, mac, bytes[..(start + "---".Length)].ToArray(), lines.Position);
        failure = null;
        return true;
    }

    /// <summary>Whether the header is the one that was made with this file key.</summary>
    public bool IsAuthentic(ReadOnlySpan<byte> fileKey)
    {
        Span<byte> expected = stackalloc byte[MacSize];
        ComputeMac(fileKey, _macInput, expected);
        return CryptographicOperations.FixedTimeEquals(expected, _mac);
    }

    /// <summary>The code over a header from its start to the three dashes of its last line.</summary>
    public static void ComputeMac(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> macInput, Span<byte> mac)
    {
        Span<byte> key = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, key, [], "header"u8);
        HMACSHA256.HashData(key, macInput, mac);
        CryptographicOperations.ZeroMemory(key);
    }

    private static bool Refuse(string reason, out AgeFailure failure)
    {
        failure = new AgeFailure(AgeError.Header, reason);
        return false;
    }
}
