using System.Diagnostics.CodeAnalysis;
using Fastshot.Core.Runtime;

namespace Fastshot.Core.Crypto;

/// <summary>Seals and opens small age files in memory; large ones go through <see cref="AgeWriter"/> and <see cref="AgeReader"/>.</summary>
public static class Age
{
    /// <summary>The work factor, as a power of two, of what a vault key seals.</summary>
    public const int LogWorkFactorOfObjects = 1;

    /// <summary>What every chunk of plaintext, the last one too, fills at most.</summary>
    public const int ChunkSize = PayloadCipher.ChunkSize;

    /// <summary>The exact size of a sealed file.</summary>
    public static long SealedSizeOf(long plaintextSize, int logWorkFactor = LogWorkFactorOfObjects) =>
        AgePreamble.SizeOf(logWorkFactor)
        + plaintextSize
        + (PayloadCipher.ChunksOf(plaintextSize) * PayloadCipher.TagSize);

    /// <summary>Seals with a fresh file key, and opens the result again to prove it.</summary>
    public static byte[] Seal(
        ReadOnlySpan<byte> plaintext,
        ReadOnlyMemory<byte> passphrase,
        int logWorkFactor,
        IRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var sealedFile = new byte[SealedSizeOf(plaintext.Length, logWorkFactor)];
        var preamble = AgePreamble.Create(passphrase.Span, logWorkFactor, random, out var cipher);
        using (cipher)
        {
            preamble.CopyTo(sealedFile, 0);
            using var check = new SealCheck(preamble, passphrase);
            var rest = sealedFile.AsSpan(preamble.Length);
            var chunks = PayloadCipher.ChunksOf(plaintext.Length);
            for (var i = 0; i < chunks; i++)
            {
                var isLast = i == chunks - 1;
                var part = isLast ? plaintext : plaintext[..ChunkSize];
                var chunk = rest[..(part.Length + PayloadCipher.TagSize)];
                cipher.Seal(i, isLast, part, chunk);
                check.Verify(i, isLast, part, chunk);
                plaintext = plaintext[part.Length..];
                rest = rest[chunk.Length..];
            }
        }

        return sealedFile;
    }

    /// <summary>Opens a whole file, all or nothing; a content above the bound is refused before memory is taken for it.</summary>
    public static bool TryOpen(
        ReadOnlySpan<byte> sealedFile,
        ReadOnlyMemory<byte> passphrase,
        WorkFactors accepted,
        int plaintextSizeMax,
        [NotNullWhen(true)] out byte[]? plaintext,
        [NotNullWhen(false)] out AgeFailure? failure)
    {
        plaintext = null;
        if (sealedFile.Length > AgeHeader.SizeMax + SealedSizeOf(plaintextSizeMax))
        {
            failure = TooLarge(plaintextSizeMax);
            return false;
        }

        var identity = new PassphraseIdentity(passphrase, accepted);
        return TryOpenChunks(
            sealedFile, sealedFile.Length, identity, plaintextSizeMax, out plaintext, out failure);
    }

    /// <summary>Opens the chunks that lie whole in the first bytes of a file of a known size.</summary>
    /// <remarks>With 66,000 bytes of a file sealed by a vault key, that is the first 64 KiB of its content.</remarks>
    public static bool TryOpenPrefix(
        ReadOnlySpan<byte> prefix,
        long sealedSize,
        ReadOnlyMemory<byte> passphrase,
        WorkFactors accepted,
        [NotNullWhen(true)] out byte[]? plaintext,
        [NotNullWhen(false)] out AgeFailure? failure)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefix.Length, sealedSize, nameof(prefix));
        var identity = new PassphraseIdentity(passphrase, accepted);
        return TryOpenChunks(prefix, sealedSize, identity, prefix.Length, out plaintext, out failure);
    }

    private static bool TryOpenChunks(
        ReadOnlySpan<byte> bytes,
        long sealedSize,
        IAgeIdentity identity,
        int plaintextSizeMax,
        [NotNullWhen(true)] out byte[]? plaintext,
        [NotNullWhen(false)] out AgeFailure? failure)
    {
        plaintext = null;
        if (!AgePreamble.TryOpen(bytes, identity, out var cipher, out var preambleSize, out failure))
        {
            return false;
        }

        using (cipher)
        {
            var isWhole = bytes.Length == sealedSize;
            var rest = bytes[preambleSize..];
            var (chunks, tail) = Math.DivRem(rest.Length, PayloadCipher.SealedChunkSize);
            if (isWhole && tail > 0)
            {
                chunks++;
            }
            else
            {
                rest = rest[..^tail];
            }

            var size = rest.Length - (chunks * PayloadCipher.TagSize);
            failure = size switch
            {
                _ when chunks == 0 => new AgeFailure(AgeError.Payload, "ends before its first chunk does"),
                _ when isWhole && tail is > 0 and < PayloadCipher.TagSize => NotAuthentic(chunks - 1),
                _ when size > plaintextSizeMax => TooLarge(plaintextSizeMax),
                _ => null,
            };
            if (failure is not null)
            {
                return false;
            }

            var opened = new byte[size];
            var place = opened.AsSpan();
            for (var i = 0; i < chunks; i++)
            {
                var chunk = rest[..Math.Min(rest.Length, PayloadCipher.SealedChunkSize)];
                var isLast = isWhole && chunk.Length == rest.Length;
                if (!cipher.TryOpen(i, isLast, chunk, place) || (chunk.Length == PayloadCipher.TagSize && i > 0))
                {
                    opened.AsSpan().Clear();
                    failure = NotAuthentic(i);
                    return false;
                }

                place = place[(chunk.Length - PayloadCipher.TagSize)..];
                rest = rest[chunk.Length..];
            }

            plaintext = opened;
            return true;
        }
    }

    internal static AgeFailure NotAuthentic(long chunk) =>
        new(AgeError.Payload, $"was changed, or cut, at chunk {chunk + 1} of its content");

    private static AgeFailure TooLarge(int plaintextSizeMax) =>
        new(AgeError.TooLarge, $"holds more than the {plaintextSizeMax} bytes that are accepted here");
}
