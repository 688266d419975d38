using System.Buffers;
using System.Security.Cryptography;

namespace Fastshot.Core.Crypto;

/// <summary>Opens what was just sealed, before it goes anywhere: bad memory must not become bad data.</summary>
/// <remarks>
/// It shares nothing with the sealing side but the passphrase: the file key is unwrapped again from the written header.
/// </remarks>
internal sealed class SealCheck : IDisposable
{
    private readonly PayloadCipher _cipher;
    private readonly byte[] _opened = ArrayPool<byte>.Shared.Rent(PayloadCipher.ChunkSize);

    public SealCheck(ReadOnlySpan<byte> preamble, ReadOnlyMemory<byte> passphrase)
    {
        var identity = new PassphraseIdentity(passphrase, WorkFactors.Any);
        if (!AgePreamble.TryOpen(preamble, identity, out var cipher, out _, out _))
        {
            throw Failed();
        }

        _cipher = cipher;
    }

    public void Verify(long index, bool isLast, ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> chunk)
    {
        var opened = _opened.AsSpan(0, plaintext.Length);
        if (!_cipher.TryOpen(index, isLast, chunk, opened) || !opened.SequenceEqual(plaintext))
        {
            throw Failed();
        }
    }

    public void Dispose()
    {
        _cipher.Dispose();
        ArrayPool<byte>.Shared.Return(_opened, clearArray: true);
    }

    private static CryptographicException Failed() =>
        new("What was just sealed does not open to what was given. The memory or processor of this computer is faulty.");
}
