using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Storage.S3;

/// <summary>The body of a get: exactly as many bytes as the headers said, or a failure that is a store's.</summary>
internal sealed class DownloadStream(IDisposable response, Stream source, long length, TimeSpan stallMax, TimeProvider time) : ReadOnlyStream
{
    private long _position;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = (int)Math.Min(buffer.Length, length - _position);
        if (wanted == 0)
        {
            return 0;
        }

        using var guard = new StallGuard(stallMax, time, cancellationToken);
        try
        {
            var count = await source.ReadAsync(buffer[..wanted], guard.Token).ConfigureAwait(false);
            _position += count;
            return count > 0
                ? count
                : throw new StoreException(StoreError.Unavailable, $"The download ended after {_position:N0} of {length:N0} bytes.");
        }
        catch (OperationCanceledException) when (guard.IsStalled && !cancellationToken.IsCancellationRequested)
        {
            throw new StoreException(StoreError.Unavailable, $"Nothing was received for {stallMax.TotalSeconds:N0} seconds.");
        }
        catch (Exception e) when (e is (IOException and not StoreException) or HttpRequestException or ObjectDisposedException)
        {
            throw new StoreException(
                StoreError.Unavailable, $"The connection broke after {_position:N0} of {length:N0} bytes.", e);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        response.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
