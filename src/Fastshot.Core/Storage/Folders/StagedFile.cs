using System.Buffers;

namespace Fastshot.Core.Storage.Folders;

/// <summary>An object of a folder while it is written: a buffer in front of a temporary file.</summary>
internal sealed class StagedFile(TemporaryFile file, CommitPoint point) : IStagedObject
{
    private const int BufferSize = 256 * 1024;

    private byte[]? _buffer;
    private int _buffered;
    private bool _isOver;

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        while (!bytes.IsEmpty)
        {
            if (_buffered == 0 && bytes.Length >= BufferSize)
            {
                await file.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
                return;
            }

            _buffer ??= ArrayPool<byte>.Shared.Rent(BufferSize);
            var count = Math.Min(bytes.Length, BufferSize - _buffered);
            bytes.Span[..count].CopyTo(_buffer.AsSpan(_buffered));
            bytes = bytes[count..];
            _buffered += count;
            if (_buffered == BufferSize)
            {
                await FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public async Task<ObjectInfo> CommitAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isOver, this);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        Release(); // Many may wait for the disk.
        var info = await file.CommitAsync(point, key, PutCondition.None, cancellationToken).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
        return info;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isOver)
        {
            _isOver = true;
            Release();
            await file.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Release()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        var count = _buffered;
        _buffered = 0;
        if (count > 0)
        {
            await file.WriteAsync(_buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        }
    }
}
