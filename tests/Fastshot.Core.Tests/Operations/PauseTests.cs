using Fastshot.Core.Operations;

namespace Fastshot.Core.Tests.Operations;

/// <summary>Priorities, and operations that stop for a while.</summary>
public sealed class PauseTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly OperationRun _run = new();

    private OperationQueue Queue => _run.Queue;

    [Fact]
    public void Of_those_that_wait_the_higher_priority_goes_first_and_of_equals_who_came_first() => _run.Do(async () =>
    {
        List<string> started = [];
        Queue.Enqueue(_run.Taking(Second));
        var last = Queue.Enqueue(Named("low", OperationPriority.Low));
        Queue.Enqueue(Named("normal 1", OperationPriority.Normal));
        Queue.Enqueue(Named("normal 2", OperationPriority.Normal));
        Queue.Enqueue(Named("high", OperationPriority.High));
        await last.Completion;

        Assert.Equal(["high", "normal 1", "normal 2", "low"], started);
        Assert.Equal(OperationPriority.Low, last.Snapshot.Priority);

        OperationRequest Named(string name, OperationPriority priority) => _run.Taking(Second, onStart: () => started.Add(name)) with { Priority = priority };
    });

    [Fact]
    public void One_that_is_paused_stops_between_two_items_and_goes_on_where_it_was() => _run.Do(async () =>
    {
        var operation = Queue.Enqueue(Counting(100));
        await Task.Delay(3.5 * Second, _run.Time, Deadline.Token);

        Assert.True(Queue.TryPause(operation.Id));
        await Task.Delay(100 * Second, _run.Time, Deadline.Token);
        var (state, done) = (operation.Snapshot.State, operation.Snapshot.Progress!.Value.Done);
        Assert.True(Queue.TryResume(operation.Id));
        Assert.Equal(OperationState.Running, operation.Snapshot.State);
        await operation.Completion;

        Assert.Equal((OperationState.Paused, 4), (state, done));
        Assert.Equal((OperationState.Completed, 100), (operation.Snapshot.State, operation.Snapshot.Progress!.Value.Done));
        Assert.False(Queue.TryPause(operation.Id));
        Assert.False(Queue.TryResume(operation.Id));
    });

    [Fact]
    public void One_that_waits_can_be_held_and_others_of_its_resource_pass_it() => _run.Do(async () =>
    {
        var first = Queue.Enqueue(_run.Taking(Second));
        var held = Queue.Enqueue(_run.Taking(Second));
        var behind = Queue.Enqueue(_run.Taking(Second));
        Assert.True(Queue.TryPause(held.Id));
        await behind.Completion;

        Assert.Equal((OperationState.Completed, OperationState.Paused), (first.Snapshot.State, held.Snapshot.State));
        Assert.True(Queue.TryResume(held.Id));
        await held.Completion;
        Assert.Equal(OperationState.Completed, held.Snapshot.State);
    });

    [Fact]
    public void A_paused_one_keeps_its_resource_and_gives_up_its_place() => _run.Do(async () =>
    {
        var paused = Queue.Enqueue(Counting(10) with { Resource = "a" });
        await Task.Delay(1.5 * Second, _run.Time, Deadline.Token);
        Queue.TryPause(paused.Id);
        var same = Queue.Enqueue(_run.Taking(Second, "a"));
        var others = Enumerable.Range(0, 8).Select(i => Queue.Enqueue(_run.Taking(Second, $"b{i}"))).ToList();
        await Task.WhenAll(others.Select(one => one.Completion));

        Assert.Equal((OperationState.Paused, OperationState.Queued), (paused.Snapshot.State, same.Snapshot.State));

        // Four places at a time, all of them for the others.
        Assert.Equal(2 * Second, others.Max(one => one.Snapshot.Ended!.Value) - others[0].Snapshot.Queued);
        Queue.TryResume(paused.Id);
        await same.Completion;
        Assert.True(paused.Snapshot.Ended <= same.Snapshot.Started);
    });

    [Fact]
    public void One_that_is_paused_is_cancelled_at_once() => _run.Do(async () =>
    {
        var running = Queue.Enqueue(Counting(10) with { Resource = "a" });
        await Task.Delay(1.5 * Second, _run.Time, Deadline.Token);
        var waiting = Queue.Enqueue(_run.Taking(Second, "a"));
        Queue.TryPause(running.Id);
        Queue.TryPause(waiting.Id);
        await Task.Delay(5 * Second, _run.Time, Deadline.Token);
        var asked = _run.Time.GetUtcNow();

        Assert.True(Queue.TryCancel(waiting.Id));
        Assert.True(Queue.TryCancel(running.Id));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.Completion);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Completion);

        Assert.Equal(asked, running.Snapshot.Ended);
        Assert.Equal((OperationState.Cancelled, OperationState.Cancelled), (running.Snapshot.State, waiting.Snapshot.State));
    });

    [Fact]
    public void Work_that_cannot_stop_is_not_said_to_be_paused() => _run.Do(async () =>
    {
        var operation = Queue.Enqueue(_run.Taking(10 * Second));
        await Task.Delay(Second, _run.Time, Deadline.Token);

        Assert.False(Queue.TryPause(operation.Id));
        Assert.Equal(OperationState.Running, operation.Snapshot.State);
        await operation.Completion;
    });

    [Fact]
    public void A_refusal_of_the_work_keeps_its_own_words() => _run.Do(async () =>
    {
        var failure = new OperationFailure("consent_needed", "Say yes.", "Agree.");
        var operation = Queue.Enqueue(new OperationRequest("test", "x", "r", (_, _) => throw new OperationRefusedException(failure)));
        await Assert.ThrowsAsync<OperationRefusedException>(() => operation.Completion);

        Assert.Equal(failure, operation.Snapshot.Failure);
    });

    // A second an item, with a place to stop before each.
    private OperationRequest Counting(int count) => new("test", "somewhere", "r", async (turn, token) =>
    {
        for (var i = 1; i <= count; i++)
        {
            await turn.PassAsync(token);
            await _run.WaitAsync(Second, token);
            turn.Report(new OperationProgress("count", i, count, 0));
        }

        return OperationRun.Nothing;
    })
    {
        CanPause = true,
    };
}
