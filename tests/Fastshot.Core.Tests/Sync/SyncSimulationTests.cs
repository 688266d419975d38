using System.Globalization;
using Fastshot.Core.Sync;
using Fastshot.Testing.Simulation;

namespace Fastshot.Core.Tests.Sync;

public sealed class SyncSimulationTests(ITestOutputHelper output)
{
    private const string SeedVariable = "FASTSHOT_TEST_SEED";
    private const int WordsShownMax = 60;
    private const int MutantHistoriesMax = 20_000;

    // Each history runs on one thread; two of them share nothing.
    private static readonly ParallelOptions BothCores = new() { MaxDegreeOfParallelism = 2 };

    [Fact]
    public void Whatever_happens_in_whatever_order_nothing_acknowledged_is_lost_and_all_devices_agree()
    {
        var replayed = Environment.GetEnvironmentVariable(SeedVariable);
        var first = replayed is { Length: > 0 } text
            ? ulong.Parse(text, CultureInfo.InvariantCulture)
            : (ulong)Environment.TickCount64 << 20;
        var count = replayed is null ? Scale.Of(100_000) : 1;
        var steps = 0L;
        Parallel.For(0, count, BothCores, i => Interlocked.Add(ref steps, RunOne(first + (ulong)i)));

        output.WriteLine($"{count} histories from seed {first}, {steps} steps.");
    }

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
                new SyncHistory((ulong)seed, rules).Run();
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

    private static long RunOne(ulong seed)
    {
        var history = new SyncHistory(seed);
        try
        {
            history.Run();
            return history.Steps;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(
                $"{e.Message} Replay it with {SeedVariable}={seed}.\n{string.Join('\n', history.Words.TakeLast(WordsShownMax))}", e);
        }
    }
}
