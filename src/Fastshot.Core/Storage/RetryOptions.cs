namespace Fastshot.Core.Storage;

/// <summary>How often, and after which waits, a request that met a passing failure is made again.</summary>
public sealed record RetryOptions
{
    /// <summary>Attempts in all, where the store is not reachable or fails.</summary>
    public int AttemptsMax { get; init; } = 4;

    /// <summary>For how long in all, where the store asks for fewer requests: that may last minutes.</summary>
    public TimeSpan ThrottledTimeMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest first wait; it doubles with each attempt.</summary>
    public TimeSpan DelayFirst { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan DelayMax { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The longest wait before an attempt; the wait is drawn from nothing up to it ("full jitter").</summary>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    public TimeSpan LongestDelayAfter(int attempt)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        var doublings = Math.Min(attempt - 1, 20);
        return TimeSpan.FromTicks(Math.Min(DelayMax.Ticks, DelayFirst.Ticks << doublings));
    }

    /// <summary>Whether a failure of an attempt is worth another one.</summary>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="elapsed">Time since the first attempt began.</param>
    public bool Allows(StoreException failure, int attempt, TimeSpan elapsed)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.IsTransient && (failure.Error is StoreError.Throttled ? elapsed < ThrottledTimeMax : attempt < AttemptsMax);
    }
}
