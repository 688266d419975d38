using Fastshot.Core.Storage;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Storage;

public sealed class RetryingStoreTests : ObjectStoreContract
{
    private static readonly RetryOptions Options = new();

    private readonly ManualTime _time = new();
    private readonly SeededRandom _random = new(11);

    [Fact]
    public async Task A_passing_failure_is_tried_again_and_costs_no_more_than_the_waits()
    {
        var inner = new FaultyStore(new MemoryStore(_time), call => call.Number < 3 ? new Fault.Refused(StoreError.Unavailable) : null);
        var store = Over(inner);

        var put = store.PutAsync("x", new byte[3]);
        await PassTimeAsync(put);

        Assert.Equal(3, (await put).Length);
        Assert.Equal(4, inner.Calls);
    }

    [Theory]
    [InlineData(StoreError.Unavailable, 4)]
    [InlineData(StoreError.Denied, 1)]
    [InlineData(StoreError.WrongCredentials, 1)]
    [InlineData(StoreError.ConditionFailed, 1)]
    [InlineData(StoreError.Broken, 1)]
    public async Task A_failure_that_stays_is_given_up_after_as_many_attempts_as_its_kind_is_worth(StoreError error, int attempts)
    {
        var inner = new FaultyStore(new MemoryStore(_time), _ => new Fault.Refused(error));

        var head = Over(inner).HeadAsync(ObjectKey.Parse("x"), Deadline.Token);
        await PassTimeAsync(head);

        Assert.Equal(error, (await Assert.ThrowsAsync<StoreException>(() => head)).Error);
        Assert.Equal(attempts, inner.Calls);
    }

    [Theory]
    [InlineData(5, null)]
    [InlineData(60, StoreError.Throttled)]
    public async Task A_store_that_asks_for_fewer_requests_is_asked_again_for_minutes(int minutes, StoreError? expected)
    {
        var start = _time.GetTimestamp();
        var inner = new FaultyStore(
            new MemoryStore(_time),
            _ => _time.GetElapsedTime(start).TotalMinutes < minutes ? new Fault.Refused(StoreError.Throttled) : null);

        var put = Over(inner).PutAsync("x", new byte[3]);
        await PassTimeAsync(put);

        Assert.Equal(expected, ((await Record.ExceptionAsync(() => put)) as StoreException)?.Error);
        Assert.InRange(_time.GetElapsedTime(start), Options.ThrottledTimeMax / 2, Options.ThrottledTimeMax + Options.DelayMax);
        Assert.InRange(inner.Calls, 20, 200);
    }

    [Fact]
    public void The_longest_wait_doubles_up_to_a_bound()
    {
        var waits = Enumerable.Range(1, 12).Select(Options.LongestDelayAfter).ToList();

        Assert.Equal(Options.DelayFirst, waits[0]);
        Assert.Equal(Options.DelayFirst * 4, waits[2]);
        Assert.Equal(Options.DelayMax, waits[^1]);
        Assert.Equal(Options.DelayMax, Options.LongestDelayAfter(int.MaxValue));
    }

    [Fact]
    public async Task A_download_goes_on_where_it_broke_off_and_asks_only_for_the_rest()
    {
        var bytes = _random.Bytes(100_000);
        var memory = new MemoryStore(_time);
        await memory.PutAsync("x", bytes);
        var inner = new FaultyStore(memory, call => call.Number < 3 ? new Fault.ReadTorn(20_000) : null);
        var counted = new CountingStore(inner);

        var read = new RetryingStore(counted, Options, _time, _random).ReadAsync("x", new ByteRange(1_000, 90_000));
        await PassTimeAsync(read);

        Assert.Equal(bytes[1_000..91_000], await read);
        Assert.Equal((4, 90_000), (counted.Usage.Gets, counted.Usage.BytesReceived));
    }

    [Fact]
    public async Task A_download_with_a_condition_goes_on_where_it_broke_off_too()
    {
        var bytes = _random.Bytes(50_000);
        var memory = new MemoryStore(_time);
        await memory.PutAsync("x", bytes);
        var inner = new FaultyStore(
            memory, call => call.Number switch { 0 => new Fault.Refused(StoreError.Unavailable), 1 => new Fault.ReadTorn(20_000), _ => null });

        var read = Over(inner).ReadIfChangedAsync(ObjectKey.Parse("x"), "another");
        await PassTimeAsync(read);

        Assert.Equal(bytes, (await read).Bytes);
        Assert.Equal(3, inner.Calls);
    }

    [Fact]
    public async Task A_download_whose_object_was_replaced_meanwhile_is_broken()
    {
        var memory = new MemoryStore(_time);
        await memory.PutAsync("x", new byte[1000]);
        var inner = new FaultyStore(memory, call => call.Number == 0 ? new Fault.ReadTorn(500) : null);
        await using var found = await Over(inner).GetAsync(ObjectKey.Parse("x"), null, Deadline.Token);
        await memory.PutAsync("x", _random.Bytes(1000));

        var read = found!.Content.ReadExactlyAsync(new byte[1000], Deadline.Token).AsTask();
        await PassTimeAsync(read);

        Assert.Equal(StoreError.Broken, (await Assert.ThrowsAsync<StoreException>(() => read)).Error);
    }

    [Fact]
    public async Task A_wait_ends_when_it_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        var inner = new FaultyStore(new MemoryStore(_time), _ => new Fault.Refused(StoreError.Unavailable));
        var head = Over(inner).HeadAsync(ObjectKey.Parse("x"), cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => head);
        Assert.Equal(1, inner.Calls);
    }

    protected override Task<IObjectStore> CreateStoreAsync() => Task.FromResult<IObjectStore>(Over(new MemoryStore(_time)));

    private RetryingStore Over(IObjectStore inner) => new(inner, Options, _time, _random);

    private async Task PassTimeAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            if (!_time.TryAdvanceToNextTimer())
            {
                await Task.Yield();
            }
        }
    }
}
