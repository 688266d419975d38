using System.Buffers;
using Fastshot.Core.Runtime;

namespace Fastshot.Core.Crypto;

/// <summary>Seals what is written into an age file, in constant memory.</summary>
/// <remarks>
/// The file is whole only after <see cref="FinishAsync"/>; disposing before it leaves one that no reader accepts. Every
/// chunk is opened again and compared before it goes out. The destination stays its caller's, and is not flushed.
/// </remarks>
public sealed class AgeWriter : Stream
{
    private readonly Stream _destination;
    private readonly PayloadCipher _cipher;
    private readonly SealCheck _check;
    private readonly byte[] _plaintext = ArrayPool<byte>.Shared.Rent(PayloadCipher.ChunkSize);
    private readonly byte[] _chunk = ArrayPool<byte>.Shared.Rent(PayloadCipher.SealedChunkSize);
    private int _count;
    private long _index;
    private bool _isFinished;
    private bool _isDisposed;

    internal AgeWriter(Stream destination, PayloadCipher cipher, SealCheck check) =>
        (_destination, _cipher, _check) = (destination, cipher, check);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !_isDisposed && !_isFinished;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Begins a file, and writes its header; scrypt runs here, twice, for as long as the work factor says.</summary>
    public static async Task<AgeWriter> CreateAsync(
        Stream destination,
        ReadOnlyMemory<byte> passphrase,
        int logWorkFactor,
        IRandom random,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ArgumentNullException.ThrowIfNull(random);
        var preamble = AgePreamble.Create(passphrase.Span, logWorkFactor, random, out var cipher);
        SealCheck? check = null;
        try
        {
            check = new SealCheck(preamble, passphrase);
            await destination.WriteAsync(preamble, cancellationToken).ConfigureAwait(false);
            return new AgeWriter(destination, cipher, check);
        }
        catch
        {
            cipher.Dispose();
            check?.Dispose();
            throw;
        }
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();

        // A full chunk waits until more comes, because the last one is sealed as such and must not be empty.
        while (_count + (long)buffer.Length > PayloadCipher.ChunkSize)
        {
            if (_count == 0)
            {
                await PutChunkAsync(buffer[..PayloadCipher.ChunkSize], isLast: false, cancellationToken)
                    .ConfigureAwait(false);
                buffer = buffer[PayloadCipher.ChunkSize..];
                continue;
            }

            Keep(ref buffer);
            await PutChunkAsync(_plaintext.AsMemory(0, _count), isLast: false, cancellationToken).ConfigureAwait(false);
            _count = 0;
        }

        Keep(ref buffer);
    }

    /// <summary>Seals the last chunk; nothing can be written after it.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfClosed();
        await PutChunkAsync(_plaintext.AsMemory(0, _count), isLast: true, cancellationToken).ConfigureAwait(false);
        _isFinished = true;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Does nothing: only whole chunks go out.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("An age file is written asynchronously.");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            _cipher.Dispose();
            _check.Dispose();
            ArrayPool<byte>.Shared.Return(_plaintext, clearArray: true);
            ArrayPool<byte>.Shared.Return(_chunk);
        }

        base.Dispose(disposing);
    }

    private void Keep(ref ReadOnlyMemory<byte> buffer)
    {
        var count = Math.Min(buffer.Length, PayloadCipher.ChunkSize - _count);
        buffer[..count].CopyTo(_plaintext.AsMemory(_count));
        _count += count;
        buffer = buffer[count..];
    }

    private ValueTask PutChunkAsync(ReadOnlyMemory<byte> part, bool isLast, CancellationToken cancellationToken)
    {
        var chunk = _chunk.AsMemory(0, part.Length + PayloadCipher.TagSize);
        _cipher.Seal(_index, isLast, part.Span, chunk.Span);
        _check.Verify(_index, isLast, part.Span, chunk.Span);
        _index++;
        return _destination.WriteAsync(chunk, cancellationToken);
    }

    private void ThrowIfClosed()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_isFinished)
        {
            throw new InvalidOperationException("The age file is finished.");
        }
    }
}
