using Fastshot.Core.Catalog;
using Fastshot.Testing.Simulation;

namespace Fastshot.Core.Tests.Sync;

public sealed class SyncSimulationTests(ITestOutputHelper output)
{

    // How much happens at least in a history: enough for 1,500 steps on average, or for what a missing rule needs to show.
    private const int LongHistory = 120;
    private const int MutantHistory = 20;

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

    // Each with the seed of the first history that missed it, where a search begins that is not full.
    [Theory]
    [InlineData(nameof(ProtocolRules.PurgesWin), 27)]
    [InlineData(nameof(ProtocolRules.CountersGrow), 1)]
    [InlineData(nameof(ProtocolRules.GreaterValueStays), 2)]
    [InlineData(nameof(ProtocolRules.TagsAddUp), 4)]
    [InlineData(nameof(ProtocolRules.OtherVersionsAreKept), 7)]
    [InlineData(nameof(ProtocolRules.TrashingIsCountedAnew), 29)]
    [InlineData(nameof(ProtocolRules.LengthsAreLookedAt), 12)]
    [InlineData(nameof(ProtocolRules.CollectedWhenLongKnown), 60)]
    [InlineData(nameof(ProtocolRules.HashesAreChecked), 0)]
    [InlineData(nameof(ProtocolRules.EmptyListsDeleteNothing), 28)]
    [InlineData(nameof(ProtocolRules.PurgesStayBehind), 7)]
    [InlineData(nameof(ProtocolRules.ArchivesFirst), 71)]
    [InlineData(nameof(ProtocolRules.UnseenIsKept), 27)]
    [InlineData(nameof(ProtocolRules.ArchivesArePutBack), 2)]
    [InlineData(nameof(ProtocolRules.PurgesNeedAPull), 0)]
    [InlineData(nameof(ProtocolRules.OnlyWholeAndJoinedCheckpointsCover), 2007)]
    [InlineData(nameof(ProtocolRules.CoversOnlyWhatIsJoined), 290)]
    [InlineData(nameof(ProtocolRules.CheckpointsHoldOnlySent), 0)]
    [InlineData(nameof(ProtocolRules.LostPiecesAreSentAgain), 127)]
    [InlineData(nameof(ProtocolRules.OnlyCoveredPiecesGo), 1)]
    public void A_rule_that_is_switched_off_is_missed(string rule, int seed)
    {
        var (found, words) = Mutants.Search(rule, seed, (one, rules) => new SyncHistory((ulong)one, rules, MutantHistory).Run());

        Assert.True(found is not null, $"{Mutants.HistoriesMax} histories went well without {rule}.");
        output.WriteLine($"Without {rule}, history {found}: {words}");
    }

    [Fact]
    public void Every_rule_is_switched_off_in_a_test_but_two_that_others_make_harmless()
    {
        string[] harmless =
        [
            // A checkpoint whose segments are not there is not whole, and stands for nothing; the look spares others its reading.
            nameof(ProtocolRules.SegmentsAreLookedFor),

            // By its name a piece is one that was sealed with this vault's key; joined once more, it says nothing new.
            nameof(ProtocolRules.KindsAreChecked),
        ];
        var tested = Mutants.TestedBy(typeof(SyncSimulationTests), nameof(A_rule_that_is_switched_off_is_missed))
            .Concat(Mutants.TestedBy(typeof(RotationSimulationTests), nameof(RotationSimulationTests.A_rule_that_is_switched_off_is_missed)));

        Assert.Equal(
            typeof(ProtocolRules).GetProperties().Select(one => one.Name).Where(name => name != "EqualityContract").Order(),
            tested.Concat(harmless).Order());
    }

    private void RunMany(int count, int stepsMin, Func<ulong, SyncHistory> historyOf)
    {
        var (steps, actions, copies) = (0L, 0L, 0);
        (var first, count, var isReplay) = Histories.Run(count, historyOf, history =>
        {
            Interlocked.Add(ref steps, history.Steps);
            Interlocked.Add(ref actions, history.Actions);
            Interlocked.Add(ref copies, history.HasCopies ? 1 : 0);
        });

        output.WriteLine(
            $"{count} histories from seed {first}: {steps / count} steps and {(double)actions / count:F1} actions of people each, {copies} with copied homes.");
        if (!isReplay)
        {
            Assert.True(steps >= (long)stepsMin * count, "The histories are too short.");
            Assert.True(actions >= 12L * count, "People do too little in the histories.");
            Assert.True(copies * 10 >= count, "Too few homes are copied.");
        }
    }
}
