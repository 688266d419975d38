namespace Fastshot.Testing;

/// <summary>A clock that stands still until it is moved; its timers fire, in order, on the thread that moves it.</summary>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _turn = new();
    private readonly List<ManualTimer> _timers = [];
    private TimeSpan _elapsed;
    private TimeSpan _wallOffset;
    private long _timersMade;

    public ManualTime()
        : this(new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_turn)
        {
            return start + _elapsed + _wallOffset;
        }
    }

    public override long GetTimestamp()
    {
        lock (_turn)
        {
            return _elapsed.Ticks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_turn)
        {
            var timer = new ManualTimer(this, () => callback(state), ++_timersMade);
            timer.Change(dueTime, period);
            return timer;
        }
    }

    /// <summary>Lets time pass; each timer fires at its own moment.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan end;
        lock (_turn)
        {
            end = _elapsed + by;
        }

        while (TryFireNext(end))
        {
        }

        lock (_turn)
        {
            _elapsed = end;
        }
    }

    /// <summary>Lets time pass until the next timer has fired, or returns false where none waits.</summary>
    public bool TryAdvanceToNextTimer() => TryFireNext(TimeSpan.MaxValue);

    /// <summary>Sets the wall clock wrong, without time passing.</summary>
    public void ShiftWallClock(TimeSpan by)
    {
        lock (_turn)
        {
            _wallOffset += by;
        }
    }

    private bool TryFireNext(TimeSpan end)
    {
        ManualTimer next;
        lock (_turn)
        {
            var due = _timers.Where(timer => timer.Due <= end).OrderBy(timer => timer.Due).ThenBy(timer => timer.Number);
            if (due.FirstOrDefault() is not { } first)
            {
                return false;
            }

            next = first;
            _elapsed = next.Due > _elapsed ? next.Due : _elapsed;
            next.Rearm();
        }

        next.Fire();
        return true;
    }

    private sealed class ManualTimer(ManualTime time, Action fire, long number) : ITimer
    {
        private TimeSpan _period;

        public long Number { get; } = number;

        public TimeSpan Due { get; private set; }

        public Action Fire { get; } = fire;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._turn)
            {
                time._timers.Remove(this);
                _period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = time._elapsed + dueTime;
                    time._timers.Add(this);
                }
            }

            return true;
        }

        /// <summary>Called when the timer is due, before it fires.</summary>
        public void Rearm() => Change(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan, _period);

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
