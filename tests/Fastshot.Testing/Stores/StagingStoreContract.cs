using Fastshot.Core.Storage;

namespace Fastshot.Testing.Stores;

/// <summary>What every store keeps that takes objects before their names, as <see cref="IStagingStore"/> says it.</summary>
public abstract class StagingStoreContract : ObjectStoreContract
{
    protected abstract Task<IStagingStore> CreateStagingStoreAsync();

    protected sealed override async Task<IObjectStore> CreateStoreAsync() => await CreateStagingStoreAsync();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(10, 100)]
    [InlineData(262_144, 2)]
    [InlineData(100_000, 9)]
    [InlineData(300_001, 3)]
    public async Task A_staged_object_is_visible_when_it_is_committed_and_not_before(int size, int writes)
    {
        var store = await CreateStagingStoreAsync();
        var random = new SeededRandom(3);
        using var expected = new MemoryStream();
        await using var staged = await store.StageAsync(Deadline.Token);
        for (var i = 0; i < writes; i++)
        {
            var bytes = random.Bytes(size);
            expected.Write(bytes);
            await staged.WriteAsync(bytes, Deadline.Token);
            random.Fill(bytes); // They may be reused when the write has ended.
        }

        Assert.Empty(await store.KeysAsync());
        var info = await staged.CommitAsync(ObjectKey.Parse("sessions/ab/x.age"), Deadline.Token);

        Assert.Equal(expected.ToArray(), await store.ReadAsync("sessions/ab/x.age"));
        Assert.Equal(info, await store.HeadAsync(info.Key, Deadline.Token));
    }

    [Fact]
    public async Task An_abandoned_object_leaves_no_trace()
    {
        var store = await CreateStagingStoreAsync();

        await using (var staged = await store.StageAsync(Deadline.Token))
        {
            await staged.WriteAsync(new byte[300_000], Deadline.Token);
        }

        Assert.Empty(await store.KeysAsync());
    }

    [Fact]
    public async Task A_commit_replaces_what_stood_there()
    {
        var store = await CreateStagingStoreAsync();
        await store.PutAsync("x", new byte[5]);
        await using var staged = await store.StageAsync(Deadline.Token);
        await staged.WriteAsync(new byte[3], Deadline.Token);

        await staged.CommitAsync(ObjectKey.Parse("x"), Deadline.Token);

        Assert.Equal(new byte[3], await store.ReadAsync("x"));
    }

    [Fact]
    public async Task A_cancelled_commit_leaves_nothing()
    {
        var store = await CreateStagingStoreAsync();
        using var cancellation = new CancellationTokenSource();
        await using (var staged = await store.StageAsync(Deadline.Token))
        {
            await staged.WriteAsync(new byte[3], Deadline.Token);
            await cancellation.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => staged.CommitAsync(ObjectKey.Parse("x"), cancellation.Token));
        }

        Assert.Empty(await store.KeysAsync());
    }

    [Fact]
    public async Task Two_objects_may_be_staged_at_once()
    {
        var store = await CreateStagingStoreAsync();
        await using var first = await store.StageAsync(Deadline.Token);
        await using var second = await store.StageAsync(Deadline.Token);
        await first.WriteAsync(new byte[1], Deadline.Token);
        await second.WriteAsync(new byte[2], Deadline.Token);

        await second.CommitAsync(ObjectKey.Parse("b"), Deadline.Token);
        await first.CommitAsync(ObjectKey.Parse("a"), Deadline.Token);

        Assert.Equal(new byte[1], await store.ReadAsync("a"));
        Assert.Equal(new byte[2], await store.ReadAsync("b"));
    }
}
