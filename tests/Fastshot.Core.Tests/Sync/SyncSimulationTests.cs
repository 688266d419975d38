using System.Globalization;
using Fastshot.Testing.Simulation;

namespace Fastshot.Core.Tests.Sync;

public sealed class SyncSimulationTests(ITestOutputHelper output)
{
    private const string SeedVariable = "FASTSHOT_TEST_SEED";
    private const int WordsShownMax = 60;

    [Fact]
    public void Whatever_happens_in_whatever_order_nothing_acknowledged_is_lost_and_all_devices_agree()
    {
        var replayed = Environment.GetEnvironmentVariable(SeedVariable);
        var first = replayed is { Length: > 0 } text
            ? ulong.Parse(text, CultureInfo.InvariantCulture)
            : (ulong)Environment.TickCount64 << 20;
        var count = replayed is null ? Scale.Of(10_000) : 1;
        var steps = 0L;
        for (var i = 0; i < count; i++)
        {
            steps += RunOne(first + (ulong)i);
        }

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
