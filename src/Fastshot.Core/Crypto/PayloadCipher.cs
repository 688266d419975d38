using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Fastshot.Core.Crypto;

/// <summary>Seals and opens the chunks of one age file's content (C2SP age, "Payload": STREAM).</summary>
internal sealed class PayloadCipher : IDisposable
{
    public const int KeySize = 32;

    public const int NonceSize = 12;

    public const int TagSize = 16;

    public const int ChunkSize = 64 * 1024;

    public const int SealedChunkSize = ChunkSize + TagSize;

    /// <summary>The size of what stands between header and first chunk and makes the content's key.</summary>
    public const int SaltSize = 16;

    private readonly ChaCha20Poly1305 _cipher;

    public PayloadCipher(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> salt)
    {
        Span<byte> key = stackalloc byte[KeySize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, key, salt, "payload"u8);
        try
        {
            _cipher = new ChaCha20Poly1305(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>How many chunks the content makes: at least one, and only an empty content makes an empty chunk.</summary>
    public static long ChunksOf(long plaintextSize) => Math.Max(1, ((plaintextSize - 1) / ChunkSize) + 1);

    /// <summary>Seals one chunk into as many bytes and a tag; the chunks count from zero.</summary>
    public void Seal(long index, bool isLast, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        WriteNonce(nonce, index, isLast);
        _cipher.Encrypt(
            nonce, plaintext, destination[..plaintext.Length], destination.Slice(plaintext.Length, TagSize));
    }

    /// <summary>Opens one chunk; false, and a cleared destination, where it is not authentic at this very place.</summary>
    public bool TryOpen(long index, bool isLast, ReadOnlySpan<byte> chunk, Span<byte> destination)
    {
        if (chunk.Length < TagSize)
        {
            return false;
        }

        Span<byte> nonce = stackalloc byte[NonceSize];
        WriteNonce(nonce, index, isLast);
        var size = chunk.Length - TagSize;
        try
        {
            _cipher.Decrypt(nonce, chunk[..size], chunk[size..], destination[..size]);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public void Dispose() => _cipher.Dispose();

    // Eleven bytes of counter, most significant first, and one that says whether the chunk is the last.
    private static void WriteNonce(Span<byte> nonce, long index, bool isLast)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce[3..11], index);
        nonce[11] = isLast ? (byte)1 : (byte)0;
    }
}
