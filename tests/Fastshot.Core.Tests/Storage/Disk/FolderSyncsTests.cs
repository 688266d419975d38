using System.Threading.Channels;
using Fastshot.Core.Storage.Disk;

namespace Fastshot.Core.Tests.Storage.Disk;

public sealed class FolderSyncsTests : IDisposable
{
    private readonly Channel<string> _begun = Channel.CreateUnbounded<string>();
    private readonly SemaphoreSlim _mayEnd = new(0);
    private readonly FolderSyncs _syncs;
    private bool _fails;

    public FolderSyncsTests() => _syncs = new FolderSyncs(Sync);

    public void Dispose() => _mayEnd.Dispose();

    [Fact]
    public async Task Who_asks_while_a_sync_runs_waits_for_one_that_begins_later_and_all_of_them_share_it()
    {
        var first = _syncs.SyncAsync("a");
        Assert.Equal("a", await NextBegunAsync());

        Task[] others = [_syncs.SyncAsync("a"), _syncs.SyncAsync("a"), _syncs.SyncAsync("a")];
        _mayEnd.Release();
        await first.WaitAsync(Deadline.Token);

        Assert.Equal("a", await NextBegunAsync());
        Assert.All(others, other => Assert.False(other.IsCompleted));
        _mayEnd.Release();
        await Task.WhenAll(others).WaitAsync(Deadline.Token);
        Assert.False(_begun.Reader.TryPeek(out _));
    }

    [Fact]
    public async Task Who_asks_after_a_sync_has_begun_does_not_share_it()
    {
        _ = _syncs.SyncAsync("a");
        _ = await NextBegunAsync();
        var second = _syncs.SyncAsync("a");
        _mayEnd.Release();
        _ = await NextBegunAsync();

        var third = _syncs.SyncAsync("a");
        _mayEnd.Release();
        await second.WaitAsync(Deadline.Token);

        _ = await NextBegunAsync();
        Assert.False(third.IsCompleted);
        _mayEnd.Release();
        await third.WaitAsync(Deadline.Token);
    }

    [Fact]
    public async Task Different_folders_do_not_wait_for_each_other()
    {
        Task[] both = [_syncs.SyncAsync("a"), _syncs.SyncAsync("b")];

        Assert.Equal(["a", "b"], ((string[])[await NextBegunAsync(), await NextBegunAsync()]).Order());
        _mayEnd.Release(2);
        await Task.WhenAll(both).WaitAsync(Deadline.Token);
    }

    [Fact]
    public async Task A_failure_is_told_to_those_who_share_the_sync_and_to_nobody_else()
    {
        var first = _syncs.SyncAsync("a");
        _ = await NextBegunAsync();
        var second = _syncs.SyncAsync("a");
        _fails = true;
        _mayEnd.Release();
        await Assert.ThrowsAsync<IOException>(() => first.WaitAsync(Deadline.Token));

        _ = await NextBegunAsync();
        _fails = false;
        _mayEnd.Release();
        await second.WaitAsync(Deadline.Token);
    }

    // Not blocking: the syncs themselves hold threads of the pool.
    private ValueTask<string> NextBegunAsync() => _begun.Reader.ReadAsync(Deadline.Token);

    private void Sync(string path)
    {
        _begun.Writer.TryWrite(path);
        _mayEnd.Wait(Deadline.Token);
        if (_fails)
        {
            throw new IOException(path);
        }
    }
}
