using Fastshot.Core.Storage;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Storage;

public sealed class LateStoreTests : ObjectStoreContract
{
    [Fact]
    public async Task It_is_opened_by_the_first_request_and_once()
    {
        var opened = 0;
        var store = new LateStore(_ =>
        {
            opened++;
            return Task.FromResult<IObjectStore>(new MemoryStore(new ManualTime()));
        });
        Assert.Null(store.Opened);
        Assert.Equal(0, opened);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.ListAllAsync("", Deadline.Token)));

        Assert.Equal(1, opened);
        Assert.IsType<MemoryStore>(store.Opened);
    }

    [Fact]
    public async Task What_cannot_be_opened_fails_each_request_until_it_can()
    {
        var isAway = true;
        var store = new LateStore(_ => isAway
            ? throw new StoreException(StoreError.NoSuchPlace, "It is away.")
            : Task.FromResult<IObjectStore>(new MemoryStore(new ManualTime())));

        await Assert.ThrowsAsync<StoreException>(() => store.HeadAsync(ObjectKey.Parse("a"), Deadline.Token));
        isAway = false;

        Assert.Null(await store.HeadAsync(ObjectKey.Parse("a"), Deadline.Token));
    }

    protected override Task<IObjectStore> CreateStoreAsync() =>
        Task.FromResult<IObjectStore>(new LateStore(_ => Task.FromResult<IObjectStore>(new MemoryStore(new ManualTime()))));
}
