using Fastshot.Core.Storage;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Storage;

public sealed class PrefixedStoreTests : ObjectStoreContract
{
    [Fact]
    public async Task What_lies_beside_the_prefix_is_not_seen()
    {
        var inner = new MemoryStore(new ManualTime());
        await inner.PutAsync(ObjectKey.Parse("a/bc/x"), ObjectContent.Of("1"u8.ToArray()), PutCondition.None, Deadline.Token);

        Assert.Empty(await new PrefixedStore(inner, "a/b/").ListAllAsync("", Deadline.Token));
    }

    protected override Task<IObjectStore> CreateStoreAsync() =>
        Task.FromResult<IObjectStore>(new PrefixedStore(new MemoryStore(new ManualTime()), "a/b/"));
}
