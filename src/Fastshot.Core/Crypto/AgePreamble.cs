using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Fastshot.Core.Runtime;

namespace Fastshot.Core.Crypto;

/// <summary>What stands in an age file before its chunks: the header, and the salt of the content's key.</summary>
internal static class AgePreamble
{
    private const int BodyCharacters = ((ScryptStanza.BodySize * 8) + 5) / 6;

    private const int SaltCharacters = ((ScryptStanza.SaltSize * 8) + 5) / 6;

    private const int MacCharacters = ((AgeHeader.MacSize * 8) + 5) / 6;

    private static ReadOnlySpan<byte> BeforeSalt => "\n-> scrypt "u8;

    /// <summary>The size of a preamble with one passphrase.</summary>
    public static int SizeOf(int logWorkFactor) =>
        AgeHeader.VersionLine.Length
        + BeforeSalt.Length + SaltCharacters + " ".Length + (logWorkFactor < 10 ? 1 : 2) + "\n".Length
        + BodyCharacters + "\n--- ".Length + MacCharacters + "\n".Length
        + PayloadCipher.SaltSize;

    /// <summary>Begins a new file: a fresh file key, wrapped by a passphrase, and the cipher of its content.</summary>
    public static byte[] Create(
        ReadOnlySpan<byte> passphrase,
        int logWorkFactor,
        IRandom random,
        out PayloadCipher cipher)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(logWorkFactor, WorkFactors.Any.Min);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logWorkFactor, WorkFactors.Any.Max);
        var preamble = new byte[SizeOf(logWorkFactor)];
        var salt = preamble.AsSpan()[^PayloadCipher.SaltSize..];
        Span<byte> fileKey = stackalloc byte[ScryptStanza.FileKeySize];
        try
        {
            random.Fill(fileKey);
            random.Fill(salt);
            WriteHeader(preamble, passphrase, logWorkFactor, random, fileKey);
            cipher = new PayloadCipher(fileKey, salt);
            return preamble;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(fileKey);
        }
    }

    /// <summary>Opens the first bytes of a file, which may go on after the preamble.</summary>
    public static bool TryOpen(
        ReadOnlySpan<byte> bytes,
        IAgeIdentity identity,
        [NotNullWhen(true)] out PayloadCipher? cipher,
        out int size,
        [NotNullWhen(false)] out AgeFailure? failure)
    {
        (cipher, size) = (null, 0);
        Span<byte> fileKey = stackalloc byte[ScryptStanza.FileKeySize];
        try
        {
            if (!AgeHeader.TryParse(bytes, out var header, out failure)
                || !identity.TryUnwrap(header, fileKey, out failure))
            {
                return false;
            }

            size = header.Size + PayloadCipher.SaltSize;
            failure = header.IsAuthentic(fileKey) switch
            {
                false => new AgeFailure(AgeError.Hmac, "has a header that was changed"),
                _ when bytes.Length < size => new AgeFailure(AgeError.Header, "ends before its content"),
                _ => null,
            };
            if (failure is not null)
            {
                return false;
            }

            cipher = new PayloadCipher(fileKey, bytes[header.Size..size]);
            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(fileKey);
        }
    }

    private static void WriteHeader(
        Span<byte> destination,
        ReadOnlySpan<byte> passphrase,
        int logWorkFactor,
        IRandom random,
        ReadOnlySpan<byte> fileKey)
    {
        Span<byte> salt = stackalloc byte[ScryptStanza.SaltSize];
        Span<byte> body = stackalloc byte[ScryptStanza.BodySize];
        Span<byte> mac = stackalloc byte[AgeHeader.MacSize];
        random.Fill(salt);
        ScryptStanza.Wrap(passphrase, salt, logWorkFactor, fileKey, body);

        var rest = destination;
        Put(AgeHeader.VersionLine, ref rest);
        Put(BeforeSalt, ref rest);
        rest = rest[StrictBase64.Encode(salt, rest)..];
        Put(" "u8, ref rest);
        _ = logWorkFactor.TryFormat(rest, out var digits);
        rest = rest[digits..];
        Put("\n"u8, ref rest);
        rest = rest[StrictBase64.Encode(body, rest)..];
        Put("\n---"u8, ref rest);
        AgeHeader.ComputeMac(fileKey, destination[..^rest.Length], mac);
        Put(" "u8, ref rest);
        rest = rest[StrictBase64.Encode(mac, rest)..];
        Put("\n"u8, ref rest);
    }

    private static void Put(ReadOnlySpan<byte> bytes, ref Span<byte> rest)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }
}
