namespace Fastshot.Storage.S3;

/// <summary>The time that requests are signed with: this device's, or, where the server refused that, the server's.</summary>
/// <remarks>The SDK keeps such an offset for the whole process, and never takes it back when the device's clock is mended.</remarks>
internal sealed class SigningClock(TimeProvider time)
{
    private static readonly TimeSpan DifferenceMin = TimeSpan.FromMinutes(1);

    private long _offsetTicks;

    /// <summary>What is added to this device's time.</summary>
    public TimeSpan Offset => new(Interlocked.Read(ref _offsetTicks));

    public DateTimeOffset Now => Plus(time.GetUtcNow(), Offset);

    /// <summary>A request was refused for its time: takes another one, or returns false where there is no other to try.</summary>
    /// <param name="ahead">By how much the server's clock is ahead of this device's; null where it is not known.</param>
    public bool TryCorrect(TimeSpan? ahead)
    {
        var current = Offset;
        if (ahead is { } known && (known - current).Duration() > DifferenceMin)
        {
            Interlocked.Exchange(ref _offsetTicks, known.Ticks);
            return true;
        }

        // The server's Date is of no use; perhaps this device's clock was mended meanwhile.
        Interlocked.Exchange(ref _offsetTicks, 0);
        return current != TimeSpan.Zero;
    }

    private static DateTimeOffset Plus(DateTimeOffset now, TimeSpan offset) =>
        offset > DateTimeOffset.MaxValue - now || offset < DateTimeOffset.MinValue - now ? now : now + offset;
}
