using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Testing.Sync;

namespace Fastshot.Core.Tests.Sync;

/// <summary>Archives that no session names: they wait for half a year, and go only when a person agrees.</summary>
public sealed class UnnamedArchivesTests
{
    private readonly ManualTime _bucketTime = new();
    private readonly Digest _left = Digest.Of("left by an interrupted push"u8);

    [Fact]
    public async Task In_a_bucket_they_go_by_its_own_dates_after_asking_and_nothing_else_goes()
    {
        var meeting = new Meeting(new MemoryStore(_bucketTime));
        var first = await StartAsync(meeting);
        await first.SyncAsync();
        Assert.Equal((0, 1), Counts(await CollectAsync(first, meeting)));

        // By the device's own clock no day has passed.
        _bucketTime.Advance(TimeSpan.FromDays(179));
        await SaveAsync(first);
        Assert.Equal((0, 1), Counts(await CollectAsync(first, meeting)));
        _bucketTime.Advance(TimeSpan.FromDays(1));
        await SaveAsync(first);
        Assert.Equal((1, 0), Counts(await CollectAsync(first, meeting, isDryRun: true)));
        Assert.Equal((0, 1), Counts(await CollectAsync(first, meeting, agrees: false)));
        Assert.Equal(4, await CountAsync(meeting));
        Assert.Equal((1, 0), Counts(await CollectAsync(first, meeting)));

        Assert.Equal(3, await CountAsync(meeting));
        Assert.Empty((await first.SyncAsync(new SyncOptions { Refreshes = true })).Notices); // Nothing had to be put back.
    }

    [Fact]
    public async Task A_clock_of_this_device_that_is_years_off_hastens_nothing()
    {
        foreach (var meeting in (Meeting[])[new Meeting(new MemoryStore(_bucketTime)), new Meeting()])
        {
            var first = await StartAsync(meeting);
            await first.SyncAsync();
            meeting.Time.ShiftWallClock(TimeSpan.FromDays(3650));
            await first.SyncAsync(new SyncOptions { Refreshes = true });

            Assert.Equal((0, 1), Counts(await CollectAsync(first, meeting)));
        }
    }

    [Fact]
    public async Task In_a_folder_they_go_when_a_sync_met_them_on_so_many_days()
    {
        var meeting = new Meeting();
        var first = await StartAsync(meeting);
        await first.SyncAsync();
        for (var day = 1; day < UnnamedCollection.Days; day++)
        {
            meeting.Time.Advance(TimeSpan.FromDays(1));
            await first.SyncAsync();
        }

        Assert.Equal((0, 1), Counts(await CollectAsync(first, meeting)));
        meeting.Time.Advance(TimeSpan.FromDays(1));

        Assert.Equal((1, 0), Counts(await CollectAsync(first, meeting)));
        Assert.Equal(1, await CountAsync(meeting));
    }

    [Fact]
    public async Task One_whose_record_comes_in_the_meantime_is_named_and_stays()
    {
        var meeting = new Meeting(new MemoryStore(_bucketTime));
        var first = await StartAsync(meeting);
        var second = await meeting.JoinAsync(first);
        await first.SyncAsync();
        _bucketTime.Advance(TimeSpan.FromDays(400));
        await SaveAsync(second); // The first one has not heard of it.

        Assert.Equal((1, 0), Counts(await CollectAsync(first, meeting)));

        Assert.Equal(2, await CountAsync(meeting));
    }

    [Fact]
    public async Task Where_something_cannot_be_read_nothing_goes_for_it_may_name_them()
    {
        var meeting = new Meeting(new MemoryStore(_bucketTime));
        var first = await StartAsync(meeting);
        await first.SyncAsync();
        _bucketTime.Advance(TimeSpan.FromDays(400));
        var store = VaultPlace.StoreOf(meeting.Store, meeting.Vault);
        await store.PutAsync(VaultNames.Record(_left), ObjectContent.Of(new byte[1000]), PutCondition.None, Deadline.Token);

        Assert.Null(await CollectAsync(first, meeting));

        Assert.Equal(2, await CountAsync(meeting));
    }

    [Fact]
    public async Task Those_of_purged_sessions_wait_for_their_own_time()
    {
        var meeting = new Meeting(new MemoryStore(_bucketTime));
        var first = await meeting.FirstAsync();
        var id = await first.SaveAsync();
        await first.SaveAsync();
        await first.SyncAsync();
        _bucketTime.Advance(TimeSpan.FromDays(400));
        await first.PurgeAsync(id);

        Assert.Equal((0, 0), Counts(await CollectAsync(first, meeting)));
        Assert.Equal(2, await CountAsync(meeting));
    }

    // A session, and an archive of which its maker never sent the record.
    private async Task<MeetingDevice> StartAsync(Meeting meeting)
    {
        var first = await meeting.FirstAsync();
        await first.SaveAsync();
        await VaultPlace.StoreOf(meeting.Store, meeting.Vault)
            .PutAsync(VaultNames.Archive(_left), ObjectContent.Of(new byte[1000]), PutCondition.None, Deadline.Token);
        return first;
    }

    private static async Task SaveAsync(MeetingDevice device)
    {
        await device.SaveAsync();
        await device.SyncAsync();
    }

    private static async Task<UnnamedReport?> CollectAsync(MeetingDevice device, Meeting meeting, bool isDryRun = false, bool agrees = true)
    {
        using var library = await device.OpenAsync();
        var report = await device.RemoteOf(library).CollectUnnamedAsync(isDryRun, (_, _) => Task.FromResult(agrees), Deadline.Token);
        meeting.Time.Advance(TimeSpan.FromMinutes(1));
        return report;
    }

    private static (int Due, int Younger) Counts(UnnamedReport? report) => (report!.Due.Count, report.Younger);

    private static async Task<int> CountAsync(Meeting meeting) =>
        (await VaultPlace.StoreOf(meeting.Store, meeting.Vault).ListAllAsync(VaultNames.SessionsPrefix, Deadline.Token)).Count;
}
