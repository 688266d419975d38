using Fastshot.Core.Catalog;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;

namespace Fastshot.Testing.Sync;

/// <summary>What devices come to agree on wherever they meet, what it costs, and what they do when something is lost there.</summary>
public abstract class SyncContract
{
    /// <summary>How many requests a sync costs there.</summary>
    protected virtual SyncRequests Requests => SyncRequests.InBucket;

    /// <summary>A new, empty place; it is used by one test.</summary>
    protected abstract Task<Meeting> CreateMeetingAsync();

    [Fact]
    public async Task What_one_device_saves_the_other_lists_and_opens_byte_for_byte()
    {
        var meeting = await CreateMeetingAsync();
        var (first, second) = await meeting.TwoAsync();
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
    public async Task An_idle_sync_costs_what_it_must_and_no_more()
    {
        var meeting = await CreateMeetingAsync();
        var (first, _) = await meeting.TwoAsync();
        await first.SaveAsync();
        await first.SyncAsync();
        await first.SettleAsync();

        var report = await first.SyncAsync();

        Assert.Equal(Requests.Idle, report.Usage.WithoutBytes());
    }

    [Fact]
    public async Task A_save_costs_the_same_however_many_sessions_there_are()
    {
        var meeting = await CreateMeetingAsync();
        var (first, _) = await meeting.TwoAsync();
        for (var i = 0; i < 20; i++)
        {
            await first.SaveAsync();
        }

        await first.SyncAsync();
        await first.SaveAsync();
        var report = await first.SyncAsync();

        Assert.Equal(Requests.Save, report.Usage.WithoutBytes());
    }

    [Fact]
    public async Task A_change_of_another_device_costs_what_it_must_and_no_more()
    {
        var meeting = await CreateMeetingAsync();
        var (first, second) = await meeting.TwoAsync();
        await first.SaveAsync();
        await first.SyncAsync();
        await second.SettleAsync();
        await first.SaveAsync();
        await first.SyncAsync();

        var report = await second.SyncAsync();

        Assert.Equal((1, Requests.Change), (report.Pulled, report.Usage.WithoutBytes()));
    }

    [Fact]
    public async Task Edits_of_different_fields_on_two_devices_add_up()
    {
        var meeting = await CreateMeetingAsync();
        var (first, second) = await meeting.TwoAsync();
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
        var meeting = await CreateMeetingAsync();
        var (first, second) = await meeting.TwoAsync();
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
        var session = SessionReader.Read(saved.Again, again);
        Assert.Equal(["mine"], session.Text.Tags);
        Assert.Null(session.Trashed); // It is in sight, and not purged again a month later.
    }

    [Fact]
    public async Task A_purge_of_more_than_a_fifth_waits_for_consent_and_holds_back_nothing_else()
    {
        var meeting = await CreateMeetingAsync();
        var (first, second) = await meeting.TwoAsync();
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
        var meeting = await CreateMeetingAsync();
        var (first, _) = await meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.TrashAsync(id);
        for (var day = 0; day < 30; day++)
        {
            await first.SyncAsync();
            meeting.Time.Advance(TimeSpan.FromDays(1));
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
            meeting.Time.Advance(TimeSpan.FromDays(1));
            await first.SyncAsync();
        }

        Assert.IsType<Entry.Purged>(await first.EntryOfAsync(id));
    }

    [Fact]
    public async Task An_archive_is_collected_thirty_days_after_its_purge_was_joined_and_not_before()
    {
        var meeting = await CreateMeetingAsync();
        var (first, second) = await meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SaveAsync();
        await first.SyncAsync();
        await second.SyncAsync();
        await first.PurgeAsync(id);
        await second.SyncAsync();
        for (var day = 0; day < 29; day++)
        {
            meeting.Time.Advance(TimeSpan.FromDays(1));
            await second.SyncAsync();
        }

        Assert.Empty(await CollectAsync(second));
        meeting.Time.Advance(TimeSpan.FromDays(1));
        await second.SyncAsync();

        Assert.Single(await CollectAsync(second));
        using var library = await second.OpenAsync();
        Assert.Single(await meeting.StoreOf(library).ListAllAsync(VaultNames.SessionsPrefix, Deadline.Token));
    }

    [Fact]
    public async Task What_goes_with_a_purge_stays_there_as_long_as_the_purge_does_not_stand_there()
    {
        var meeting = await CreateMeetingAsync();
        var (first, _) = await meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        using (var library = await first.OpenAsync())
        {
            await library.TrashAsync([id], Deadline.Token);
            await first.RemoteOf(library).WishAsync([id], Deadline.Token);
        }

        meeting.PutsAreDenied = true;
        for (var day = 0; day < 40; day++)
        {
            await Record.ExceptionAsync(() => first.SyncAsync());
            meeting.Time.Advance(TimeSpan.FromDays(1));
        }

        Assert.Empty(await CollectAsync(first));
        meeting.PutsAreDenied = false;
        await first.SyncAsync();
        Assert.Single(await CollectAsync(first));
    }

    [Fact]
    public async Task A_description_of_another_vault_or_of_a_newer_format_stops_the_sync()
    {
        var meeting = await CreateMeetingAsync();
        var (first, _) = await meeting.TwoAsync();
        using var library = await first.OpenAsync();
        var store = meeting.StoreOf(library);
        await store.DeleteAsync(VaultNames.About, Deadline.Token); // Where an overwrite is seen late this one is not.
        await VaultPlace.DescribeAsync(store, VaultId.FromBytes(new byte[16]), meeting.Time.GetUtcNow(), Deadline.Token);

        Assert.Equal(VaultError.WrongKey, (await Assert.ThrowsAsync<VaultException>(() => first.SyncAsync())).Error);

        var newer = $$"""{"format":1,"kind":"about","vault":"{{library.Vault}}","created":"2026-01-01T00:00:00Z","minReader":9}""";
        await store.DeleteAsync(VaultNames.About, Deadline.Token);
        await store.PutAsync(
            VaultNames.About, ObjectContent.Of(System.Text.Encoding.UTF8.GetBytes(newer)), PutCondition.None, Deadline.Token);
        Assert.Equal(VaultError.NewerFormat, (await Assert.ThrowsAsync<VaultException>(() => first.SyncAsync())).Error);
    }

    [Fact]
    public async Task Records_and_archives_that_the_remote_lost_are_put_there_again_and_that_is_said()
    {
        var meeting = await CreateMeetingAsync();
        var (first, _) = await meeting.TwoAsync();
        await first.SaveAsync();
        await first.SyncAsync();
        using var library = await first.OpenAsync();
        var store = meeting.StoreOf(library);
        var before = await store.ListAllAsync("", Deadline.Token);
        foreach (var info in before.Where(info => info.Key != VaultNames.About))
        {
            await store.DeleteAsync(info.Key, Deadline.Token);
        }

        var report = await first.SyncAsync();

        Assert.Contains(new SyncNotice.WentBack(1), report.Notices);
        Assert.Equal(before.Select(info => info.Key), (await store.ListAllAsync("", Deadline.Token)).Select(info => info.Key));
    }

    [Fact]
    public async Task A_record_whose_pictures_are_lost_everywhere_is_put_there_again_all_the_same()
    {
        var meeting = await CreateMeetingAsync();
        var (first, second) = await meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        await second.SyncAsync();
        using var library = await second.OpenAsync();
        var store = meeting.StoreOf(library);
        foreach (var info in (await store.ListAllAsync("", Deadline.Token)).Where(info => info.Key != VaultNames.About))
        {
            await store.DeleteAsync(info.Key, Deadline.Token);
        }

        var report = await second.SyncAsync();

        Assert.Equal(id.Text, Assert.Single(report.Failed).Id);
        Assert.Single(await store.ListAllAsync(VaultNames.LogPrefix, Deadline.Token));
        Assert.Empty((await second.SyncAsync()).Failed);
    }

    [Fact]
    public async Task An_archive_that_is_damaged_on_this_device_is_never_sent()
    {
        var meeting = await CreateMeetingAsync();
        var (first, _) = await meeting.TwoAsync();
        await first.SaveAsync();
        using (var library = await first.OpenAsync())
        {
            var vault = new FolderStore(first.Files, "/home/library/vault", new SeededRandom(1));
            var archive = Assert.Single(await vault.ListAllAsync(VaultNames.SessionsPrefix, Deadline.Token)).Key;
            var bytes = (await vault.ReadSmallAsync(archive, 1 << 20, Deadline.Token))!;
            bytes[^1] ^= 1;
            await vault.PutAsync(archive, ObjectContent.Of(bytes), PutCondition.None, Deadline.Token);

            var report = await first.SyncAsync();

            Assert.NotEmpty(report.Failed);
            Assert.All(report.Failed, failure => Assert.Contains("damaged", failure.Message, StringComparison.Ordinal));
            Assert.Equal(0, report.Pushed);
            Assert.Empty(await meeting.StoreOf(library).ListAllAsync(VaultNames.SessionsPrefix, Deadline.Token));
        }
    }

    [Fact]
    public async Task A_clock_ten_years_off_changes_nothing_of_what_is_joined()
    {
        var meeting = await CreateMeetingAsync();
        var (first, second) = await meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        meeting.Time.ShiftWallClock(TimeSpan.FromDays(-3650));
        await second.SyncAsync();
        await second.EditAsync(id, new SessionEdit { Name = "later" });
        await second.SyncAsync();
        meeting.Time.ShiftWallClock(TimeSpan.FromDays(7300));

        await first.SyncAsync();

        var entry = Assert.IsType<Entry.Live>(await first.EntryOfAsync(id));
        Assert.Equal("later", SessionReader.Read(id, entry).Text.Name);
    }

    [Fact]
    public async Task Losing_what_a_device_remembers_of_its_remote_is_safe()
    {
        var meeting = await CreateMeetingAsync();
        var (first, second) = await meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        using var library = await first.OpenAsync();
        var memory = $"/home/library/sync-{library.Vault}.json";
        await first.Files.DeleteAsync(memory, Deadline.Token);
        await new AtomicFile(first.Files, new SeededRandom(1)).WriteAsync(memory, "{ damaged"u8.ToArray(), overwrite: true, Deadline.Token);

        Assert.Empty((await first.SyncAsync()).Failed);

        await second.SyncAsync();
        Assert.IsType<Entry.Live>(await second.EntryOfAsync(id));
    }

    [Fact]
    public async Task A_vault_that_is_gone_stops_the_sync_and_nothing_is_made_or_deleted()
    {
        var meeting = await CreateMeetingAsync();
        var (first, _) = await meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        foreach (var info in await meeting.Store.ListAllAsync("", Deadline.Token))
        {
            await meeting.Store.DeleteAsync(info.Key, Deadline.Token);
        }

        var failure = await Assert.ThrowsAsync<VaultException>(() => first.SyncAsync());

        Assert.Equal(VaultError.NoVault, failure.Error);
        Assert.IsType<Entry.Live>(await first.EntryOfAsync(id));
        Assert.Empty(await meeting.Store.ListAllAsync("", Deadline.Token));
    }

    [Fact]
    public async Task Objects_of_other_programs_disturb_nobody_and_are_left_alone()
    {
        var meeting = await CreateMeetingAsync();
        var (first, second) = await meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        using var library = await first.OpenAsync();
        string[] foreign =
        [
            "a", "fastshot/readme", $"fastshot/{library.Vault}/log/notes.txt", $"fastshot/{library.Vault}/log/Conflict (copy).age",
            $"fastshot/{library.Vault}/sessions/é+ &.age", "zz/last",
        ];
        foreach (var key in foreign)
        {
            await meeting.Store.PutAsync(ObjectKey.Parse(key), ObjectContent.Of("foreign"u8.ToArray()), PutCondition.None, Deadline.Token);
        }

        Assert.Empty((await second.SyncAsync()).Failed);

        Assert.IsType<Entry.Live>(await second.EntryOfAsync(id));
        Assert.Empty(foreign.Except((await meeting.Store.ListAllAsync("", Deadline.Token)).Select(info => info.Key.Value)));
    }

    [Fact]
    public async Task Pictures_that_are_not_what_their_name_says_are_refused_and_not_kept()
    {
        var meeting = await CreateMeetingAsync();
        var (first, second) = await meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        using var library = await second.OpenAsync();
        var store = meeting.StoreOf(library);
        var archive = Assert.Single(await store.ListAllAsync(VaultNames.SessionsPrefix, Deadline.Token));
        await store.DeleteAsync(archive.Key, Deadline.Token);
        await store.PutAsync(archive.Key, ObjectContent.Of(new byte[archive.Length]), PutCondition.None, Deadline.Token);

        var report = await second.SyncAsync(new SyncOptions { Download = DownloadChoice.All });

        Assert.Contains("damaged", Assert.Single(report.Failed).Message, StringComparison.Ordinal);
        Assert.Equal(0, report.Downloaded);
        Assert.False(await library.HasContentAsync(await library.FindAsync(id.Text, Deadline.Token), Deadline.Token));
    }

    private static async Task<IReadOnlyList<ArchiveName>> CollectAsync(MeetingDevice device)
    {
        using var library = await device.OpenAsync();
        return await device.RemoteOf(library).CollectAsync(isDryRun: false, _ => Task.FromResult(true), Deadline.Token);
    }
}
