using Fastshot.Core.Runtime;

namespace Fastshot.Core.Tests.Runtime;

public sealed class FanOutTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(100)]
    public async Task Every_item_is_done_once_and_never_more_at_once_than_allowed(int atOnceMax)
    {
        var (running, most, done) = (0, 0, new List<int>());
        var scheduler = new SimulatedScheduler(new SeededRandom(1), new ManualTime());

        scheduler.Run(async () =>
        {
            await FanOut.ForEachAsync(Enumerable.Range(0, 50), atOnceMax, DoAsync, Deadline.Token);
            return true;
        });

        Assert.Equal(Enumerable.Range(0, 50), done.Order());
        Assert.Equal(Math.Min(atOnceMax, 50), most);

        async Task DoAsync(int item, CancellationToken token)
        {
            most = Math.Max(most, ++running);
            await scheduler.TurnAsync(token);
            running--;
            done.Add(item);
        }
    }

    [Fact]
    public async Task The_first_failure_stops_the_handing_out_cancels_and_awaits_what_was_begun()
    {
        var begun = new List<int>();
        var ends = new List<int>();
        var gate = new TaskCompletionSource();

        var all = FanOut.ForEachAsync(Enumerable.Range(0, 10), 3, DoAsync, Deadline.Token);
        gate.SetResult();

        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => all);
        Assert.Equal("1", failure.Message);
        Assert.Equal([0, 1, 2], begun);
        Assert.Equal([0, 2], ends.Order());

        async Task DoAsync(int item, CancellationToken token)
        {
            begun.Add(item);
            if (item == 1)
            {
                await gate.Task;
                throw new InvalidDataException("1");
            }

            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, new ManualTime(), token);
            }
            finally
            {
                ends.Add(item);
            }
        }
    }

    [Fact]
    public async Task A_source_that_fails_cancels_and_awaits_what_was_begun()
    {
        var ended = 0;

        await Assert.ThrowsAsync<InvalidDataException>(() => FanOut.ForEachAsync(Source(), 5, DoAsync, Deadline.Token));

        Assert.Equal(2, ended);

        static IEnumerable<int> Source()
        {
            yield return 1;
            yield return 2;
            throw new InvalidDataException();
        }

        async Task DoAsync(int item, CancellationToken token)
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, new ManualTime(), token);
            }
            finally
            {
                ended++;
            }
        }
    }

    [Fact]
    public async Task A_cancellation_names_the_token_of_the_caller()
    {
        using var cancellation = new CancellationTokenSource();
        var all = FanOut.ForEachAsync(
            [1, 2], 1, (_, token) => Task.Delay(Timeout.InfiniteTimeSpan, new ManualTime(), token), cancellation.Token);

        await cancellation.CancelAsync();

        var failure = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => all);
        Assert.Equal(cancellation.Token, failure.CancellationToken);
    }

    [Fact]
    public void A_failure_leaves_no_work_on_other_threads()
    {
        var threads = new HashSet<int>();
        var scheduler = new SimulatedScheduler(new SeededRandom(1), new ManualTime());

        var failure = Record.Exception(() => scheduler.Run(async () =>
        {
            await FanOut.ForEachAsync(Enumerable.Range(0, 8), 4, DoAsync, Deadline.Token);
            return true;
        }));

        Assert.IsType<InvalidDataException>(failure);
        Assert.Equal([Environment.CurrentManagedThreadId], threads);

        async Task DoAsync(int item, CancellationToken token)
        {
            using var registration = token.Register(() => threads.Add(Environment.CurrentManagedThreadId));
            await scheduler.TurnAsync(token).ConfigureAwait(false);
            threads.Add(Environment.CurrentManagedThreadId);
            if (item == 2)
            {
                throw new InvalidDataException();
            }

            await scheduler.TurnAsync(token).ConfigureAwait(false);
        }
    }
}
