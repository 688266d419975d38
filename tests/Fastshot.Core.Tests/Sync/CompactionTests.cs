using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Testing.Sync;

namespace Fastshot.Core.Tests.Sync;

/// <summary>How many small pieces become few large ones, and what becomes of what they hold.</summary>
public sealed class CompactionTests
{
    private static readonly SyncOptions Often = new()
    {
        Sizes = new CompactionSizes { RecordsMin = 2, TierWidth = 3 },
    };

    private readonly Meeting _meeting = new();

    [Fact]
    public async Task Many_records_become_one_segment_that_a_checkpoint_names_and_go_from_the_device()
    {
        var first = await _meeting.FirstAsync();
        await SaveAsync(first, 6);

        await first.SyncAsync(Often);

        var there = await PiecesThereAsync(first);
        Assert.Equal((6, 1, 1), Counts(there));
        Assert.Equal((0, 1, 1), Counts(await PiecesHereAsync(first)));
    }

    [Fact]
    public async Task A_new_device_reads_the_checkpoint_and_its_segment_and_none_of_the_records()
    {
        var first = await _meeting.FirstAsync();
        var ids = await SaveAsync(first, 6);
        await first.SyncAsync(Often);

        var second = await _meeting.JoinAsync(first);
        var report = await second.SyncAsync(Often);

        Assert.Equal((2, 3), (report.Pulled, report.Usage.Gets));
        foreach (var id in ids)
        {
            Assert.Equal(await first.EntryOfAsync(id), await second.EntryOfAsync(id));
        }
    }

    [Fact]
    public async Task What_a_checkpoint_covers_goes_from_the_place_when_it_was_seen_whole_on_enough_days()
    {
        var first = await _meeting.FirstAsync();
        await SaveAsync(first, 6);
        await first.SyncAsync(Often);
        await first.SyncAsync(Often);
        for (var day = 0; day < Often.Sizes.DaysInFolder - 1; day++)
        {
            _meeting.Time.Advance(TimeSpan.FromDays(1));
            await first.SyncAsync(Often);
        }

        await first.SyncAsync(Often);
        Assert.Equal((6, 1, 1), Counts(await PiecesThereAsync(first)));
        _meeting.Time.Advance(TimeSpan.FromDays(1));
        await first.SyncAsync(Often);
        await first.SyncAsync(Often);

        Assert.Equal((0, 1, 1), Counts(await PiecesThereAsync(first)));
    }

    [Fact]
    public async Task Segments_of_one_tier_become_one_and_entries_keep_what_they_are()
    {
        var first = await _meeting.FirstAsync();
        var ids = new List<SessionId>();
        var most = 0;
        for (var round = 0; round < 8; round++)
        {
            ids.AddRange(await SaveAsync(first, 6));
            await first.EditAsync(ids[0], new Fastshot.Core.Catalog.SessionEdit { Name = $"round {round}" });
            await first.SyncAsync(Often);
            most = Math.Max(most, (await PiecesHereAsync(first)).Of(PieceKind.Segment).Count);
        }

        Assert.InRange(most, 2, 5);
        var second = await _meeting.JoinAsync(first);
        await second.SyncAsync(Often);
        foreach (var id in ids)
        {
            Assert.Equal(await first.EntryOfAsync(id), await second.EntryOfAsync(id));
        }
    }

    [Fact]
    public async Task The_index_can_be_made_anew_from_segments()
    {
        var first = await _meeting.FirstAsync();
        var ids = await SaveAsync(first, 6);
        await first.SyncAsync(Often);
        var before = await first.EntryOfAsync(ids[3]);

        await first.Indexes.SetAsideAsync(Deadline.Token);

        Assert.Equal(before, await first.EntryOfAsync(ids[3]));
    }

    [Fact]
    public async Task A_segment_that_the_place_lost_is_put_back_with_the_same_bytes()
    {
        var (first, second) = await _meeting.TwoAsync();
        await SaveAsync(first, 6);
        await first.SyncAsync(Often);
        await second.SyncAsync(Often);
        var segment = (await PiecesThereAsync(first)).Of(PieceKind.Segment)[0];
        using var library = await first.OpenAsync();
        var store = _meeting.StoreOf(library);
        var bytes = await store.ReadSmallAsync(VaultNames.Piece(segment), Limits.SegmentBytes, Deadline.Token);
        await store.DeleteAsync(VaultNames.Piece(segment), Deadline.Token);

        await second.SyncAsync(Often);

        Assert.Equal(bytes, await store.ReadSmallAsync(VaultNames.Piece(segment), Limits.SegmentBytes, Deadline.Token));
    }

    [Fact]
    public async Task A_place_that_went_back_gets_what_only_segments_held_as_records_and_says_so()
    {
        var first = await _meeting.FirstAsync();
        var ids = await SaveAsync(first, 6);
        await first.SyncAsync(Often);
        using (var library = await first.OpenAsync())
        {
            var store = _meeting.StoreOf(library);
            foreach (var prefix in (string[])[VaultNames.LogPrefix, VaultNames.SegmentsPrefix, VaultNames.CheckpointsPrefix])
            {
                foreach (var info in await store.ListAllAsync(prefix, Deadline.Token))
                {
                    await store.DeleteAsync(info.Key, Deadline.Token);
                }
            }
        }

        var report = await first.SyncAsync();

        Assert.Contains(report.Notices, notice => notice is SyncNotice.SentAgain { Sessions: 7 });
        Assert.Contains(report.Notices, notice => notice is SyncNotice.WentBack);
        Assert.Equal((1, 0, 0), Counts(await PiecesHereAsync(first)));
        var second = await _meeting.JoinAsync(first);
        await second.SyncAsync();
        Assert.Equal(await first.EntryOfAsync(ids[5]), await second.EntryOfAsync(ids[5]));
    }

    [Fact]
    public async Task A_device_that_was_away_while_its_pieces_were_merged_sends_nothing_twice()
    {
        var (first, second) = await _meeting.TwoAsync();
        await SaveAsync(first, 6);
        await first.SyncAsync(Often);
        await second.SyncAsync(Often);
        for (var round = 0; round < 6; round++)
        {
            await SaveAsync(first, 6);
            await first.SyncAsync(Often);
        }

        using (var library = await first.OpenAsync())
        {
            // As after years: what was merged is gone, and no checkpoint speaks of it any more.
            var store = _meeting.StoreOf(library);
            foreach (var stale in (await PiecesThereAsync(first)).Names.Except((await PiecesHereAsync(first)).Names))
            {
                await store.DeleteAsync(VaultNames.Piece(stale), Deadline.Token);
            }
        }

        var report = await second.SyncAsync(Often);

        Assert.Equal(0, report.Pushed);
        Assert.DoesNotContain(report.Notices, notice => notice is SyncNotice.SentAgain);
        Assert.Equal(
            (await PiecesHereAsync(first)).Names.Order(PieceOrder), (await PiecesHereAsync(second)).Names.Order(PieceOrder));
    }

    [Fact]
    public async Task A_remote_that_lets_nothing_be_removed_works_and_says_that_it_grows()
    {
        var first = await _meeting.FirstAsync();
        await SaveAsync(first, 6);
        var soon = Often with { Sizes = Often.Sizes with { DaysInFolder = 0 } };
        await first.SyncAsync(soon);
        _meeting.DeletesAreDenied = true;

        var report = await first.SyncAsync(soon);

        Assert.Contains(report.Notices, notice => notice is SyncNotice.CannotRemove);
        Assert.Empty(report.Failed);
    }

    private static Comparer<PieceName> PieceOrder { get; } = Comparer<PieceName>.Create((left, right) => left.Name.CompareTo(right.Name));

    private static (int Records, int Segments, int Checkpoints) Counts(PieceListing pieces) =>
        (pieces.Of(PieceKind.Record).Count, pieces.Of(PieceKind.Segment).Count, pieces.Of(PieceKind.Checkpoint).Count);

    [Fact]
    public async Task A_checkpoint_that_somebody_put_there_under_another_count_too_stops_nobody()
    {
        var first = await _meeting.FirstAsync();
        var ids = await SaveAsync(first, 6);
        await first.SyncAsync(Often);
        using (var library = await first.OpenAsync())
        {
            var store = _meeting.StoreOf(library);
            var name = (await PiecesThereAsync(first)).Of(PieceKind.Checkpoint).Single();
            var bytes = await store.ReadSmallAsync(VaultNames.Piece(name), Limits.SegmentBytes, Deadline.Token);
            await store.PutAsync(VaultNames.Piece(name with { Sessions = name.Sessions + 5 }), ObjectContent.Of(bytes), PutCondition.None, Deadline.Token);
        }

        var second = await _meeting.JoinAsync(first);
        await second.SyncAsync(Often);
        await first.SyncAsync(Often);

        foreach (var id in ids)
        {
            Assert.Equal(await first.EntryOfAsync(id), await second.EntryOfAsync(id));
        }
    }

    private static async Task<List<SessionId>> SaveAsync(MeetingDevice device, int count)
    {
        var ids = new List<SessionId>();
        for (var i = 0; i < count; i++)
        {
            ids.Add(await device.SaveAsync());
        }

        return ids;
    }

    private static async Task<PieceListing> PiecesHereAsync(MeetingDevice device)
    {
        using var library = await device.OpenAsync();
        return await library.Objects.PiecesAsync(Deadline.Token);
    }

    private async Task<PieceListing> PiecesThereAsync(MeetingDevice device)
    {
        using var library = await device.OpenAsync();
        return await PieceListing.ReadAsync(_meeting.StoreOf(library), [""], Deadline.Token);
    }
}
