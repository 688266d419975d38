
namespace Fastshot.Core.Tests.Runtime;

/// <summary>The parts of which simulations are made do what they are trusted for.</summary>
public sealed class SimulationTests
{
    [Fact]
    public void The_same_seed_gives_the_same_history_and_another_one_another()
    {
        var histories = new[] { 1UL, 1UL, 2UL }.Select(History).ToList();

        Assert.Equal(histories[0], histories[1]);
        Assert.NotEqual(histories[0], histories[2]);
        Assert.Equal(40, histories[0].Split(' ').Length);

        static string History(ulong seed)
        {
            var events = new List<string>();
            var scheduler = new SimulatedScheduler(new SeededRandom(seed), new ManualTime());
            scheduler.Run(async () =>
            {
                await Task.WhenAll(Enumerable.Range(0, 8).Select(WalkAsync));
                return true;
            });
            return string.Join(' ', events);

            async Task WalkAsync(int walker)
            {
                for (var step = 0; step < 5; step++)
                {
                    await scheduler.TurnAsync(Deadline.Token).ConfigureAwait(false);
                    events.Add($"{walker}.{step}");
                }
            }
        }
    }

    [Fact]
    public void Time_passes_when_nothing_else_can_be_done()
    {
        var time = new ManualTime();
        var start = time.GetUtcNow();
        var scheduler = new SimulatedScheduler(new SeededRandom(1), time);

        var waited = scheduler.Run(async () =>
        {
            await Task.Delay(TimeSpan.FromDays(40), time, Deadline.Token).ConfigureAwait(false);
            return await scheduler.RunAsync(() => time.GetUtcNow() - start, Deadline.Token).ConfigureAwait(false);
        });

        Assert.Equal(TimeSpan.FromDays(40), waited);
    }

    [Fact]
    public void A_simulation_that_hangs_or_never_ends_says_so()
    {
        var scheduler = new SimulatedScheduler(new SeededRandom(1), new ManualTime());

        Assert.Throws<InvalidOperationException>(() => scheduler.Run(() => new TaskCompletionSource<int>().Task));
        Assert.Throws<InvalidOperationException>(() => scheduler.Run(SpinAsync, stepsMax: 100));

        async Task<int> SpinAsync()
        {
            while (true)
            {
                await scheduler.TurnAsync(Deadline.Token).ConfigureAwait(false);
            }
        }
    }

    [Fact]
    public void Work_from_another_thread_is_refused()
    {
        var scheduler = new SimulatedScheduler(new SeededRandom(1), new ManualTime());

        scheduler.Run(() =>
        {
            Exception? failure = null;
            var other = new Thread(() => failure = Record.Exception(() => { _ = scheduler.TurnAsync(Deadline.Token); }));
            other.Start();
            other.Join();
            Assert.IsType<InvalidOperationException>(failure);
            return Task.FromResult(true);
        });
    }

    [Fact]
    public void Failures_and_cancellations_come_out_of_scheduled_work()
    {
        var scheduler = new SimulatedScheduler(new SeededRandom(1), new ManualTime());
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();

        Assert.Throws<InvalidDataException>(
            () => scheduler.Run(() => scheduler.RunAsync<int>(() => throw new InvalidDataException(), Deadline.Token)));
        Assert.ThrowsAny<OperationCanceledException>(
            () => scheduler.Run(() => scheduler.RunAsync(() => 1, cancellation.Token)));
    }

    [Fact]
    public void Timers_fire_in_order_each_at_its_own_moment()
    {
        var time = new ManualTime();
        var start = time.GetUtcNow();
        var fired = new List<string>();
        using var third = Timer("c", 3, period: 2);
        using var first = Timer("a", 1);
        using var second = Timer("b", 3);
        using var stopped = Timer("d", 2);
        stopped.Dispose();

        time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(["a1", "c3", "b3", "c5"], fired);
        Assert.Equal(TimeSpan.FromSeconds(6), time.GetUtcNow() - start);

        ITimer Timer(string name, int due, int period = 0) => time.CreateTimer(
            _ => fired.Add($"{name}{(time.GetUtcNow() - start).TotalSeconds}"),
            null,
            TimeSpan.FromSeconds(due),
            period == 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(period));
    }

    [Fact]
    public void A_wall_clock_that_is_set_wrong_moves_no_timer()
    {
        var time = new ManualTime();
        var before = time.GetTimestamp();
        var isFired = false;
        using var timer = time.CreateTimer(_ => isFired = true, null, TimeSpan.FromDays(1), Timeout.InfiniteTimeSpan);

        time.ShiftWallClock(TimeSpan.FromDays(3650));

        Assert.False(isFired);
        Assert.Equal(TimeSpan.Zero, time.GetElapsedTime(before));
        Assert.Equal(2036, time.GetUtcNow().Year);
    }

    [Fact]
    public void Seeded_randomness_is_the_published_sequence()
    {
        // SplitMix64 from seed 1234567, as published with the reference implementation's ports.
        var random = new SeededRandom(1234567);

        Assert.Equal(
            [6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL],
            [random.NextUInt64(), random.NextUInt64(), random.NextUInt64()]);
    }
}
