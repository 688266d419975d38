using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Storage;

public sealed class LimitedStoreTests : ObjectStoreContract
{
    private const int Most = 16;

    private static readonly TimeSpan RequestTime = TimeSpan.FromMilliseconds(50);

    private readonly ManualTime _time = new();

    private readonly BusyStore _busy;

    public LimitedStoreTests() => _busy = new BusyStore(new MemoryStore(_time), RequestTime, _time);

    [Fact]
    public async Task No_more_requests_run_at_once_than_are_allowed()
    {
        var store = new LimitedStore(_busy, Most);

        await PassTimeAsync(Task.WhenAll(Enumerable.Range(0, 100).Select(i => store.PutAsync($"{i}", new byte[1]))));

        Assert.Equal(Most, _busy.MostAtOnce);
        Assert.Equal(100, (await KeysAsync(store)).Count);
    }

    [Fact]
    public async Task An_overloaded_store_gets_fewer_requests_at_once_and_more_again_when_it_has_recovered()
    {
        var limited = new LimitedStore(_busy, Most);
        var store = new RetryingStore(limited, new RetryOptions(), _time, new SeededRandom(4));
        _busy.Capacity = 4;

        await PassTimeAsync(FanOut.ForEachAsync(Enumerable.Range(0, 400), Most, (i, _) => store.PutAsync($"{i}", new byte[1]), Deadline.Token));
        var refusedWhileBusy = _busy.Refused;
        var atOnceWhileBusy = limited.RequestsAtOnce;
        _busy.Capacity = int.MaxValue;
        await PassTimeAsync(FanOut.ForEachAsync(Enumerable.Range(0, 800), Most, (i, _) => store.PutAsync($"{i}", new byte[1]), Deadline.Token));

        Assert.InRange(atOnceWhileBusy, 1, 5);
        Assert.InRange(refusedWhileBusy, 1, 100);
        Assert.Equal((refusedWhileBusy, Most), (_busy.Refused, limited.RequestsAtOnce));
        Assert.Equal(800, (await KeysAsync(store)).Count);
    }

    [Fact]
    public async Task The_refusals_of_one_moment_halve_the_requests_once_and_other_failures_never()
    {
        var store = new LimitedStore(_busy, Most);
        _busy.Capacity = 0;
        await PassTimeAsync(Task.WhenAll(Enumerable.Range(0, Most).Select(i => FailAsync(store.PutAsync($"{i}", new byte[1])))));

        Assert.Equal((Most, Most / 2), (_busy.Refused, store.RequestsAtOnce));

        var failing = new LimitedStore(new FaultyStore(new MemoryStore(_time), _ => new Fault.Refused(StoreError.Unavailable)), Most);
        await FailAsync(failing.PutAsync("x", new byte[1]));
        Assert.Equal(Most, failing.RequestsAtOnce);
    }

    [Fact]
    public async Task One_request_at_a_time_always_remains()
    {
        var store = new LimitedStore(_busy, Most);
        _busy.Capacity = 0;
        for (var i = 0; i < 20; i++)
        {
            await PassTimeAsync(FailAsync(store.PutAsync("x", new byte[1])));
        }

        _busy.Capacity = 1;
        await PassTimeAsync(store.PutAsync("x", new byte[1]));

        Assert.Equal(["x"], await KeysAsync(store));
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_nobodys_turn()
    {
        var store = new LimitedStore(_busy, 1);
        using var cancellation = new CancellationTokenSource();
        var first = store.PutAsync("a", new byte[1]);
        var second = store.DeleteAsync(ObjectKey.Parse("a"), cancellation.Token);
        var third = store.PutAsync("c", new byte[1]);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        await PassTimeAsync(Task.WhenAll(first, third));

        Assert.Equal(["a", "c"], await KeysAsync(store));
    }

    [Fact]
    public async Task Who_reads_an_object_may_ask_for_the_next()
    {
        var store = new LimitedStore(new MemoryStore(_time), 1);
        await store.PutAsync("a", new byte[1]);

        await using var first = await store.GetAsync(ObjectKey.Parse("a"), null, Deadline.Token);
        await using var second = await store.GetAsync(ObjectKey.Parse("a"), null, Deadline.Token);

        Assert.NotNull(second);
    }

    protected override Task<IObjectStore> CreateStoreAsync() =>
        Task.FromResult<IObjectStore>(new LimitedStore(new MemoryStore(_time), Most));

    private async Task<IReadOnlyList<string>> KeysAsync(IObjectStore store)
    {
        var keys = store.KeysAsync();
        await PassTimeAsync(keys);
        return await keys;
    }

    private static async Task FailAsync(Task task) => await Assert.ThrowsAsync<StoreException>(() => task);

    private async Task PassTimeAsync(Task task)
    {
        while (!task.IsCompleted && _time.TryAdvanceToNextTimer())
        {
        }

        await task;
    }
}
