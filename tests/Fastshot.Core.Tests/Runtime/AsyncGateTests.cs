using Fastshot.Core.Runtime;

namespace Fastshot.Core.Tests.Runtime;

public sealed class AsyncGateTests
{
    [Fact]
    public async Task One_is_in_at_a_time_in_the_order_of_arrival()
    {
        var gate = new AsyncGate();
        var first = await gate.EnterAsync(Deadline.Token);
        var order = new List<int>();
        var others = Enumerable.Range(0, 5).Select(PassAsync).ToList();
        Assert.Empty(order);

        first.Dispose();
        await Task.WhenAll(others);

        Assert.Equal([0, 1, 2, 3, 4], order);

        async Task PassAsync(int number)
        {
            using var turn = await gate.EnterAsync(Deadline.Token);
            order.Add(number);
        }
    }

    [Fact]
    public async Task A_turn_is_handed_on_once_however_often_it_is_disposed()
    {
        var gate = new AsyncGate();
        var first = await gate.EnterAsync(Deadline.Token);
        var second = gate.EnterAsync(Deadline.Token);
        var third = gate.EnterAsync(Deadline.Token);

        first.Dispose();
        first.Dispose();

        Assert.True(second.IsCompletedSuccessfully);
        Assert.False(third.IsCompleted);
        (await second).Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Who_gives_up_waiting_is_passed_over()
    {
        var gate = new AsyncGate();
        using var cancellation = new CancellationTokenSource();
        var first = await gate.EnterAsync(Deadline.Token);
        var second = gate.EnterAsync(cancellation.Token);
        var third = gate.EnterAsync(Deadline.Token);

        await cancellation.CancelAsync();
        var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        first.Dispose();

        Assert.Equal(cancellation.Token, failure.CancellationToken);
        (await third).Dispose();
        (await gate.EnterAsync(Deadline.Token)).Dispose();
    }

    [Fact]
    public async Task Cancelling_after_the_turn_came_changes_nothing()
    {
        var gate = new AsyncGate();
        using var cancellation = new CancellationTokenSource();
        var first = await gate.EnterAsync(Deadline.Token);
        var second = gate.EnterAsync(cancellation.Token);
        first.Dispose();

        await cancellation.CancelAsync();

        (await second).Dispose();
        (await gate.EnterAsync(Deadline.Token)).Dispose();
    }

    [Fact]
    public async Task A_thousand_on_many_threads_never_meet_inside()
    {
        var gate = new AsyncGate();
        var (inside, met, passed) = (0, false, 0);

        await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => Task.Run(PassAsync)));

        Assert.Equal((false, 1000), (met, passed));

        async Task PassAsync()
        {
            using var turn = await gate.EnterAsync(Deadline.Token);
            met |= Interlocked.Increment(ref inside) != 1;
            await Task.Yield();
            passed++;
            Interlocked.Decrement(ref inside);
        }
    }
}
