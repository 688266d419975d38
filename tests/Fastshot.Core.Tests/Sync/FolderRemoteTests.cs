using Fastshot.Core.Catalog;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Tests.Sync;

/// <summary>Devices that meet in a folder, where all goes well: what they come to agree on, and what it costs.</summary>
public sealed class FolderRemoteTests
{
    private readonly Meeting _meeting = new();

    [Fact]
    public async Task What_one_device_saves_the_other_lists_and_opens_byte_for_byte()
    {
        var (first, second) = await _meeting.TwoAsync();
        var id = await first.SaveAsync();

        await first.SyncAsync();
        await second.SyncAsync(new SyncOptions { Download = DownloadChoice.All });

        using var library = await second.OpenAsync();
        var session = await library.FindAsync(id.Text, Deadline.Token);
        await using var content = await library.OpenContentAsync(session, Deadline.Token);
        var picture = await content.NextAsync(Deadline.Token);
        using var bytes = new MemoryStream();
        await picture!.Content.CopyToAsync(bytes, Deadline.Token);
        Assert.Equal("picture 1 of device 1"u8.ToArray(), bytes.ToArray());
    }

    [Fact]
    public async Task An_idle_sync_asks_for_the_description_and_one_listing()
    {
        var (first, _) = await _meeting.TwoAsync();
        await first.SaveAsync();
        await first.SyncAsync();

        var report = await first.SyncAsync();

        Assert.Equal((1, 1, 2), (report.Usage.Gets, report.Usage.Lists, report.Usage.Requests));
    }

    [Fact]
    public async Task A_save_costs_two_puts_however_many_sessions_there_are()
    {
        var (first, _) = await _meeting.TwoAsync();
        for (var i = 0; i < 20; i++)
        {
            await first.SaveAsync();
        }

        await first.SyncAsync();
        await first.SaveAsync();
        var report = await first.SyncAsync();

        Assert.Equal((2, 4), (report.Usage.Puts, report.Usage.Requests));
    }

    [Fact]
    public async Task A_change_of_another_device_costs_one_get_more()
    {
        var (first, second) = await _meeting.TwoAsync();
        await first.SaveAsync();
        await first.SyncAsync();
        await second.SyncAsync();
        await first.SaveAsync();
        await first.SyncAsync();

        var report = await second.SyncAsync();

        Assert.Equal((1, 3), (report.Pulled, report.Usage.Requests));
    }

    [Fact]
    public async Task Edits_of_different_fields_on_two_devices_add_up()
    {
        var (first, second) = await _meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        await second.SyncAsync();

        await first.EditAsync(id, new SessionEdit { Name = "named", AddTags = ["a"] });
        await second.EditAsync(id, new SessionEdit { Description = "described", AddTags = ["b"] });
        await first.SyncAsync();
        await second.SyncAsync();
        await first.SyncAsync();

        var entry = Assert.IsType<Entry.Live>(await first.EntryOfAsync(id));
        var text = SessionReader.Read(id, entry).Text;
        Assert.Equal(("named", "described", "a b"), (text.Name, text.Description, string.Join(' ', text.Tags)));
        Assert.Equal(entry, await second.EntryOfAsync(id));
    }

    [Fact]
    public async Task A_session_that_is_purged_on_one_device_while_the_other_edits_it_goes_on_under_another_id()
    {
        var (first, second) = await _meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        await second.SyncAsync();
        await second.EditAsync(id, new SessionEdit { AddTags = ["mine"] });

        await first.PurgeAsync(id);
        var report = await second.SyncAsync();

        var saved = Assert.IsType<SyncNotice.SavedAgain>(Assert.Single(report.Notices));
        Assert.IsType<Entry.Purged>(await second.EntryOfAsync(id));
        await first.SyncAsync();
        var again = Assert.IsType<Entry.Live>(await first.EntryOfAsync(saved.Again));
        Assert.Equal(["mine"], SessionReader.Read(saved.Again, again).Text.Tags);
    }

    [Fact]
    public async Task A_purge_of_more_than_a_fifth_waits_for_consent_and_holds_back_nothing_else()
    {
        var (first, second) = await _meeting.TwoAsync();
        var ids = new List<SessionId>();
        for (var i = 0; i < 10; i++)
        {
            ids.Add(await first.SaveAsync());
        }

        await first.SyncAsync();
        await second.SyncAsync();
        await first.PurgeAsync([.. ids.Take(3)]);
        var added = await first.SaveAsync();
        await first.SyncAsync();

        var report = await second.SyncAsync();

        Assert.Equal(new SyncNotice.HeldBack(3, 11), Assert.Single(report.Notices));
        Assert.True(report.IsIncomplete);
        Assert.IsType<Entry.Live>(await second.EntryOfAsync(ids[0]));
        Assert.IsType<Entry.Live>(await second.EntryOfAsync(added));

        await second.SyncAsync(new SyncOptions { AllowsDeletions = true });
        Assert.IsType<Entry.Purged>(await second.EntryOfAsync(ids[0]));
    }

    [Fact]
    public async Task A_session_is_purged_when_it_was_seen_in_the_trash_on_thirty_days_and_another_trashing_counts_anew()
    {
        var (first, _) = await _meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.TrashAsync(id);
        for (var day = 0; day < 30; day++)
        {
            await first.SyncAsync();
            _meeting.Time.Advance(TimeSpan.FromDays(1));
        }

        using (var library = await first.OpenAsync())
        {
            await library.RestoreAsync([id], Deadline.Token);
            await library.TrashAsync([id], Deadline.Token);
        }

        await first.SyncAsync();
        Assert.IsType<Entry.Live>(await first.EntryOfAsync(id));
        for (var day = 0; day < 30; day++)
        {
            _meeting.Time.Advance(TimeSpan.FromDays(1));
            await first.SyncAsync();
        }

        Assert.IsType<Entry.Purged>(await first.EntryOfAsync(id));
    }

    [Fact]
    public async Task An_archive_is_collected_thirty_days_after_its_purge_was_joined_and_not_before()
    {
        var (first, second) = await _meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SaveAsync();
        await first.SyncAsync();
        await second.SyncAsync();
        await first.PurgeAsync(id);
        await second.SyncAsync();
        for (var day = 0; day < 29; day++)
        {
            _meeting.Time.Advance(TimeSpan.FromDays(1));
            await second.SyncAsync();
        }

        Assert.Empty(await CollectAsync(second));
        _meeting.Time.Advance(TimeSpan.FromDays(1));
        await second.SyncAsync();

        Assert.Single(await CollectAsync(second));
        using var library = await second.OpenAsync();
        Assert.Single(await _meeting.StoreOf(library).ListAllAsync(VaultNames.SessionsPrefix, Deadline.Token));
    }

    private static async Task<IReadOnlyList<ArchiveName>> CollectAsync(MeetingDevice device)
    {
        using var library = await device.OpenAsync();
        return await device.RemoteOf(library).CollectAsync(isDryRun: false, _ => Task.FromResult(true), Deadline.Token);
    }
}
