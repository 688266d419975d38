using Fastshot.Core.Storage;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Storage;

public sealed class FaultyStoreTests : StagingStoreContract
{
    private readonly MemoryStore _inner = new(new ManualTime());

    [Fact]
    public async Task The_call_with_the_number_fails_and_the_others_do_not()
    {
        for (var number = 0; number < 3; number++)
        {
            var store = FaultyStore.FailingAt(_inner, number, new Fault.Refused(StoreError.Full));

            for (var call = 0; call < 3; call++)
            {
                var failure = await Record.ExceptionAsync(() => store.PutAsync($"{number}/{call}", new byte[1]));
                Assert.Equal(call == number, failure is StoreException { Error: StoreError.Full });
            }
        }

        Assert.Equal(["0/1", "0/2", "1/0", "1/2", "2/0", "2/1"], await _inner.KeysAsync());
    }

    [Fact]
    public async Task What_lost_its_acknowledgement_was_done()
    {
        var store = new FaultyStore(_inner, _ => new Fault.AcknowledgementLost());

        var failure = await Assert.ThrowsAsync<StoreException>(() => store.PutAsync("a", new byte[1]));

        Assert.True(failure.IsTransient);
        Assert.Equal(["a"], await _inner.KeysAsync());
    }

    [Fact]
    public async Task A_torn_read_gives_its_beginning_and_then_fails()
    {
        await _inner.PutAsync("a", new byte[100]);
        var store = new FaultyStore(_inner, _ => new Fault.ReadTorn(60));

        await using var found = await store.GetAsync(ObjectKey.Parse("a"), null, Deadline.Token);
        await found!.Content.ReadExactlyAsync(new byte[60], Deadline.Token);

        await Assert.ThrowsAsync<StoreException>(
            async () => await found.Content.ReadExactlyAsync(new byte[1], Deadline.Token));
    }

    [Fact]
    public async Task Writes_of_a_staged_object_fail_like_calls()
    {
        var store = FaultyStore.FailingAt(_inner, 2, new Fault.Refused(StoreError.Full));
        await using var staged = await store.StageAsync(Deadline.Token);
        await staged.WriteAsync(new byte[1], Deadline.Token);

        await Assert.ThrowsAsync<StoreException>(() => staged.WriteAsync(new byte[1], Deadline.Token));

        Assert.Equal(3, store.Calls);
    }

    protected override Task<IStagingStore> CreateStagingStoreAsync() =>
        Task.FromResult<IStagingStore>(new FaultyStore(_inner, _ => null));
}
