using Fastshot.Core.Runtime;

namespace Fastshot.Testing.Stores;

/// <summary>A stream that breaks off after some bytes.</summary>
internal sealed class TornStream(Stream inner, long afterBytes, Exception failure) : ReadOnlyStream
{
    private long _read;

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = (int)Math.Min(buffer.Length, afterBytes - _read);
        if (wanted == 0 && buffer.Length > 0)
        {
            throw failure;
        }

        var count = await inner.ReadAsync(buffer[..wanted], cancellationToken);
        _read += count;
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }
}
