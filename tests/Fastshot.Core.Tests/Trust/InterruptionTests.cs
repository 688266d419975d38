using System.Globalization;
using Fastshot.Core.Storage;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Trust;

/// <summary>Everything that changes a library or a remote, cancelled at each request, and run twice at once where the lock lies.</summary>
public sealed class InterruptionTests(ITestOutputHelper output)
{
    private const int RequestsMax = 1000;

    public static TheoryData<Step> Steps =>
        [Step.Sync, Step.Compaction, Step.Repair, Step.RepairThere, Step.PublishAgain, Step.CacheCleaning, Step.Rebuild, Step.Collection];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Whatever_is_cancelled_at_any_request_the_next_run_makes_it_whole(Step step)
    {
        var world = await CrashWorld.CreateAsync(step, size: 2);
        var (cancelled, isOver) = (0, false);
        for (var number = 0; !isOver; number++)
        {
            Assert.InRange(number, 0, RequestsMax);
            var run = await world.CopyAsync();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Deadline.Token);
            var watched = new FaultyStore(run.Bucket, call =>
            {
                if (call.Number == number)
                {
                    stop.Cancel();
                }

                return null;
            });
            try
            {
                await run.DoAsync(seed: 7, watched, stop.Token);
            }
            catch (OperationCanceledException)
            {
                cancelled++;
            }

            isOver = watched.Calls <= number;
            await run.FinishAsync(string.Create(CultureInfo.InvariantCulture, $"{step}, cancelled at request {number}"));
        }

        output.WriteLine($"{step}: {cancelled} cancelled.");
        Assert.NotEqual(0, cancelled);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Two_processes_that_both_believe_to_hold_the_lock_lose_nothing(Step step)
    {
        var world = await CrashWorld.CreateAsync(step, size: 2);
        var (number, isOver) = (0, false);
        for (; !isOver; number++)
        {
            Assert.InRange(number, 0, RequestsMax);
            var run = await world.CopyAsync();
            run.Files.LocksLie = true;

            // The whole of the other one, in the middle of the first.
            var other = Task.CompletedTask;
            var watched = new FaultyStore(run.Bucket, call =>
            {
                if (call.Number == number)
                {
                    other = RunAsync(run, seed: 55, run.Bucket);
                    other.Wait(Deadline.Token);
                }

                return null;
            });
            await RunAsync(run, seed: 7, watched);
            await other;
            isOver = watched.Calls <= number;
            run.Files.LocksLie = false;
            await run.FinishAsync(string.Create(CultureInfo.InvariantCulture, $"{step}, another one at request {number}"));
        }

        output.WriteLine($"{step}: {number} positions.");
        Assert.InRange(number, 2, RequestsMax);
    }

    // One of the two may find that the other was faster; that it says so is enough.
    private static async Task RunAsync(CrashWorld run, ulong seed, IObjectStore place)
    {
        try
        {
            await run.DoAsync(seed, place);
        }
        catch (IOException)
        {
        }
    }
}
