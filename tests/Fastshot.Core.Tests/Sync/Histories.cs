using Fastshot.Testing.Simulation;

namespace Fastshot.Core.Tests.Sync;

/// <summary>Runs many random histories; one that fails is told in words, with its seed.</summary>
internal static class Histories
{
    private const int WordsShownMax = 80;

    /// <summary>Each history runs on one thread; two of them share nothing.</summary>
    public static readonly ParallelOptions BothCores = new() { MaxDegreeOfParallelism = 2 };

    /// <summary>Runs so many, or the one whose seed is to be replayed.</summary>
    /// <param name="note">Told of each that went well, on whichever thread it ran.</param>
    public static (ulong First, int Count, bool IsReplay) Run<T>(int count, Func<ulong, T> historyOf, Action<T> note)
        where T : IHistory
    {
        var replayed = RunSeed.Replayed<ulong>();
        var first = replayed ?? (ulong)Environment.TickCount64 << 20;
        count = replayed is null ? count : 1;
        Parallel.For(0, count, BothCores, i =>
        {
            var seed = first + (ulong)i;
            var history = historyOf(seed);
            try
            {
                history.Run();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(
                    $"{e.Message} Replay it with {RunSeed.Variable}={seed}.\n{string.Join('\n', history.Words.TakeLast(WordsShownMax))}", e);
            }

            note(history);
        });
        return (first, count, replayed is not null);
    }
}
