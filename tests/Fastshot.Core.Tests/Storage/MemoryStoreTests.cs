using Fastshot.Core.Storage;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Storage;

public sealed class MemoryStoreTests : StagingStoreContract
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task The_same_content_has_the_same_ETag_at_any_time()
    {
        var store = new MemoryStore(_time);
        var first = await store.PutAsync("a", new byte[3]);
        _time.Advance(TimeSpan.FromDays(1));

        var second = await store.PutAsync("a", new byte[3]);
        var other = await store.PutAsync("b", "abc"u8.ToArray());

        Assert.Equal(first.ETag, second.ETag);
        Assert.NotEqual(first.ETag, other.ETag);
        Assert.Equal(TimeSpan.FromDays(1), second.Modified - first.Modified);
    }

    protected override Task<IStagingStore> CreateStagingStoreAsync() =>
        Task.FromResult<IStagingStore>(new MemoryStore(_time));
}
