using Fastshot.Core.Storage;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Storage;

public sealed class CountingStoreTests : ObjectStoreContract
{
    [Fact]
    public async Task Requests_are_counted_by_kind_and_bytes_as_they_are_read()
    {
        var store = new CountingStore(new MemoryStore(new ManualTime()));
        await store.PutAsync("a", new byte[1000]);
        await store.PutAsync("b", new byte[50]);
        await Assert.ThrowsAsync<StoreException>(() => store.PutAsync("b", new byte[7], PutCondition.Absent));
        await store.ReadAsync("a", new ByteRange(100, 20));
        await store.ReadAsync("b");
        await store.ReadAsync("c");
        await store.HeadAsync(ObjectKey.Parse("a"), Deadline.Token);
        await store.KeysAsync(countMax: 1);
        await store.DeleteAsync(ObjectKey.Parse("a"), Deadline.Token);

        Assert.Equal(
            new StoreUsage(Heads: 1, Gets: 3, Puts: 3, Lists: 2, Deletes: 1, BytesSent: 1057, BytesReceived: 70),
            store.Usage);
        Assert.Equal(10, store.Usage.Requests);
    }

    [Fact]
    public async Task A_look_that_finds_nothing_new_is_a_get_without_bytes()
    {
        var store = new CountingStore(new MemoryStore(new ManualTime()));
        var put = await store.PutAsync("a", new byte[1000]);
        var before = store.Usage;

        await store.GetIfChangedAsync(put.Key, put.ETag, Deadline.Token);
        await store.ReadIfChangedAsync(put.Key, "another");

        Assert.Equal(new StoreUsage(0, Gets: 2, 0, 0, 0, 0, BytesReceived: 1000), store.Usage - before);
    }

    [Fact]
    public async Task What_is_not_read_to_its_end_counts_as_far_as_it_was_read()
    {
        var store = new CountingStore(new MemoryStore(new ManualTime()));
        await store.PutAsync("a", new byte[1000]);
        var before = store.Usage;

        await using (var found = await store.GetAsync(ObjectKey.Parse("a"), null, Deadline.Token))
        {
            await found!.Content.ReadExactlyAsync(new byte[30], Deadline.Token);
        }

        Assert.Equal(new StoreUsage(0, Gets: 1, 0, 0, 0, 0, BytesReceived: 30), store.Usage - before);
    }

    [Fact]
    public async Task A_request_that_fails_counts_too()
    {
        var failing = new FaultyStore(
            new MemoryStore(new ManualTime()), _ => new Fault.Refused(StoreError.Unavailable));
        var store = new CountingStore(failing);

        await Assert.ThrowsAsync<StoreException>(() => store.PutAsync("a", new byte[10]));

        Assert.Equal(new StoreUsage(0, 0, Puts: 1, 0, 0, 0, 0), store.Usage);
    }

    protected override Task<IObjectStore> CreateStoreAsync() =>
        Task.FromResult<IObjectStore>(new CountingStore(new MemoryStore(new ManualTime())));
}
