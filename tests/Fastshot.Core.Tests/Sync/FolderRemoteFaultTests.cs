using Fastshot.Core.Catalog;
using Fastshot.Core.Crypto;
using Fastshot.Core.Format;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Testing.Stores;
using Fastshot.Testing.Sync;

namespace Fastshot.Core.Tests.Sync;

/// <summary>Devices that meet in a folder which is away, full, damaged, or not what it was.</summary>
public sealed class FolderRemoteFaultTests
{
    private readonly Meeting _meeting = new();

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
    public async Task A_change_whose_file_comes_after_a_purge_that_had_seen_a_later_one_is_kept()
    {
        var (first, second) = await _meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        await second.SyncAsync();
        using var mine = await first.OpenAsync();
        var store = _meeting.StoreOf(mine);
        await first.EditAsync(id, new SessionEdit { AddTags = ["mine"] });
        var before = await KeysAsync(store);
        await first.SyncAsync();
        var late = Assert.Single((await KeysAsync(store)).Except(before));
        var bytes = (await store.ReadSmallAsync(late, Limits.RecordBytes, Deadline.Token))!;
        await mine.TrashAsync([id], Deadline.Token);
        await first.SyncAsync();
        await store.DeleteAsync(late, Deadline.Token);
        await second.SyncAsync();
        using (var theirs = await second.OpenAsync())
        {
            await second.RemoteOf(theirs).WishAsync([id], Deadline.Token);
        }

        await second.SyncAsync();
        Assert.IsType<Entry.Purged>(await second.EntryOfAsync(id));
        await store.PutAsync(late, ObjectContent.Of(bytes), PutCondition.None, Deadline.Token);
        var report = await first.SyncAsync();

        var saved = Assert.IsType<SyncNotice.SavedAgain>(Assert.Single(report.Notices));
        var again = Assert.IsType<Entry.Live>(await first.EntryOfAsync(saved.Again));
        Assert.Equal(["mine"], SessionReader.Read(saved.Again, again).Text.Tags);
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

    /// <summary>In the middle of a sync that receives, purges and sends: before each of its requests in turn.</summary>
    [Theory]
    [InlineData(StoreError.Unavailable, false)]
    [InlineData(StoreError.Denied, false)]
    [InlineData(StoreError.NoSuchPlace, false)]
    [InlineData(StoreError.Full, true)]
    [InlineData(StoreError.Denied, true)]
    public async Task From_whatever_request_on_the_folder_fails_nothing_is_lost_and_the_next_sync_goes_on(StoreError error, bool isOfPuts)
    {
        var failures = 0;
        for (var at = 0; failures == at; at++)
        {
            var meeting = new Meeting();
            var (first, second) = await meeting.TwoAsync();
            var (edited, purged) = (await first.SaveAsync(), await first.SaveAsync());
            await first.SyncAsync();
            await second.SyncAsync();
            await second.EditAsync(edited, new SessionEdit { Name = "from the second" });
            var received = await second.SaveAsync();
            await second.SyncAsync();
            await first.EditAsync(edited, new SessionEdit { Description = "from the first" });
            var sent = await first.SaveAsync();
            await first.TrashAsync(purged);
            using (var library = await first.OpenAsync())
            {
                await first.RemoteOf(library).WishAsync([purged], Deadline.Token);
            }

            var calls = 0;
            meeting.FaultOf = call => (!isOfPuts || call.Verb is StoreVerb.Put) && calls++ >= at ? new Fault.Refused(error) : null;
            try
            {
                await first.SyncAsync();
            }
            catch (StoreException e)
            {
                Assert.Equal(error, e.Error);
                failures++;
            }

            meeting.FaultOf = _ => null;
            await first.SyncAsync();
            await second.SyncAsync(new SyncOptions { Download = DownloadChoice.All });
            await first.SyncAsync(new SyncOptions { Download = DownloadChoice.All });

            foreach (var id in (SessionId[])[edited, received, sent])
            {
                Assert.IsType<Entry.Live>(await first.EntryOfAsync(id));
                Assert.Equal(await first.EntryOfAsync(id), await second.EntryOfAsync(id));
            }

            Assert.IsType<Entry.Purged>(await second.EntryOfAsync(purged));
            var text = SessionReader.Read(edited, (Entry.Live)(await second.EntryOfAsync(edited))!).Text;
            Assert.Equal(("from the second", "from the first"), (text.Name, text.Description));
        }

        Assert.InRange(failures, isOfPuts ? 2 : 6, 100);
    }

    [Fact]
    public async Task Pieces_of_another_vault_and_of_a_newer_format_are_said_and_the_rest_is_received()
    {
        var (first, second) = await _meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        var store = VaultPlace.StoreOf(_meeting.Store, _meeting.Vault);
        using var secret = (await first.Keys.ReadAsync(Deadline.Token))!;
        var newer = $$$"""{"format":9,"kind":"record","vault":"{{{_meeting.Vault}}}","sessions":{}}""";
        var theirs = $$$"""{"format":1,"kind":"record","vault":"{{{VaultId.FromBytes(new byte[16])}}}","sessions":{}}""";
        foreach (var document in (string[])[newer, theirs])
        {
            var record = Age.Seal(
                Gzip.Pack(System.Text.Encoding.UTF8.GetBytes(document), Padme.Pad), secret.Key, Age.LogWorkFactorOfObjects, new SeededRandom(1));
            await store.PutAsync(VaultNames.Record(Digest.Of(record)), ObjectContent.Of(record), PutCondition.None, Deadline.Token);
        }

        var report = await second.SyncAsync();

        Assert.IsType<Entry.Live>(await second.EntryOfAsync(id));
        Assert.Equal(2, report.Failed.Length);
        Assert.Contains(report.Failed, failure => failure.Message.Contains("format 9", StringComparison.Ordinal));
        Assert.Contains(report.Failed, failure => failure.Message.Contains("another vault", StringComparison.Ordinal));
        Assert.Equal(3, (await KeysAsync(store)).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_disk_that_gives_a_lock_to_everybody_is_said(bool lies)
    {
        var (first, _) = await _meeting.TwoAsync();
        first.Files.LocksLie = lies;

        var report = await first.SyncAsync();

        Assert.Equal(lies, report.Notices.Contains(new SyncNotice.LocksLie()));
    }

    private static async Task<List<ObjectKey>> KeysAsync(IObjectStore store) =>
        [.. (await store.ListAllAsync(VaultNames.LogPrefix, Deadline.Token)).Select(info => info.Key)];
}
