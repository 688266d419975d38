using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Testing.Servers;
using Fastshot.Testing.Sync;

namespace Fastshot.Storage.S3.Tests.Sync;

/// <summary>A real server that is killed in the middle of a sync, and started again.</summary>
public sealed class RestartTests
{
    private const int Sessions = 40;

    [Fact]
    public async Task A_server_that_is_killed_in_the_middle_costs_nothing_but_time()
    {
        await using var gateway = await CephGateway.StartAsync();
        await using var proxy = new CountingProxy(gateway.Endpoint);
        using var bucket = new S3Store(RealBucket.Of(proxy.Url, await gateway.CreateBucketAsync()), TimeProvider.System);
        var meeting = new Meeting(BucketSyncContract.StoreOf(bucket, 16));
        var (first, second) = await meeting.TwoAsync();
        var saved = new List<SessionId>();
        for (var i = 0; i < Sessions; i++)
        {
            saved.Add(await first.SaveAsync());
        }

        // Sending breaks off, then receiving does.
        await BreakAsync(gateway, proxy, afterRequests: 30, () => first.SyncAsync());
        Assert.Empty((await first.SyncAsync()).Failed);
        await BreakAsync(gateway, proxy, afterRequests: 20, () => second.SyncAsync(new SyncOptions { Download = DownloadChoice.All }));
        var report = await second.SyncAsync(new SyncOptions { Download = DownloadChoice.All });

        Assert.Empty(report.Failed);
        foreach (var id in saved)
        {
            Assert.Equal(await first.EntryOfAsync(id), Assert.IsType<Entry.Live>(await second.EntryOfAsync(id)));
        }

        using var library = await second.OpenAsync();
        Assert.Equal(Sessions, (await meeting.StoreOf(library).ListAllAsync(VaultNames.SessionsPrefix, Deadline.Token)).Count);
        foreach (var session in (await library.QueryAsync(new Core.Library.Index.SessionQuery { Limit = Sessions }, Deadline.Token)).Sessions)
        {
            Assert.True(await library.HasContentAsync(session, Deadline.Token));
        }
    }

    private static async Task BreakAsync(CephGateway gateway, CountingProxy proxy, int afterRequests, Func<Task<SyncReport>> sync)
    {
        proxy.Clear();
        var isKilled = 0;
        proxy.Before = async index =>
        {
            if (index == afterRequests && Interlocked.Exchange(ref isKilled, 1) == 0)
            {
                await gateway.KillAsync();
            }
        };
        var failure = await Assert.ThrowsAsync<StoreException>(sync);
        Assert.Equal((StoreError.Unavailable, 1), (failure.Error, isKilled));
        await gateway.RestartAsync();
        proxy.Before = _ => Task.CompletedTask;
    }
}
