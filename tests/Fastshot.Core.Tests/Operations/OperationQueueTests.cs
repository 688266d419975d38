using Fastshot.Core.Operations;

namespace Fastshot.Core.Tests.Operations;

public sealed class OperationQueueTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly OperationRun _run = new();

    private OperationQueue Queue => _run.Queue;

    [Fact]
    public void An_operation_goes_through_its_states_and_each_snapshot_stays_as_it_was() => _run.Do(async () =>
    {
        var start = _run.Time.GetUtcNow();
        var operation = Queue.Enqueue(_run.Taking(10 * Second) with { Kind = "verify" });
        var first = operation.Snapshot;
        await Task.Delay(5 * Second, _run.Time, Deadline.Token);
        var second = operation.Snapshot;
        await operation.Completion;
        var third = operation.Snapshot;

        Assert.Equal((OperationState.Running, OperationState.Completed), (second.State, third.State));
        Assert.Equal(("verify", "somewhere", 1, null), (third.Kind, third.Subject, third.Attempt, third.RetryOf));
        Assert.Equal((start, start, start + (10 * Second)), (third.Queued, third.Started!.Value, third.Ended!.Value));
        Assert.True(first.State is OperationState.Queued or OperationState.Running);
        Assert.Equal((null, null), (first.Ended, second.Ended));
    });

    [Fact]
    public void Operations_on_one_resource_run_one_after_the_other_in_their_order_and_others_beside_them() => _run.Do(async () =>
    {
        List<string> started = [];
        var first = Queue.Enqueue(_run.Taking(10 * Second, "a", () => started.Add("a1")));
        var second = Queue.Enqueue(_run.Taking(Second, "a", () => started.Add("a2")));
        var third = Queue.Enqueue(_run.Taking(Second, "a", () => started.Add("a3")));
        var other = Queue.Enqueue(_run.Taking(Second, "b", () => started.Add("b1")));

        await other.Completion;
        Assert.Equal(
            [OperationState.Running, OperationState.Queued, OperationState.Queued],
            new[] { first, second, third }.Select(one => one.Snapshot.State));
        await third.Completion;

        Assert.Equal(["a1", "a2", "a3"], started.Where(one => one != "b1"));
        Assert.Equal(12 * Second, third.Snapshot.Ended - first.Snapshot.Queued);
    });

    [Fact]
    public void One_that_runs_for_an_hour_ends_within_a_second_of_its_cancellation() => _run.Do(async () =>
    {
        var operation = Queue.Enqueue(_run.Taking(Hour));
        await Task.Delay(Second, _run.Time, Deadline.Token);
        var asked = _run.Time.GetUtcNow();

        Assert.True(Queue.TryCancel(operation.Id));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => operation.Completion);

        Assert.Equal(OperationState.Cancelled, operation.Snapshot.State);
        Assert.InRange(operation.Snapshot.Ended!.Value - asked, TimeSpan.Zero, Second);
        Assert.False(Queue.TryCancel(operation.Id));
    });

    [Fact]
    public void One_that_waits_is_cancelled_at_once_and_never_begins() => _run.Do(async () =>
    {
        var isBegun = false;
        var running = Queue.Enqueue(_run.Taking(Hour));
        var waiting = Queue.Enqueue(_run.Taking(Second, onStart: () => isBegun = true));

        Assert.True(waiting.TryCancel());

        Assert.Equal(OperationState.Cancelled, waiting.Snapshot.State);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Completion);
        running.TryCancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.Completion);
        Assert.False(isBegun);
        Assert.Null(waiting.Snapshot.Started);
    });

    [Fact]
    public void The_token_of_who_awaits_it_cancels_it() => _run.Do(async () =>
    {
        using var source = new CancellationTokenSource(2 * Second, _run.Time);

        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Queue.RunAsync(_run.Taking(Hour), source.Token));

        Assert.Equal(source.Token, e.CancellationToken);
        Assert.Equal(OperationState.Cancelled, Assert.Single(Queue.Snapshots).State);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Queue.RunAsync(_run.Taking(Hour), source.Token));
        Assert.Single(Queue.Snapshots);
    });

    [Fact]
    public void One_that_does_not_listen_is_cancelling_until_it_ends_and_keeps_its_resource_only() => _run.Do(async () =>
    {
        var deaf = Queue.Enqueue(OperationRun.Of(async (_, _) =>
        {
            await Task.Delay(10 * Second, _run.Time, CancellationToken.None);
            return OperationRun.Nothing;
        }));
        var behind = Queue.Enqueue(_run.Taking(Second));
        await Queue.RunAsync(_run.Taking(Second, "other"), Deadline.Token);

        Assert.True(deaf.TryCancel());
        await Queue.RunAsync(_run.Taking(Second, "other"), Deadline.Token);
        Assert.Equal((OperationState.Cancelling, OperationState.Queued), (deaf.Snapshot.State, behind.Snapshot.State));

        await deaf.Completion; // It came to its end all the same, and that counts.
        Assert.Equal(OperationState.Completed, deaf.Snapshot.State);
        await behind.Completion;
    });

    [Fact]
    public void What_an_operation_throws_is_thrown_to_who_awaits_it_kept_in_words_and_ends_no_other() => _run.Do(async () =>
    {
        var failing = Queue.Enqueue(OperationRun.Of((_, _) => throw new InvalidOperationException("broken")));
        var behind = Queue.Enqueue(_run.Taking(Second));

        Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidOperationException>(() => failing.Completion)).Message);
        await behind.Completion;

        Assert.Equal(OperationState.Failed, failing.Snapshot.State);
        Assert.Equal(new OperationFailure("code", "words: broken", "hint"), failing.Snapshot.Failure);
        Assert.Equal(OperationState.Completed, behind.Snapshot.State);
    });

    [Fact]
    public void A_cancellation_that_nobody_asked_for_is_a_failure() => _run.Do(async () =>
    {
        var operation = Queue.Enqueue(OperationRun.Of((_, _) => throw new OperationCanceledException("a time-out within")));

        await Assert.ThrowsAsync<OperationCanceledException>(() => operation.Completion);

        Assert.Equal(OperationState.Failed, operation.Snapshot.State);
    });

    [Fact]
    public void What_failed_can_be_done_again_and_what_was_done_cannot() => _run.Do(async () =>
    {
        var calls = 0;
        var request = OperationRun.Of((_, _) => ++calls switch
        {
            1 => throw new InvalidOperationException("broken"),
            2 => Task.FromResult(new OperationResult([new("sent", 1), new("failed", 2)]) { IsPartial = true }),
            _ => Task.FromResult(new OperationResult([new("sent", 3)])),
        });
        var first = Queue.Enqueue(request);
        await Assert.ThrowsAsync<InvalidOperationException>(() => first.Completion);

        var second = Queue.Retry(first.Id);
        await second.Completion;
        var third = Queue.Retry(second.Id);
        Assert.Equal(OperationError.NotRetryable, Assert.Throws<OperationException>(() => Queue.Retry(third.Id)).Error); // Not over yet.
        await third.Completion;

        Assert.Equal((2, first.Id, OperationState.Partly), (second.Snapshot.Attempt, second.Snapshot.RetryOf, second.Snapshot.State));
        Assert.Equal((3, second.Id, OperationState.Completed), (third.Snapshot.Attempt, third.Snapshot.RetryOf, third.Snapshot.State));
        Assert.Equal([new("sent", 3)], third.Snapshot.Counts);
        Assert.Equal(OperationError.NotRetryable, Assert.Throws<OperationException>(() => Queue.Retry(third.Id)).Error);
        Assert.Equal(OperationError.NotFound, Assert.Throws<OperationException>(() => Queue.Retry(OperationId.New(_run.Random))).Error);
    });

    [Fact]
    public void Progress_is_told_in_numbers_with_a_pace_that_begins_anew_with_each_step() => _run.Do(async () =>
    {
        var seen = new List<OperationSnapshot>();
        Operation? operation = null;
        operation = Queue.Enqueue(OperationRun.Of(async (progress, token) =>
        {
            progress.Report(new OperationProgress("pull", 0, 5, 0));
            await _run.WaitAsync(10 * Second, token);
            progress.Report(new OperationProgress("push", 0, 4, 0));
            await _run.WaitAsync(2 * Second, token);
            seen.Add(operation!.Snapshot);
            progress.Report(new OperationProgress("push", 1, 4, 3000));
            seen.Add(operation.Snapshot);
            await _run.WaitAsync(Second, token);
            return OperationRun.Nothing;
        }));

        await operation.Completion;

        Assert.Equal([0L, 1L], seen.Select(one => one.Progress!.Value.Done));
        var now = seen[1].StepStarted!.Value + (2 * Second);
        Assert.Equal(new OperationPace(0.5, 1500, 6 * Second), seen[1].PaceAt(now));
        Assert.Null(seen[0].PaceAt(now)!.Value.Left);
        Assert.Null(seen[1].PaceAt(now - Hour)); // The clock was set back.
        Assert.Null(operation.Snapshot.PaceAt(now)); // It is over.
        Assert.Equal(1, operation.Snapshot.Progress!.Value.Done);
    });

    [Fact]
    public void What_waits_and_what_is_remembered_is_bounded()
    {
        var run = new OperationRun(limits: new OperationLimits { RunningMax = 1, WaitingMax = 3, EndedMax = 2 });
        run.Do(async () =>
        {
            var all = Enumerable.Range(0, 4).Select(i => run.Queue.Enqueue(run.Taking(Second, $"{i}"))).ToList();

            Assert.Equal(OperationError.QueueFull, Assert.Throws<OperationException>(() => run.Queue.Enqueue(run.Taking(Second))).Error);
            await all[3].Completion;

            Assert.Equal(all.Skip(2).Select(one => one.Id), run.Queue.Snapshots.Select(one => one.Id));
            await run.Queue.RunAsync(run.Taking(Second), Deadline.Token);
        });
    }

    [Fact]
    public void A_queue_that_is_disposed_cancels_all_awaits_it_and_takes_nothing_more_on() => _run.Do(async () =>
    {
        var running = Queue.Enqueue(_run.Taking(Hour));
        var waiting = Queue.Enqueue(_run.Taking(Hour));
        await Task.Delay(Second, _run.Time, Deadline.Token);

        await Queue.DisposeAsync();

        Assert.Equal((OperationState.Cancelled, OperationState.Cancelled), (running.Snapshot.State, waiting.Snapshot.State));
        Assert.True(running.Completion.IsCompleted && waiting.Completion.IsCompleted);
        Assert.Throws<ObjectDisposedException>(() => Queue.Enqueue(_run.Taking(Second)));
        Assert.Equal(Second, _run.Time.GetUtcNow() - running.Snapshot.Queued);
    });

    [Theory]
    [InlineData("")]
    [InlineData("Sync")]
    [InlineData("a b")]
    [InlineData("-a")]
    public void A_kind_is_one_word(string kind) =>
        Assert.Throws<ArgumentException>(() => Queue.Enqueue(_run.Taking(Second) with { Kind = kind }));

    [Fact]
    public void However_they_come_and_go_no_two_share_a_resource_none_overtakes_and_all_end()
    {
        for (var seed = 0; seed < Scale.Of(5_000); seed++)
        {
            try
            {
                new Crowd((ulong)seed).Pass();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new InvalidOperationException($"It fails with the seed {seed}.", e);
            }
        }
    }

    /// <summary>Many operations at random, some of which fail or are cancelled, and what must hold all the while.</summary>
    private sealed class Crowd(ulong seed)
    {
        private const int RunningMax = 3;

        private readonly OperationRun _run = new(seed, new OperationLimits { RunningMax = RunningMax });
        private readonly SeededRandom _random = new(seed + 1);
        private readonly HashSet<string> _taken = [];
        private readonly Dictionary<string, int> _last = [];
        private readonly List<Operation> _all = [];

        public void Pass() => _run.Do(async () =>
        {
            for (var i = 0; i < 30; i++)
            {
                _all.Add(_run.Queue.Enqueue(Request(i, $"{_random.Next(5)}")));
                if (_random.OnceIn(3))
                {
                    _all[_random.Next(_all.Count)].TryCancel();
                }

                if (_random.OnceIn(4))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(_random.Next(3000)), _run.Time);
                }
            }

            foreach (var one in _all)
            {
                await one.Completion.ContinueWith(_ => { }, TaskContinuationOptions.ExecuteSynchronously);
                Assert.True(one.Snapshot.State.IsOver());
                Assert.NotNull(one.Snapshot.Ended);
            }

            Assert.Empty(_taken);
            var kept = await _run.History.ReadAsync(Deadline.Token);
            Assert.Equal(
                _all.Select(one => (one.Id, one.Snapshot.State)).OrderBy(one => one.Id.Text),
                kept.Select(one => (one.Id, one.State)).OrderBy(one => one.Id.Text));
        });

        private OperationRequest Request(int number, string resource) => OperationRun.Of(
            async (_, token) =>
            {
                Assert.True(_taken.Add(resource), "Two run on one resource.");
                Assert.True(_taken.Count <= RunningMax, "Too many run at once.");
                Assert.True(_last.GetValueOrDefault(resource, -1) < number, "One has overtaken another.");
                _last[resource] = number;
                try
                {
                    await _run.WaitAsync(TimeSpan.FromMilliseconds(_random.Next(4000)), token);
                    return _random.OnceIn(5) ? throw new InvalidOperationException("by lot") : OperationRun.Nothing;
                }
                finally
                {
                    _taken.Remove(resource);
                }
            },
            resource);
    }
}
