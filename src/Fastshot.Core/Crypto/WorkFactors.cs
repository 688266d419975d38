namespace Fastshot.Core.Crypto;

/// <summary>Which scrypt work factors a reader accepts, as powers of two; every other is refused before scrypt runs.</summary>
public readonly record struct WorkFactors
{
    private const int LogMax = 20;

    public WorkFactors(int logMin, int logMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(logMin, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logMax, LogMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logMin, logMax);
        (Min, Max) = (logMin, logMax);
    }

    /// <summary>Objects are sealed by the vault key, which needs no stretching.</summary>
    public static WorkFactors Objects { get; } = new(1, 1);

    /// <summary>Key files are sealed by what a person types.</summary>
    public static WorkFactors KeyFiles { get; } = new(15, LogMax);

    /// <summary>Any file that this program can open in reasonable time and memory (2^20 takes 1 GiB).</summary>
    public static WorkFactors Any { get; } = new(1, LogMax);

    public int Min { get; }

    public int Max { get; }

    public bool Accepts(int logWorkFactor) => logWorkFactor >= Min && logWorkFactor <= Max;
}
