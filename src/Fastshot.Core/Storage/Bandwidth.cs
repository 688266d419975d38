using Fastshot.Core.Runtime;

namespace Fastshot.Core.Storage;

/// <summary>So many bytes a second, shared by all streams that keep to it, in the order in which they ask.</summary>
public sealed class Bandwidth
{
    private const int PortionMin = 512;
    private const int PortionMax = 64 * 1024;
    private const int PortionsPerSecond = 20;

    // What was not used may be caught up on for so long: a timer that is late costs nothing, and a pause gives no burst.
    private static readonly TimeSpan CreditMax = TimeSpan.FromMilliseconds(100);

    private readonly Lock _turn = new();
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly double _ticksPerByte;
    private TimeSpan _freeAt;

    public Bandwidth(long bytesPerSecond, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytesPerSecond, 1);
        ArgumentNullException.ThrowIfNull(time);
        (_time, _start) = (time, time.GetTimestamp());
        _ticksPerByte = (double)TimeSpan.TicksPerSecond / bytesPerSecond;
        Portion = (int)Math.Clamp(bytesPerSecond / PortionsPerSecond, PortionMin, PortionMax);
    }

    /// <summary>The most bytes that are given at once, so that many streams go on side by side.</summary>
    public int Portion { get; }

    /// <summary>The same bytes, read no faster than this; the stream owns the other.</summary>
    public Stream Pace(Stream stream) => new PacedStream(stream, this);

    /// <summary>The same content, read no faster than this.</summary>
    public ObjectContent Pace(ObjectContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return new ObjectContent(content.Length, async token => Pace(await content.OpenAsync(token).ConfigureAwait(false)))
        {
            Sha256 = content.Sha256,
        };
    }

    private Task TakeAsync(int count, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_turn)
        {
            var now = _time.GetElapsedTime(_start);
            var begin = _freeAt > now - CreditMax ? _freeAt : now - CreditMax;
            _freeAt = begin + TimeOf(count);
            wait = begin - now;
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, _time, cancellationToken) : Task.CompletedTask;
    }

    private void GiveBack(int count)
    {
        lock (_turn)
        {
            _freeAt -= TimeOf(count);
        }
    }

    private TimeSpan TimeOf(int count) => TimeSpan.FromTicks((long)(count * _ticksPerByte));

    private sealed class PacedStream(Stream inner, Bandwidth bandwidth) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var wanted = Math.Min(buffer.Length, bandwidth.Portion);
            await bandwidth.TakeAsync(wanted, cancellationToken).ConfigureAwait(false);
            var count = 0;
            try
            {
                count = await inner.ReadAsync(buffer[..wanted], cancellationToken).ConfigureAwait(false);
                return count;
            }
            finally
            {
                bandwidth.GiveBack(wanted - count);
            }
        }

        public override async ValueTask DisposeAsync()
        {
            await inner.DisposeAsync().ConfigureAwait(false);
            await base.DisposeAsync().ConfigureAwait(false);
        }
    }
}
