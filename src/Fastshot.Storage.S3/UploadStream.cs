using System.Runtime.ExceptionServices;
using Fastshot.Core.Storage;

namespace Fastshot.Storage.S3;

/// <summary>The body of a put: exactly as many bytes as were said, opened when the first is asked for.</summary>
/// <remarks>
/// The client may go back to the start and read again. What fails here, rather than on the wire, is kept: the client
/// hides it behind an exception of its own.
/// </remarks>
internal sealed class UploadStream(ObjectContent content, StallGuard guard) : Stream
{
    private Stream? _source;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => content.Length;

    public override long Position
    {
        get => _position;
        set => Rewind(value);
    }

    /// <summary>Why the bytes could not be read; null where they could.</summary>
    public ExceptionDispatchInfo? Failure { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        guard.Touch();
        try
        {
            _source ??= await content.OpenAsync(cancellationToken).ConfigureAwait(false);
            var left = content.Length - _position;
            var wanted = (int)Math.Min(buffer.Length, left);
            var count = wanted == 0 ? 0 : await _source.ReadAsync(buffer[..wanted], cancellationToken).ConfigureAwait(false);
            if (count == 0 && wanted > 0)
            {
                throw Changed("fewer");
            }

            _position += count;
            if (_position == content.Length && await HasMoreAsync(cancellationToken).ConfigureAwait(false))
            {
                throw Changed("more");
            }

            return count;
        }
        catch (Exception e) when (Keep(e))
        {
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The body of a put is read asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => content.Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _source, null) is { } source)
        {
            await source.DisposeAsync().ConfigureAwait(false);
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Interlocked.Exchange(ref _source, null)?.Dispose();
        }

        base.Dispose(disposing);
    }

    // The last byte is not handed on before it is known to be the last: else the server would keep a part.
    private async Task<bool> HasMoreAsync(CancellationToken cancellationToken) =>
        await _source!.ReadAsync(new byte[1], cancellationToken).ConfigureAwait(false) > 0;

    private StoreException Changed(string howMany) => new(
        StoreError.Broken, $"The content has {howMany} bytes than the {content.Length} it was said to have; it changed while it was read.");

    private bool Keep(Exception e)
    {
        Failure ??= e is OperationCanceledException ? null : ExceptionDispatchInfo.Capture(e);
        return false;
    }

    private void Rewind(long value)
    {
        if (value == _position)
        {
            return;
        }

        if (value != 0)
        {
            throw new NotSupportedException("The body of a put starts again at its first byte only.");
        }

        Interlocked.Exchange(ref _source, null)?.Dispose();
        _position = 0;
    }
}
