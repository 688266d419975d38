using Fastshot.Core.Library;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Testing.Servers;
using Fastshot.Testing.Sync;

namespace Fastshot.Storage.S3.Tests.Sync;

/// <summary>A library whose records were joined into few pieces long ago, and that comes to another bucket.</summary>
public sealed class RepublishTests : IAsyncDisposable
{
    private const int Sessions = 140; // More than a compaction waits for.

    private readonly FakeBucket _old = new();
    private readonly FakeBucket _new = new();

    public async ValueTask DisposeAsync()
    {
        await _old.DisposeAsync();
        await _new.DisposeAsync();
    }

    [Fact]
    public async Task It_is_sent_many_at_once_and_what_arrived_before_a_break_is_not_sent_again()
    {
        using var oldStore = BucketSyncContract.StoreOf(_old.Store, requestsMax: 16);
        using var newStore = BucketSyncContract.StoreOf(_new.Store, requestsMax: 16);
        var meeting = new Meeting(oldStore);
        var device = await meeting.FirstAsync();
        for (var i = 0; i < Sessions; i++)
        {
            await device.SaveAsync();
        }

        await device.SyncAsync();
        using var library = await device.OpenAsync();
        await VaultPlace.DescribeAsync(VaultPlace.StoreOf(newStore, library.Vault), library.Vault, meeting.Time.GetUtcNow(), Deadline.Token);
        var left = 60;
        _new.S3.Script = call => IsArchive(call) && Interlocked.Decrement(ref left) < 0 ? FakeS3.Error(403, "AccessDenied") : null;

        await Assert.ThrowsAsync<StoreException>(() => SyncAsync(library));
        var arrived = _new.S3.Keys.Count(key => key.Contains("/sessions/", StringComparison.Ordinal));
        _new.S3.Script = _ => null;
        var before = _new.S3.Calls.Count;
        Assert.Empty((await SyncAsync(library)).Failed);

        Assert.Equal(60, arrived);
        Assert.Equal(Sessions - arrived, _new.S3.Calls.Skip(before).Count(IsArchive));
        Assert.InRange(_new.Connections, 4, int.MaxValue); // The break closed some of them.
        var other = await new Meeting(newStore).JoinAsync(device);
        await other.SyncAsync(new SyncOptions { Download = DownloadChoice.All });
        using var received = await other.OpenAsync();
        Assert.Equal(Sessions, (await received.CountAsync(Deadline.Token)).Sessions);

        Task<SyncReport> SyncAsync(SessionLibrary from) => new VaultRemote(
            newStore, isBucket: true, from, device.Files, $"{MeetingDevice.Home}/sync-other.json", new SeededRandom(9), meeting.Time)
            .SyncAsync(new SyncOptions(), progress: null, Deadline.Token);
    }

    private static bool IsArchive(HttpCall call) => call.Method == "PUT" && call.Path.Contains("/sessions/", StringComparison.Ordinal);
}
