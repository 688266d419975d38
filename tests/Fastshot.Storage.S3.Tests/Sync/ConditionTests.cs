using Fastshot.Core.Storage;
using Fastshot.Testing.Servers;
using Fastshot.Testing.Sync;

namespace Fastshot.Storage.S3.Tests.Sync;

/// <summary>What it costs that a server refuses conditions, or refuses some of them.</summary>
public sealed class ConditionTests
{
    private const int Sessions = 40;

    [Fact]
    public async Task Of_forty_archives_sent_at_once_only_the_first_one_meets_the_refusal_of_conditions()
    {
        await using var bucket = new FakeBucket(FakeS3Profile.Of("b2"));
        using var store = BucketSyncContract.StoreOf(bucket.Store, requestsMax: 16);
        var device = await FilledAsync(store);

        Assert.Equal(Sessions, (await device.SyncAsync()).Pushed);
        await device.SaveAsync();
        await device.SyncAsync();

        Assert.Single(Conditional(bucket));
    }

    [Fact]
    public async Task A_real_server_without_conditions_refuses_one_request_and_takes_the_rest()
    {
        var options = await RealBucket.NewOfSwiftAsync();
        await using var proxy = new CountingProxy(options.Endpoint.Value!);
        using var bucket = new S3Store(options with { Endpoint = new S3Setting<Uri?>(proxy.Url, "the test") }, TimeProvider.System);
        var device = await FilledAsync(BucketSyncContract.StoreOf(bucket, options.ConnectionsMax));

        Assert.Equal(Sessions, (await device.SyncAsync()).Pushed);

        Assert.Single(proxy.Requests, request => request.EndsWith(" 501", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_conditions_are_taken_each_archive_goes_with_one_and_all_but_the_first_at_once()
    {
        await using var bucket = new FakeBucket();
        using var store = BucketSyncContract.StoreOf(bucket.Store, requestsMax: 16);
        var device = await FilledAsync(store);

        await device.SyncAsync();

        Assert.Equal(Sessions + 1, Conditional(bucket).Count); // And the head.
        Assert.InRange(bucket.Connections, 2, 16);
    }

    [Fact]
    public async Task A_first_archive_that_does_not_arrive_does_not_hold_up_the_others()
    {
        await using var bucket = new FakeBucket(FakeS3Profile.Of("b2"));
        using var store = BucketSyncContract.StoreOf(bucket.Store, requestsMax: 16);
        var device = await FilledAsync(store);
        string? doomed = null;
        bucket.S3.Script = call => call.Method == "PUT" && call.Path == (doomed ??= call.Path.Contains("/sessions/", StringComparison.Ordinal) ? call.Path : null)
            ? FakeS3.Error(400, "InvalidArgument")
            : null;

        var report = await device.SyncAsync();

        Assert.Equal(Sessions - 1, report.Pushed);
        Assert.NotEmpty(report.Failed);
        bucket.S3.Script = _ => null;
        Assert.Equal(1, (await device.SyncAsync()).Pushed);
    }

    private static async Task<MeetingDevice> FilledAsync(IObjectStore store)
    {
        var device = await new Meeting(store).FirstAsync();
        for (var i = 0; i < Sessions; i++)
        {
            await device.SaveAsync();
        }

        return device;
    }

    private static List<HttpCall> Conditional(FakeBucket bucket) =>
        [.. bucket.S3.Calls.Where(call => call.Method == "PUT" && (call.Header("If-None-Match") ?? call.Header("If-Match")) is not null)];
}
