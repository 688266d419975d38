using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Testing.Servers;
using Fastshot.Testing.Sync;

namespace Fastshot.Storage.S3.Tests.Sync;

/// <summary>What a sync asks of a real server, counted on the wire: as many requests as it must, and no others.</summary>
public sealed class RequestTests : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _open = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _open)
        {
            await one.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_idle_sync_a_save_and_a_change_of_another_device_cost_what_they_must_on_the_wire()
    {
        var (meeting, proxy) = await MeetAsync();
        var (first, second) = await meeting.TwoAsync();
        for (var i = 0; i < 3; i++)
        {
            await first.SaveAsync();
        }

        await first.SyncAsync();
        await second.SettleAsync();
        await first.SettleAsync();

        Assert.Equal(SyncRequests.InBucket.Idle, await OnTheWireAsync(proxy, () => first.SyncAsync()));
        await first.SaveAsync();
        Assert.Equal(SyncRequests.InBucket.Save, await OnTheWireAsync(proxy, () => first.SyncAsync()));
        await first.SaveAsync();
        Assert.Equal(new StoreUsage { Puts = 3 }, await OnTheWireAsync(proxy, () => first.SyncAsync(new SyncOptions { Asks = false })));
        Assert.Equal(SyncRequests.InBucket.Change with { Gets = 3 }, await OnTheWireAsync(proxy, () => second.SyncAsync()));
        await second.SettleAsync();
        Assert.Equal(SyncRequests.InBucket.Idle, await OnTheWireAsync(proxy, () => second.SyncAsync()));
    }

    [Fact]
    public async Task What_has_not_changed_is_answered_without_a_body()
    {
        var (meeting, proxy) = await MeetAsync();
        var key = ObjectKey.Parse("fastshot/head.age");
        var put = await meeting.Store.PutAsync(key, ObjectContent.Of(new byte[1000]), PutCondition.None, Deadline.Token);

        Assert.Equal(ConditionalGet.NotModified, await meeting.Store.GetIfChangedAsync(key, put.ETag, Deadline.Token));

        Assert.EndsWith(" 304", proxy.Requests[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hundreds_of_requests_share_as_many_connections_as_there_are_requests_at_once()
    {
        const int sessions = 200;
        var (meeting, proxy) = await MeetAsync();
        var (first, second) = await meeting.TwoAsync();
        for (var i = 0; i < sessions; i++)
        {
            await first.SaveAsync();
        }

        await first.SyncAsync();
        await second.SyncAsync();
        var before = proxy.Requests.Count;
        Assert.InRange(before, 2 * sessions, int.MaxValue);

        var fetched = await OnTheWireAsync(proxy, () => second.SyncAsync(new SyncOptions { Download = DownloadChoice.All }));

        // A download is one request for each archive, beside the look: its bytes are checked by its name.
        Assert.Equal(new StoreUsage { Lists = 1, Gets = sessions }, fetched);
        Assert.InRange(proxy.Connections, 1, 16);
    }

    private async Task<(Meeting Meeting, CountingProxy Proxy)> MeetAsync()
    {
        var options = await RealBucket.NewAsync();
        var proxy = new CountingProxy(options.Endpoint.Value!);
        var bucket = new S3Store(options with { Endpoint = new S3Setting<Uri?>(proxy.Url, "the test") }, TimeProvider.System);
        _open.Add(proxy);
        return (new Meeting(BucketSyncContract.StoreOf(bucket, options.ConnectionsMax)), proxy);
    }

    private static async Task<StoreUsage> OnTheWireAsync(CountingProxy proxy, Func<Task> sync)
    {
        proxy.Clear();
        await sync();
        return proxy.Requests.Aggregate(new StoreUsage(), (usage, request) => usage + UsageOf(request));
    }

    // "GET /bucket/ 200" is a listing, "GET /bucket/key 200" is not.
    private static StoreUsage UsageOf(string request) => (request.Split(' '), request.Split(' ')[1].Trim('/').Contains('/', StringComparison.Ordinal)) switch
    {
        (["HEAD", ..], _) => new StoreUsage { Heads = 1 },
        (["PUT", ..], _) => new StoreUsage { Puts = 1 },
        (["DELETE", ..], _) => new StoreUsage { Deletes = 1 },
        (["GET", ..], false) => new StoreUsage { Lists = 1 },
        (["GET", ..], true) => new StoreUsage { Gets = 1 },
        _ => throw new InvalidOperationException($"What is {request}?"),
    };
}
