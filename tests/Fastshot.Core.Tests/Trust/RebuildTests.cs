using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Trust;
using Fastshot.Core.Vault;
using Fastshot.Testing.Simulation;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Trust;

/// <summary>What is made anew where only a part is left: a list from pictures alone, a remote from a device.</summary>
public sealed class RebuildTests : TrustTests
{
    private static readonly SyncOptions Often = new()
    {
        Sizes = new CompactionSizes { RecordsMin = 2, TierWidth = 3 },
    };

    [Fact]
    public async Task Where_every_piece_is_gone_sessions_are_listed_by_their_archives_with_all_their_versions()
    {
        await StartWithVersionsAsync();
        await RemovePiecesAsync(There);
        var second = await Meeting.JoinAsync(Device);
        await second.SyncAsync();
        using (var library = await second.OpenAsync())
        {
            Assert.Equal(0, (await library.CountAsync(Deadline.Token)).Sessions);
            var report = await new ArchiveAdoption(library, There).RunAsync(cancellationToken: Deadline.Token);
            Assert.Equal((4, 0), (report.Repaired.Length, report.Left.Length));
            Assert.Equal(0, await new ArchiveAdoption(library, There).CountAsync(Deadline.Token));
        }

        await second.SyncAsync();
        var third = await Meeting.JoinAsync(Device);
        await third.SyncAsync(new SyncOptions { Download = DownloadChoice.All });
        using var fresh = await third.OpenAsync();
        var sessions = (await fresh.QueryAsync(new(), Deadline.Token)).Sessions;
        Assert.Equal(["session 0", "session 1", "session 2"], sessions.Select(one => one.Text.Name).Order());
        Assert.Equal(1, sessions.Sum(one => one.OtherVersions.Length));
        foreach (var session in sessions)
        {
            await using var content = await fresh.OpenContentAsync(session, Deadline.Token);
            await content.ReadToEndAsync(Deadline.Token);
        }
    }

    [Fact]
    public async Task Two_devices_that_do_so_at_once_and_one_that_was_stopped_in_between_list_the_same()
    {
        await StartWithVersionsAsync();
        await RemovePiecesAsync(There);
        var (second, third) = (await Meeting.JoinAsync(Device), await Meeting.JoinAsync(Device));
        using var here = await second.OpenAsync();
        using var elsewhere = await third.OpenAsync();

        // Stopped before each request in turn, until none is left.
        for (var (stopAt, isOver) = (1, false); !isOver; stopAt++)
        {
            var calls = 0;
            var faulty = new FaultyStore(There, _ => ++calls == stopAt ? new Fault.Refused(StoreError.Unavailable) : null);
            try
            {
                await new ArchiveAdoption(here, faulty).RunAsync(cancellationToken: Deadline.Token);
                isOver = true;
            }
            catch (StoreException)
            {
                Assert.InRange(stopAt, 1, 20);
            }
        }

        await new ArchiveAdoption(elsewhere, There).RunAsync(cancellationToken: Deadline.Token);
        var ids = (await here.QueryAsync(new(), Deadline.Token)).Sessions.Select(one => one.Id).ToList();
        Assert.Equal(3, ids.Count);
        foreach (var id in ids)
        {
            Assert.Equal(await here.EntryOfAsync(id, Deadline.Token), await elsewhere.EntryOfAsync(id, Deadline.Token));
        }
    }

    [Fact]
    public async Task A_version_whose_archive_shows_later_is_another_version_of_its_session()
    {
        await StartWithVersionsAsync();
        await RemovePiecesAsync(There);
        using var library = await (await Meeting.JoinAsync(Device)).OpenAsync();
        var replaced = (await Library.QueryAsync(new(), Deadline.Token)).Sessions.Single(one => one.Content!.Version.Counter > 1);
        var key = VaultNames.Archive(replaced.Content!.Archive!.Value.Sha256);
        var late = (await There.ReadAsync(key.Value))!;
        await There.DeleteAsync(key, Deadline.Token);
        await new ArchiveAdoption(library, There).RunAsync(cancellationToken: Deadline.Token);

        await There.PutAsync(key.Value, late);
        var report = await new ArchiveAdoption(library, There).RunAsync(cancellationToken: Deadline.Token);

        Assert.Equal(key.Value, Assert.Single(report.Repaired).ObjectName);
        Assert.Single((await library.FindAsync(replaced.Id.Text, Deadline.Token)).OtherVersions);
    }

    [Fact]
    public async Task What_was_deleted_for_good_is_not_listed_again()
    {
        await StartAsync(sessions: 2);
        var purged = (await Library.QueryAsync(new(), Deadline.Token)).Sessions[0].Id;
        await Library.TrashAsync([purged], Deadline.Token);
        await Library.PurgeAsync([purged], Deadline.Token);

        var report = await new ArchiveAdoption(Library, There).RunAsync(cancellationToken: Deadline.Token);

        Assert.Empty(report.Repaired);
        Assert.IsType<Entry.Purged>(await Library.EntryOfAsync(purged, Deadline.Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_remote_that_was_emptied_is_published_again_and_a_new_device_has_it_all(bool isCompacted)
    {
        await StartAsync(sessions: 6);
        if (isCompacted)
        {
            await Device.RemoteOf(Library).SyncAsync(Often, progress: null, Deadline.Token);
            Assert.NotEmpty((await Library.Objects.PiecesAsync(Deadline.Token)).Of(PieceKind.Checkpoint));
        }

        await Library.SaveAsync(SimulatedDevice.SessionOf("device 1", 7), progress: null, Deadline.Token);
        await RemoveAllAsync();
        await Assert.ThrowsAsync<VaultException>(() => Device.RemoteOf(Library).SyncAsync(Often, progress: null, Deadline.Token));
        foreach (var copy in await Library.Objects.Store.ListAllAsync(VaultNames.KeysPrefix, Deadline.Token))
        {
            await Library.Objects.Store.DeleteAsync(copy.Key, Deadline.Token);
        }

        var trust = SideOf(Side.There).Trust;
        Assert.False(await trust.HasKeyFileAsync(Deadline.Token));

        await trust.PublishAgainAsync("a new passphrase"u8.ToArray(), Deadline.Token);
        await Device.RemoteOf(Library).SyncAsync(Often, progress: null, Deadline.Token);

        Assert.True(await trust.HasKeyFileAsync(Deadline.Token));
        Assert.True((await trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token)).IsHealthy);
        await AssertAllThereAsync(sessions: 7);
    }

    [Fact]
    public async Task A_remote_that_went_back_is_published_again_with_its_pictures_whenever_that_is_stopped()
    {
        await StartAsync(sessions: 2);
        var before = await SnapshotAsync();
        await Library.SaveAsync(SimulatedDevice.SessionOf("device 1", 3), progress: null, Deadline.Token);
        await Device.RemoteOf(Library).SyncAsync(new(), progress: null, Deadline.Token);
        await RemoveAllAsync();
        foreach (var (key, bytes) in before.Where(one => !one.Key.Value.StartsWith(VaultNames.SessionsPrefix, StringComparison.Ordinal)))
        {
            await There.PutAsync(key.Value, bytes);
        }

        // As where a sync was stopped after it noted what stands there, and before it looked for pictures.
        await SyncedSessions.ForgetAsync(Device.Files, $"{Testing.Sync.MeetingDevice.Home}/sync-{Library.Vault}.json", Deadline.Token);
        await SideOf(Side.There).Trust.PublishAgainAsync(passphrase: null, Deadline.Token);
        await Device.RemoteOf(Library).SyncAsync(new(), progress: null, Deadline.Token);

        await AssertAllThereAsync(sessions: 3);
    }

    [Fact]
    public async Task A_vault_of_a_newer_format_is_not_published_over()
    {
        await StartAsync(sessions: 1);
        var newer = System.Text.Encoding.UTF8.GetBytes(
            $$"""{"format":1,"kind":"about","vault":"{{Library.Vault}}","created":"2026-01-01T00:00:00Z","minReader":9}""");
        await There.PutAsync(VaultNames.About.Value, newer);

        var refused = await Assert.ThrowsAsync<VaultException>(
            () => SideOf(Side.There).Trust.PublishAgainAsync("another one"u8.ToArray(), Deadline.Token));

        Assert.Equal(VaultError.NewerFormat, refused.Error);
        Assert.Equal(newer, await There.ReadAsync(VaultNames.About.Value));
        Assert.Single(await There.ListAllAsync(VaultNames.KeysPrefix, Deadline.Token));
    }

    private async Task StartWithVersionsAsync()
    {
        await StartAsync(sessions: 3);
        var session = (await Library.QueryAsync(new(), Deadline.Token)).Sessions[0];
        await Library.Contents.ReplaceAsync(
            session.Id, SimulatedDevice.SessionOf("device 1", 9) with { Text = session.Text }, Deadline.Token);
        await Device.RemoteOf(Library).SyncAsync(new(), progress: null, Deadline.Token);
    }

    private static async Task RemovePiecesAsync(IObjectStore store)
    {
        foreach (var prefix in (string[])[VaultNames.LogPrefix, VaultNames.CheckpointsPrefix, VaultNames.SegmentsPrefix])
        {
            foreach (var info in await store.ListAllAsync(prefix, Deadline.Token))
            {
                await store.DeleteAsync(info.Key, Deadline.Token);
            }
        }
    }

    private async Task<Dictionary<ObjectKey, byte[]>> SnapshotAsync()
    {
        var all = new Dictionary<ObjectKey, byte[]>();
        foreach (var info in await There.ListAllAsync("", Deadline.Token))
        {
            all[info.Key] = (await There.ReadAsync(info.Key.Value))!;
        }

        return all;
    }

    private async Task RemoveAllAsync()
    {
        foreach (var info in await There.ListAllAsync("", Deadline.Token))
        {
            await There.DeleteAsync(info.Key, Deadline.Token);
        }
    }

    private async Task AssertAllThereAsync(int sessions)
    {
        var fresh = await Meeting.JoinAsync(Device);
        await fresh.SyncAsync(new SyncOptions { Download = DownloadChoice.All });
        using var library = await fresh.OpenAsync();
        var all = (await library.QueryAsync(new(), Deadline.Token)).Sessions;
        Assert.Equal(sessions, all.Length);
        foreach (var session in all)
        {
            Assert.True(await library.HasContentAsync(session, Deadline.Token));
            Assert.Equal(await Library.EntryOfAsync(session.Id, Deadline.Token), await library.EntryOfAsync(session.Id, Deadline.Token));
        }
    }
}
