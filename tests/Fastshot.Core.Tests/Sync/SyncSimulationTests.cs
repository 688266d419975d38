using System.Globalization;
using Fastshot.Core.Sync;
using Fastshot.Testing.Simulation;

namespace Fastshot.Core.Tests.Sync;

public sealed class SyncSimulationTests(ITestOutputHelper output)
{
    private const string SeedVariable = "FASTSHOT_TEST_SEED";
    private const int WordsShownMax = 60;
    private const int MutantHistoriesMax = 20_000;

    // How much happens at least in a history: enough for 1,500 steps on average, or for what a missing rule needs to show.
    private const int LongHistory = 120;
    private const int MutantHistory = 20;

    // Each history runs on one thread; two of them share nothing.
    private static readonly ParallelOptions BothCores = new() { MaxDegreeOfParallelism = 2 };

    [Fact]
    public void Whatever_happens_in_whatever_order_nothing_acknowledged_is_lost_and_all_devices_agree() =>
        RunMany(Scale.Of(100_000), 200, seed => new SyncHistory(seed));

    [Fact]
    public void Nor_does_time_lose_anything_in_long_histories() =>
        RunMany(Scale.Of(1_000), 1_500, seed => new SyncHistory(seed, LongHistory));

    [Fact]
    public void A_seed_replays_the_same_history()
    {
        var (one, other) = (new SyncHistory(7), new SyncHistory(7));

        one.Run();
        other.Run();

        Assert.Equal(one.Words, other.Words);
        Assert.Equal(one.Steps, other.Steps);
    }

    [Theory]
    [InlineData(nameof(ProtocolRules.ArchivesFirst))]
    [InlineData(nameof(ProtocolRules.UnseenIsKept))]
    [InlineData(nameof(ProtocolRules.ArchivesArePutBack))]
    [InlineData(nameof(ProtocolRules.PurgesNeedAPull))]
    [InlineData(nameof(ProtocolRules.OnlyWholeAndJoinedCheckpointsCover))]
    [InlineData(nameof(ProtocolRules.CoversOnlyWhatIsJoined))]
    [InlineData(nameof(ProtocolRules.CheckpointsHoldOnlySent))]
    [InlineData(nameof(ProtocolRules.LostPiecesAreSentAgain))]
    [InlineData(nameof(ProtocolRules.OnlyCoveredPiecesGo))]
    public void A_rule_that_is_switched_off_is_missed(string rule)
    {
        var rules = new ProtocolRules();
        typeof(ProtocolRules).GetProperty(rule)!.SetValue(rules, value: false);
        var found = Parallel.For(1, MutantHistoriesMax + 1, BothCores, (seed, loop) =>
        {
            try
            {
                new SyncHistory((ulong)seed, rules, MutantHistory).Run();
            }
            catch (InvalidOperationException)
            {
                loop.Break();
            }
        });

        Assert.True(found.LowestBreakIteration is not null, $"{MutantHistoriesMax} histories went well without {rule}.");
        output.WriteLine($"Without {rule}, history {found.LowestBreakIteration}.");
    }

    [Fact]
    public void Every_rule_is_switched_off_in_a_test_but_one_that_another_makes_harmless()
    {
        // A checkpoint whose segments are not there is not whole, and stands for nothing; the look spares others its reading.
        string[] harmless = [nameof(ProtocolRules.SegmentsAreLookedFor)];
        var tested = typeof(SyncSimulationTests).GetMethod(nameof(A_rule_that_is_switched_off_is_missed))!
            .GetCustomAttributes(typeof(InlineDataAttribute), inherit: false)
            .Select(one => (string)((InlineDataAttribute)one).Data[0]!);

        Assert.Equal(
            typeof(ProtocolRules).GetProperties().Select(one => one.Name).Where(name => name != "EqualityContract").Order(),
            tested.Concat(harmless).Order());
    }

    private void RunMany(int count, int stepsMin, Func<ulong, SyncHistory> historyOf)
    {
        var replayed = Environment.GetEnvironmentVariable(SeedVariable);
        var first = replayed is { Length: > 0 } text
            ? ulong.Parse(text, CultureInfo.InvariantCulture)
            : (ulong)Environment.TickCount64 << 20;
        count = replayed is null ? count : 1;
        var (steps, actions, copies) = (0L, 0L, 0);
        Parallel.For(0, count, BothCores, i =>
        {
            var history = historyOf(first + (ulong)i);
            RunOne(history, first + (ulong)i);
            Interlocked.Add(ref steps, history.Steps);
            Interlocked.Add(ref actions, history.Actions);
            Interlocked.Add(ref copies, history.HasCopies ? 1 : 0);
        });

        output.WriteLine(
            $"{count} histories from seed {first}: {steps / count} steps and {(double)actions / count:F1} actions of people each, {copies} with copied homes.");
        if (replayed is null)
        {
            Assert.True(steps >= (long)stepsMin * count, "The histories are too short.");
            Assert.True(actions >= 12L * count, "People do too little in the histories.");
            Assert.True(copies * 10 >= count, "Too few homes are copied.");
        }
    }

    private static void RunOne(SyncHistory history, ulong seed)
    {
        try
        {
            history.Run();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(
                $"{e.Message} Replay it with {SeedVariable}={seed}.\n{string.Join('\n', history.Words.TakeLast(WordsShownMax))}", e);
        }
    }
}
