using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Tests.Sync;

/// <summary>Devices that meet in a folder which is away, full, damaged, or not what it was.</summary>
public sealed class FolderRemoteFaultTests
{
    private readonly Meeting _meeting = new();

    [Fact]
    public async Task A_vault_that_is_gone_stops_the_sync_and_changes_nothing()
    {
        var (first, _) = await _meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        _meeting.Nas.RemoveFolder($"{Meeting.Place}/fastshot");

        var failure = await Assert.ThrowsAsync<VaultException>(() => first.SyncAsync());

        Assert.Equal(VaultError.NoVault, failure.Error);
        Assert.IsType<Entry.Live>(await first.EntryOfAsync(id));
        Assert.Empty(await _meeting.Store.ListAllAsync("", Deadline.Token));
    }

    [Fact]
    public async Task A_folder_that_is_away_is_unreachable_and_the_next_sync_goes_on()
    {
        var (first, _) = await _meeting.TwoAsync();
        await first.SaveAsync();
        _meeting.Nas.Deny(Meeting.Place);
        await Assert.ThrowsAsync<StoreException>(() => first.SyncAsync());

        _meeting.Nas.Allow(Meeting.Place);

        Assert.Equal(1, (await first.SyncAsync()).Pushed);
    }

    [Fact]
    public async Task A_description_of_another_vault_or_of_a_newer_format_stops_the_sync()
    {
        var (first, _) = await _meeting.TwoAsync();
        using var library = await first.OpenAsync();
        var store = _meeting.StoreOf(library);
        await VaultPlace.DescribeAsync(store, VaultId.FromBytes(new byte[16]), _meeting.Time.GetUtcNow(), Deadline.Token);

        Assert.Equal(VaultError.WrongKey, (await Assert.ThrowsAsync<VaultException>(() => first.SyncAsync())).Error);

        var newer = $$"""{"format":1,"kind":"about","vault":"{{library.Vault}}","created":"2026-01-01T00:00:00Z","minReader":9}""";
        await store.PutAsync(
            VaultNames.About, ObjectContent.Of(System.Text.Encoding.UTF8.GetBytes(newer)), PutCondition.None, Deadline.Token);
        Assert.Equal(VaultError.NewerFormat, (await Assert.ThrowsAsync<VaultException>(() => first.SyncAsync())).Error);
    }

    [Fact]
    public async Task A_record_that_comes_in_parts_is_left_alone_until_it_is_whole()
    {
        var (first, second) = await _meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        using var library = await second.OpenAsync();
        var store = _meeting.StoreOf(library);
        var record = Assert.Single(await store.ListAllAsync(VaultNames.LogPrefix, Deadline.Token)).Key;
        var whole = (await store.ReadSmallAsync(record, Limits.RecordBytes, Deadline.Token))!;
        await store.PutAsync(record, ObjectContent.Of(whole.AsMemory(0, whole.Length / 2)), PutCondition.None, Deadline.Token);

        var report = await second.SyncAsync();

        Assert.Single(report.Failed);
        Assert.Null(await second.EntryOfAsync(id));
        await store.PutAsync(record, ObjectContent.Of(whole), PutCondition.None, Deadline.Token);
        Assert.Empty((await second.SyncAsync()).Failed);
        Assert.IsType<Entry.Live>(await second.EntryOfAsync(id));
    }

    [Fact]
    public async Task Foreign_files_and_conflict_copies_disturb_nobody()
    {
        var (first, second) = await _meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        using var library = await first.OpenAsync();
        var log = $"{Meeting.Place}/fastshot/{library.Vault}/log";
        foreach (var name in (string[])["notes.txt", "Conflict (copy).age", ".hidden"])
        {
            await using var file = await _meeting.Nas.CreateAsync($"{log}/{name}", Deadline.Token);
            await file.WriteAsync("foreign"u8.ToArray(), Deadline.Token);
        }

        Assert.Empty((await second.SyncAsync()).Failed);
        Assert.IsType<Entry.Live>(await second.EntryOfAsync(id));
        Assert.NotNull(await _meeting.Nas.StatAsync($"{log}/notes.txt", Deadline.Token));
    }

    [Fact]
    public async Task Records_and_archives_that_the_remote_lost_are_put_there_again_and_that_is_said()
    {
        var (first, _) = await _meeting.TwoAsync();
        await first.SaveAsync();
        await first.SyncAsync();
        using var library = await first.OpenAsync();
        var store = _meeting.StoreOf(library);
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
        var (first, second) = await _meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        await second.SyncAsync();
        using var library = await second.OpenAsync();
        var store = _meeting.StoreOf(library);
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
        var (first, _) = await _meeting.TwoAsync();
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
            Assert.Empty(await _meeting.StoreOf(library).ListAllAsync(VaultNames.SessionsPrefix, Deadline.Token));
        }
    }

    [Fact]
    public async Task A_full_remote_is_said_and_the_sync_goes_on_when_there_is_room()
    {
        var (first, second) = await _meeting.TwoAsync();
        var id = await first.SaveAsync();
        _meeting.Nas.CapacityBytes = 100;
        Assert.Equal(StoreError.Full, (await Assert.ThrowsAsync<StoreException>(() => first.SyncAsync())).Error);

        _meeting.Nas.CapacityBytes = null;
        await first.SyncAsync();
        await second.SyncAsync();

        Assert.IsType<Entry.Live>(await second.EntryOfAsync(id));
    }

    [Fact]
    public async Task Only_one_process_syncs_a_library_at_a_time()
    {
        var (first, _) = await _meeting.TwoAsync();
        using var library = await first.OpenAsync();
        await using var other = await first.Files.TryLockAsync($"/home/library/sync-{library.Vault}.json.lock", Deadline.Token);

        var failure = await Assert.ThrowsAsync<LibraryException>(() => first.SyncAsync());

        Assert.Equal(LibraryError.InUse, failure.Error);
    }

    [Fact]
    public async Task A_clock_ten_years_off_changes_nothing_of_what_is_joined()
    {
        var (first, second) = await _meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        _meeting.Time.ShiftWallClock(TimeSpan.FromDays(-3650));
        await second.SyncAsync();
        await second.EditAsync(id, new SessionEdit { Name = "later" });
        await second.SyncAsync();
        _meeting.Time.ShiftWallClock(TimeSpan.FromDays(7300));

        await first.SyncAsync();

        var entry = Assert.IsType<Entry.Live>(await first.EntryOfAsync(id));
        Assert.Equal("later", SessionReader.Read(id, entry).Text.Name);
    }

    [Fact]
    public async Task Losing_what_a_device_remembers_of_its_remote_is_safe()
    {
        var (first, second) = await _meeting.TwoAsync();
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
}
