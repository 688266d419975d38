using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Png;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Testing.Stores;

namespace Fastshot.Classic.Tests.Remote;

/// <summary>Devices at once in one bucket, the older program's among them, with its way of writing over the others.</summary>
public abstract class BesideTheOlderProgramContract<TPlace> : MeetingTests<TPlace>
    where TPlace : MeetingPlace, new()
{
    [Fact]
    public async Task A_save_that_the_older_program_wrote_over_is_put_back_into_the_list()
    {
        await Meeting.Older.FillAsync(2);
        var (one, other) = (await Meeting.DeviceAsync(), await Meeting.DeviceAsync());
        await one.SyncAsync();
        await one.SaveAsync("mine");

        // It lists, this device saves meanwhile, it writes what it listed: the list lacks this device's session.
        await Meeting.Older.PutSessionAsync(OlderProgram.FileOf(7), "theirs");
        await Meeting.Older.PutIndexAsync(OlderProgram.FileOf(7), "theirs");
        var stale = await Meeting.Older.MakeListAsync();
        await one.SyncAsync();
        await Meeting.Older.PutListAsync(stale);
        Assert.Equal(3, (await Meeting.ListAsync()).Sessions.Length);

        await one.SyncAsync();
        await other.SyncAsync();

        Assert.Equal(4, (await Meeting.FilesAsync()).Count);
        Assert.Equal("mine s0 s1 theirs", await one.NamesAsync());
        Assert.Equal("mine s0 s1 theirs", await other.NamesAsync());
    }

    [Fact]
    public async Task A_session_without_index_and_list_entry_is_seen_at_the_next_listing_and_gets_its_index()
    {
        await Meeting.Older.FillAsync(1);
        var device = await Meeting.DeviceAsync();
        await device.SyncAsync();

        // Killed between the session and its index; or a client of the first generation, which writes neither.
        await Meeting.Older.PutSessionAsync(OlderProgram.FileOf(5), "unseen");
        Assert.Equal("s0", await NamesAfterSyncAsync(device));
        Meeting.Time.Advance(TimeSpan.FromHours(7));

        Assert.Equal("s0 unseen", await NamesAfterSyncAsync(device));
        Assert.Equal(2, (await Meeting.FilesAsync()).Count);
        Assert.NotNull(await Meeting.Store.ReadAsync("meta_indexes/20260101000005_s5.meta.json"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_devices_that_save_at_once_both_stand_in_the_list(bool keepsConditions)
    {
        await Meeting.Older.FillAsync(1);
        var store = new InterruptedStore(Meeting.Store, keepsConditions);
        var (slow, fast) = (await Meeting.DeviceAsync(store, keepsConditions), await Meeting.DeviceAsync(trustsConditions: keepsConditions));
        await slow.SaveAsync("slow");
        await fast.SaveAsync("fast");
        store.BeforeList = () => fast.SyncAsync();

        await slow.SyncAsync();

        Assert.Equal(3, (await Meeting.FilesAsync()).Count);
        await fast.SyncAsync();
        Assert.Equal("fast s0 slow", await NamesAfterSyncAsync(slow));
        Assert.Equal("fast s0 slow", await fast.NamesAsync());
    }

    [Fact]
    public async Task The_older_program_saving_at_once_loses_nothing()
    {
        await Meeting.Older.FillAsync(1);
        var store = new InterruptedStore(Meeting.Store);
        var device = await Meeting.DeviceAsync(store);
        await device.SaveAsync("mine");
        store.BeforeList = () => Meeting.Older.SaveAsync(9);

        await device.SyncAsync();

        Assert.Equal(3, (await Meeting.FilesAsync()).Count);
        Assert.Equal("mine s0 s9", await NamesAfterSyncAsync(device));
    }

    [Fact]
    public async Task A_store_without_conditions_is_written_and_looked_at_again()
    {
        await Meeting.Older.FillAsync(1);
        var device = await Meeting.DeviceAsync(new InterruptedStore(Meeting.Store) { ConditionError = StoreError.Unsupported });
        await device.SaveAsync("mine");

        var report = await device.SyncAsync();

        Assert.Equal(2, (await Meeting.FilesAsync()).Count);
        Assert.Equal(1, report.Pushed);
        Assert.Equal(1, (await device.SyncAsync()).Usage.Requests);
    }

    [Fact]
    public async Task A_listing_that_is_late_takes_nothing_out_that_was_just_written()
    {
        await Meeting.Older.FillAsync(1);
        var late = await Meeting.Store.ListAsync("sessions/", cancellationToken: Deadline.Token);
        var device = await Meeting.DeviceAsync(new InterruptedStore(Meeting.Store) { Listing = late });
        await device.SaveAsync("mine");

        await device.SyncAsync();

        Assert.Equal(2, (await Meeting.FilesAsync()).Count);
    }

    // Within one second it gives two sessions of one name the same file, and the later one stands there.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_that_the_older_program_wrote_over_another_is_that_session_here(bool isDownloaded)
    {
        await Meeting.Older.FillAsync(2);
        var device = await Meeting.DeviceAsync();
        await device.SyncAsync(new() { Download = isDownloaded ? DownloadChoice.All : DownloadChoice.None });
        var picture = Convert.ToBase64String(PngEncoder.Encode(new Raster(9, 8)));
        await Meeting.Older.PutSessionAsync(OlderProgram.FileOf(1), "over", picture);
        await Meeting.Older.PutIndexAsync(OlderProgram.FileOf(1), "over", picture);
        await Meeting.Older.PutListAsync(await Meeting.Older.MakeListAsync());

        Assert.Equal("over s0", await NamesAfterSyncAsync(device));
        if (!isDownloaded)
        {
            await device.Remote.FetchAsync(await device.FindAsync("over"), Deadline.Token);
        }

        await using var reader = await device.Library.OpenContentAsync(await device.FindAsync("over"), Deadline.Token);
        Assert.Equal((9, 8), (reader.Manifest.Shots[0].Width, reader.Manifest.Shots[0].Height));
        Assert.Equal(1, (await device.SyncAsync()).Usage.Requests);
    }

    [Fact]
    public async Task What_waits_and_what_is_synced_is_told_without_asking_the_bucket()
    {
        await Meeting.Older.FillAsync(4);
        var device = await Meeting.DeviceAsync();
        await device.SaveAsync("mine");
        Assert.Equal(1, await device.WaitingAsync());
        await device.SyncAsync();
        Assert.Equal("mine s0 s1 s2 s3", await device.SyncedNamesAsync());
        Assert.Equal(0, await device.WaitingAsync());

        await device.EditAsync("s0", new() { Name = "edited" });
        await device.TrashAsync("s1");
        await device.SaveAsync("more");

        Assert.Equal(3, await device.WaitingAsync());
        Assert.Equal("mine s2 s3", await device.SyncedNamesAsync());
        await device.SyncAsync();
        Assert.Equal(0, await device.WaitingAsync());
        Assert.Equal("edited mine more s2 s3", await device.SyncedNamesAsync());
    }

    private static async Task<string> NamesAfterSyncAsync(MeetingDevice device)
    {
        await device.SyncAsync();
        return await device.NamesAsync();
    }
}
