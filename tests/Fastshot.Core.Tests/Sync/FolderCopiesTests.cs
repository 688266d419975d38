using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Testing.Sync;

namespace Fastshot.Core.Tests.Sync;

/// <summary>A folder that a tool carries between machines: what it calls a file says nothing of what the file is.</summary>
public sealed class FolderCopiesTests
{
    private readonly Meeting _meeting = new();

    /// <summary>How the tools call the second file of a name: the name itself stands before or in the middle.</summary>
    public static TheoryData<string> Names =>
    [
        "{0} (Anna's conflicted copy 2026-11-26).age", // Dropbox
        "{0} (Anna's MacBook Pro's conflicted copy 2026-11-26 (1)).age",
        "{0}.sync-conflict-20261126-101500-ABCDEFG.age", // Syncthing
        "{0}-ANNAS-LAPTOP.age", // OneDrive
        "{0} (conflicted copy 2026-11-26 101500).age", // Nextcloud
        "{0}_conflict-20261126-101500.age", // ownCloud
        "{0} (1).age", // Google Drive
        "{0} 2.age", // iCloud Drive
        "{0}.Conflict.age", // Resilio
        "{0}.age.bak",
    ];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_record_that_lies_there_under_a_tools_name_is_used_and_its_file_is_left_alone(string name)
    {
        var (first, second, id) = await SavedAsync();
        var (record, bytes) = await OnlyAsync(VaultNames.LogPrefix);
        var copy = await CopyAsync(record, bytes, name);
        await _meeting.Nas.DeleteAsync(PathOf(record.Value), Deadline.Token);

        var report = await second.SyncAsync();

        Assert.Equal(new SyncNotice.CopiesUsed(1), Assert.Single(report.Notices));
        Assert.IsType<Entry.Live>(await second.EntryOfAsync(id));
        Assert.NotNull(await _meeting.Nas.StatAsync(copy, Deadline.Token));
        Assert.Equal(bytes, await ReadAsync(record));
        Assert.Empty((await first.SyncAsync()).Failed);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Where_the_file_of_its_own_name_was_cut_the_copy_is_used(string name)
    {
        var (_, second, id) = await SavedAsync();
        var (record, bytes) = await OnlyAsync(VaultNames.LogPrefix);
        await CopyAsync(record, bytes, name);
        await WriteAsync(PathOf(record.Value), bytes[..100]);

        Assert.Empty((await second.SyncAsync()).Failed);

        Assert.IsType<Entry.Live>(await second.EntryOfAsync(id));
        Assert.Equal(bytes, await ReadAsync(record));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Pictures_that_lie_there_under_a_tools_name_are_opened(string name)
    {
        var (_, second, id) = await SavedAsync();
        var (archive, bytes) = await OnlyAsync(VaultNames.SessionsPrefix);
        await CopyAsync(archive, bytes, name);
        await WriteAsync(PathOf(archive.Value), bytes[..200]);

        var report = await second.SyncAsync(new SyncOptions { Download = DownloadChoice.All });

        Assert.Equal((1, 0), (report.Downloaded, report.Failed.Length));
        using var library = await second.OpenAsync();
        Assert.True(await library.HasContentAsync(await library.FindAsync(id.Text, Deadline.Token), Deadline.Token));
        await _meeting.Nas.DeleteAsync(PathOf(archive.Value), Deadline.Token);
        var third = await _meeting.JoinAsync(second);
        Assert.Equal(1, (await third.SyncAsync(new SyncOptions { Download = DownloadChoice.All })).Downloaded);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_checkpoint_and_its_segment_are_used_likewise(string name)
    {
        var (first, second) = await _meeting.TwoAsync();
        var ids = new List<SessionId>();
        for (var i = 0; i < 6; i++)
        {
            ids.Add(await first.SaveAsync());
        }

        await first.SyncAsync(new SyncOptions { Sizes = new CompactionSizes { RecordsMin = 2 } });
        foreach (var prefix in (string[])[VaultNames.CheckpointsPrefix, VaultNames.SegmentsPrefix])
        {
            var (piece, bytes) = await OnlyAsync(prefix);
            await CopyAsync(piece, bytes, name);
            await _meeting.Nas.DeleteAsync(PathOf(piece.Value), Deadline.Token);
        }

        foreach (var record in await KeysAsync(VaultNames.LogPrefix))
        {
            await _meeting.Nas.DeleteAsync(PathOf(record.Value), Deadline.Token);
        }

        var report = await second.SyncAsync();

        Assert.Equal([new SyncNotice.CopiesUsed(2)], report.Notices);
        foreach (var id in ids)
        {
            Assert.Equal(await first.EntryOfAsync(id), await second.EntryOfAsync(id));
        }
    }

    [Fact]
    public async Task A_copy_that_comes_in_parts_is_used_when_it_is_whole()
    {
        var (_, second, id) = await SavedAsync();
        var (record, bytes) = await OnlyAsync(VaultNames.LogPrefix);
        var copy = await CopyAsync(record, bytes[..300], "{0} (1).age");
        await _meeting.Nas.DeleteAsync(PathOf(record.Value), Deadline.Token);
        Assert.Empty((await second.SyncAsync()).Notices);
        Assert.Null(await second.EntryOfAsync(id));

        _meeting.Time.Advance(TimeSpan.FromMinutes(1));
        await WriteAsync(copy, bytes);
        await second.SyncAsync();

        Assert.IsType<Entry.Live>(await second.EntryOfAsync(id));
    }

    [Fact]
    public async Task What_is_nothing_is_read_once_and_read_again_when_it_has_changed()
    {
        var (_, second, _) = await SavedAsync();
        await second.SyncAsync();
        var note = PathOf($"{VaultNames.LogPrefix}notes (1).txt");
        await WriteAsync(note, "foreign"u8.ToArray());

        Assert.Equal(SyncRequests.InFolder.Idle with { Gets = 2 }, (await second.SyncAsync()).Usage.WithoutBytes());
        Assert.Equal(SyncRequests.InFolder.Idle, (await second.SyncAsync()).Usage.WithoutBytes());
        await WriteAsync(note, "foreign, and longer"u8.ToArray());
        Assert.Equal(SyncRequests.InFolder.Idle with { Gets = 2 }, (await second.SyncAsync()).Usage.WithoutBytes());
        Assert.NotNull(await _meeting.Nas.StatAsync(note, Deadline.Token));
    }

    [Fact]
    public async Task A_copy_of_what_is_there_or_of_another_vault_changes_nothing()
    {
        var (_, second, _) = await SavedAsync();
        var (record, bytes) = await OnlyAsync(VaultNames.LogPrefix);
        var before = await KeysAsync(VaultNames.LogPrefix);
        await CopyAsync(record, bytes, "{0} (1).age");
        var stranger = await new Meeting().FirstAsync();
        await stranger.SaveAsync();
        using (var library = await stranger.OpenAsync())
        {
            var foreign = (await library.Objects.PiecesAsync(Deadline.Token)).Of(PieceKind.Record)[0];
            var content = (await library.Objects.SealedAsync(foreign, Deadline.Token))!;
            await using var stream = await content.OpenAsync(Deadline.Token);
            using var read = new MemoryStream();
            await stream.CopyToAsync(read, Deadline.Token);
            await WriteAsync(PathOf($"{VaultNames.LogPrefix}theirs.age"), read.ToArray());
        }

        var report = await second.SyncAsync();

        Assert.Empty(report.Notices);
        Assert.Empty(report.Failed);
        Assert.Empty(before.Except(await KeysAsync(VaultNames.LogPrefix)));
        Assert.Equal(before.Count + 2, (await KeysAsync(VaultNames.LogPrefix)).Count);
    }

    [Fact]
    public async Task Where_nothing_may_be_written_that_is_said_and_the_rest_is_received()
    {
        var (first, second, id) = await SavedAsync();
        var (record, bytes) = await OnlyAsync(VaultNames.LogPrefix);
        var other = await first.SaveAsync();
        await first.SyncAsync();
        await second.SyncAsync();
        var third = await _meeting.JoinAsync(first);
        await third.SyncAsync();
        await CopyAsync(record, bytes, "{0} (1).age");
        await _meeting.Nas.DeleteAsync(PathOf(record.Value), Deadline.Token);
        var fourth = await _meeting.JoinAsync(first);
        _meeting.PutsAreDenied = true;

        var report = await fourth.SyncAsync();

        Assert.Contains(report.Failed, failure => failure.Message.Contains("cannot be put in its place", StringComparison.Ordinal));
        Assert.IsType<Entry.Live>(await fourth.EntryOfAsync(other));
        _meeting.PutsAreDenied = false;
        await fourth.SyncAsync();
        Assert.IsType<Entry.Live>(await fourth.EntryOfAsync(id));
    }

    /// <summary>A session that is there, and a device that has not heard of it.</summary>
    private async Task<(MeetingDevice First, MeetingDevice Second, SessionId Id)> SavedAsync()
    {
        var (first, second) = await _meeting.TwoAsync();
        var id = await first.SaveAsync();
        await first.SyncAsync();
        return (first, second, id);
    }

    private async Task<(ObjectKey Key, byte[] Bytes)> OnlyAsync(string prefix)
    {
        var key = Assert.Single(await KeysAsync(prefix));
        return (key, await ReadAsync(key));
    }

    private async Task<List<ObjectKey>> KeysAsync(string prefix) =>
        [.. (await Store().ListAllAsync(prefix, Deadline.Token)).Select(info => info.Key)];

    private async Task<byte[]> ReadAsync(ObjectKey key) => (await Store().ReadSmallAsync(key, 1 << 20, Deadline.Token))!;

    private async Task<string> CopyAsync(ObjectKey key, byte[] bytes, string name)
    {
        var path = PathOf(key.Value);
        var copy = Path.Combine(Path.GetDirectoryName(path)!, name.Replace("{0}", Path.GetFileNameWithoutExtension(path), StringComparison.Ordinal));
        await WriteAsync(copy, bytes);
        return copy;
    }

    private async Task WriteAsync(string path, byte[] bytes)
    {
        await _meeting.Nas.DeleteAsync(path, Deadline.Token);
        await using var file = await _meeting.Nas.CreateAsync(path, Deadline.Token);
        await file.WriteAsync(bytes, Deadline.Token);
    }

    private string PathOf(string key) => $"{Meeting.Place}/fastshot/{_meeting.Vault}/{key}";

    private PrefixedStore Store() => VaultPlace.StoreOf(_meeting.Store, _meeting.Vault);
}
