using System.Buffers;
using Fastshot.Core.Runtime;

namespace Fastshot.Core.Crypto;

/// <summary>The content of an age file, opened as it is read: only authentic chunks are released.</summary>
/// <remarks>
/// It reads asynchronously only, from start to end, in constant memory. What it finds wrong is an
/// <see cref="AgeException"/>: all that was read until then was authentic, but may not be the whole. The source stays its
/// caller's.
/// </remarks>
public sealed class AgeReader : ReadOnlyStream
{
    // One byte more than a sealed chunk tells whether another one follows; a header and a salt have room, too.
    private const int Lookahead = PayloadCipher.SealedChunkSize + 1;

    private readonly Stream _source;
    private readonly byte[] _sealed;
    private readonly byte[] _opened;
    private readonly PayloadCipher _cipher;
    private int _sealedCount;
    private ReadOnlyMemory<byte> _ready;
    private long _index;
    private bool _isEnd;
    private bool _isDisposed;
    private AgeFailure? _failure;

    private AgeReader(Stream source, PayloadCipher cipher, byte[] buffer, int count)
    {
        (_source, _cipher, _sealed, _sealedCount) = (source, cipher, buffer, count);
        _opened = ArrayPool<byte>.Shared.Rent(PayloadCipher.ChunkSize);
    }

    public override bool CanRead => !_isDisposed;

    /// <summary>Opens a binary age file by its passphrase; scrypt runs here, for as long as the header's work factor says.</summary>
    public static Task<AgeReader> OpenAsync(
        Stream source,
        ReadOnlyMemory<byte> passphrase,
        WorkFactors accepted,
        CancellationToken cancellationToken = default) =>
        OpenAsync(source, new PassphraseIdentity(passphrase, accepted), cancellationToken);

    internal static async Task<AgeReader> OpenAsync(
        Stream source,
        IAgeIdentity identity,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        var buffer = ArrayPool<byte>.Shared.Rent(Lookahead);
        PayloadCipher? cipher = null;
        try
        {
            var bytes = buffer.AsMemory(0, Lookahead);
            var count = await source.ReadAtLeastAsync(bytes, Lookahead, throwOnEndOfStream: false, cancellationToken)
                .ConfigureAwait(false);
            if (!AgePreamble.TryOpen(bytes.Span[..count], identity, out cipher, out var size, out var failure))
            {
                throw new AgeException(failure);
            }

            bytes[size..count].CopyTo(bytes);
            return new AgeReader(source, cipher, buffer, count - size);
        }
        catch
        {
            cipher?.Dispose();
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        while (_ready.IsEmpty && !_isEnd && !buffer.IsEmpty)
        {
            if (_failure is not null)
            {
                throw new AgeException(_failure);
            }

            _sealedCount += await _source.ReadAtLeastAsync(
                    _sealed.AsMemory(_sealedCount, Lookahead - _sealedCount),
                    Lookahead - _sealedCount,
                    throwOnEndOfStream: false,
                    cancellationToken)
                .ConfigureAwait(false);
            if (buffer.Length >= PayloadCipher.ChunkSize)
            {
                return OpenChunk(buffer.Span);
            }

            _ready = _opened.AsMemory(0, OpenChunk(_opened));
        }

        var count = Math.Min(buffer.Length, _ready.Length);
        _ready[..count].CopyTo(buffer);
        _ready = _ready[count..];
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _ready = default;
            _cipher.Dispose();
            ArrayPool<byte>.Shared.Return(_sealed);
            ArrayPool<byte>.Shared.Return(_opened, clearArray: true);
        }

        base.Dispose(disposing);
    }

    // Opens the next chunk into the destination, and returns its size.
    private int OpenChunk(Span<byte> destination)
    {
        var isLast = _sealedCount < Lookahead;
        var chunk = _sealed.AsSpan(0, Math.Min(_sealedCount, PayloadCipher.SealedChunkSize));
        if (_cipher.TryOpen(_index, isLast, chunk, destination))
        {
            _isEnd = isLast;
            if (chunk.Length == PayloadCipher.TagSize && _index > 0)
            {
                throw Fail(new AgeFailure(AgeError.Payload, "has an empty chunk at its end"));
            }
        }
        else if (chunk.Length == PayloadCipher.SealedChunkSize
            && _cipher.TryOpen(_index, !isLast, chunk, destination))
        {
            // An authentic chunk at the wrong end of the file: it is released, and the file is refused after it.
            _failure = new AgeFailure(
                AgeError.Payload, isLast ? "is cut after a chunk" : "goes on after its last chunk");
        }
        else
        {
            throw Fail(Age.NotAuthentic(_index));
        }

        _index++;
        _sealedCount -= chunk.Length;
        _sealed.AsSpan(chunk.Length, _sealedCount).CopyTo(_sealed);
        return chunk.Length - PayloadCipher.TagSize;
    }

    private AgeException Fail(AgeFailure failure)
    {
        (_failure, _isEnd) = (failure, false);
        return new AgeException(failure);
    }
}
