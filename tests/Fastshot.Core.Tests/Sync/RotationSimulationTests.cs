using Fastshot.Core.Catalog;
using Fastshot.Testing.Simulation;

namespace Fastshot.Core.Tests.Sync;

public sealed class RotationSimulationTests(ITestOutputHelper output)
{
    [Fact]
    public void Whoever_changes_the_key_and_whoever_was_away_nothing_is_lost_and_all_meet_in_one_vault()
    {
        var (vaults, kills) = (0, 0);
        var (first, count, isReplay) = Histories.Run(
            Scale.IsFull ? 10_000 : Scale.Of(3_000), // Each is dear: a vault is sealed anew.
            seed => new RotationHistory(seed),
            history =>
            {
                Interlocked.Add(ref vaults, history.Vaults - 1);
                Interlocked.Add(ref kills, history.Kills);
            });

        output.WriteLine($"{count} histories from seed {first}: {vaults} changes of the key, {kills} kills.");
        if (!isReplay)
        {
            Assert.True(vaults >= count, "The key is changed too seldom.");
            Assert.True(kills * 2 >= count, "Too little is killed.");
        }
    }

    [Theory]
    [InlineData(nameof(ProtocolRules.AllIsTakenAlong), 0)]
    public void A_rule_that_is_switched_off_is_missed(string rule, int seed)
    {
        var (found, words) = Mutants.Search(rule, seed, (one, rules) => new RotationHistory((ulong)one, rules).Run());

        Assert.True(found is not null, $"{Mutants.HistoriesMax} histories went well without {rule}.");
        output.WriteLine($"Without {rule}, history {found}: {words}");
    }

    [Fact]
    public void A_seed_replays_the_same_history()
    {
        var (one, other) = (new RotationHistory(7), new RotationHistory(7));

        one.Run();
        other.Run();

        Assert.Equal(one.Words, other.Words);
    }
}
