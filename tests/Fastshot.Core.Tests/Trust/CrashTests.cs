using System.Globalization;
using Fastshot.Core.Storage;
using Fastshot.Testing.Files;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Trust;

/// <summary>Ends the process before each operation of its disk, and each request, of everything that changes a library or a remote.</summary>
public sealed class CrashTests(ITestOutputHelper output)
{
    private const int StatesAtOnceMax = 400;

    // Of those that write much on this device; together more than 50,000 in a full run.
    private const int StatesOfStep = 7_500;

    // Of those whose work is at the place; the requests are cut off below.
    private const int StatesOfStepThere = 500;

    private const int StatesOfAll = 50_000;

    public static TheoryData<Step, int> OnTheDisk => new()
    {
        { Step.Save, StatesOfStep },
        { Step.Import, StatesOfStep },
        { Step.Sync, StatesOfStep },
        { Step.Compaction, StatesOfStep },
        { Step.Repair, StatesOfStep },
        { Step.CacheCleaning, StatesOfStep },
        { Step.Rebuild, StatesOfStep },
        { Step.RepairThere, StatesOfStepThere },
        { Step.PublishAgain, StatesOfStepThere },
        { Step.Collection, StatesOfStepThere },
    };

    public static TheoryData<Step, Fault> AtTheStore()
    {
        var rows = new TheoryData<Step, Fault>();
        foreach (var step in (Step[])[Step.Sync, Step.Compaction, Step.Repair, Step.RepairThere, Step.PublishAgain, Step.CacheCleaning, Step.Rebuild, Step.Collection])
        {
            rows.Add(step, new Fault.Refused(StoreError.Unavailable));
            rows.Add(step, new Fault.Refused(StoreError.Denied));
            rows.Add(step, new Fault.Refused(StoreError.Full));
            rows.Add(step, new Fault.AcknowledgementLost());
            rows.Add(step, new Fault.ReadTorn(100));
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(OnTheDisk))]
    public async Task Whatever_step_is_cut_off_nothing_that_was_acknowledged_is_lost(Step step, int statesMin)
    {
        var (states, prefixes, seed) = (0, 0, SeedOfRun());
        for (var size = 1; states < Scale.Of(statesMin); size++)
        {
            var world = await CrashWorld.CreateAsync(step, size);
            for (var (stopBefore, isOver) = (0, false); !isOver; stopBefore++, prefixes++)
            {
                var where = string.Create(CultureInfo.InvariantCulture, $"{step} of {size}, stopped before operation {stopBefore}");
                var run = await world.CopyAsync();
                run.Files.StopBefore = stopBefore;
                try
                {
                    await run.DoAsync(seed, cancellationToken: Deadline.Token);
                    isOver = true;
                }
                catch (SimulatedCrashException)
                {
                    Assert.InRange(stopBefore, 0, 5000);
                }

                var disks = run.Files.StatesAfterCrash(StatesAtOnceMax).ToList();
                foreach (var disk in disks)
                {
                    // A look may write, as a first start does: the others look at the same bucket.
                    await run.CheckAsync(disk, where);
                    states++;
                }

                // From the worst of them and from the last, the next process goes on.
                await (await run.CopyAsync(run.Files.StatesAfterCrash(StatesAtOnceMax).First())).FinishAsync(where);
            }
        }

        output.WriteLine($"{step}: {prefixes} prefixes, {states} states, {RunSeed.Variable}={seed}.");
        Assert.InRange(prefixes, 5, 1_000_000);
        Assert.InRange(states, Scale.Of(statesMin), 1_000_000);
    }

    [Fact]
    public void A_full_run_sees_at_least_fifty_thousand_states() =>
        Assert.InRange(OnTheDisk.Sum(row => row.Data.Item2), StatesOfAll, 1_000_000);

    [Theory]
    [MemberData(nameof(AtTheStore))]
    public async Task Whatever_request_fails_or_loses_its_answer_the_next_run_makes_it_whole(Step step, Fault fault)
    {
        var world = await CrashWorld.CreateAsync(step, size: 2);
        var (number, isOver) = (0, false);
        for (; !isOver; number++)
        {
            var run = await world.CopyAsync();
            var faulty = FaultyStore.FailingAt(run.Bucket, number, fault);
            var where = string.Create(CultureInfo.InvariantCulture, $"{step}, {fault} at request {number}");
            try
            {
                await run.DoAsync(seed: 7, faulty, Deadline.Token);
            }
            catch (IOException)
            {
                Assert.InRange(number, 0, 1000);
            }

            isOver = faulty.Calls <= number;
            await run.FinishAsync(where);
        }

        output.WriteLine($"{number} requests.");
        Assert.InRange(number, 2, 1000);
    }

    // What the device draws: names of objects, and so the order in which they are met.
    private static ulong SeedOfRun() => RunSeed.Replayed<ulong>() ?? 7;
}
