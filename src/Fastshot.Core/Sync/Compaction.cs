using System.Collections.Immutable;
using System.Numerics;
using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>Joins many small pieces at the remote into few large ones (docs/sync-protocol.md, "Checkpoints").</summary>
internal sealed class Compaction(IObjectStore store, SessionLibrary library, Coverage coverage, SyncOptions options)
{
    private const int InlineMax = 512;
    private const int InlineBytesMax = 512 << 10;

    /// <summary>Makes a checkpoint of what stands there and is joined here.</summary>
    /// <param name="view">What stands there.</param>
    /// <param name="known">The names of all pieces that are joined here.</param>
    /// <returns>The checkpoint and its segments as they stand there then; empty where that could not be seen.</returns>
    public async Task<IReadOnlyList<SealedPiece>> RunAsync(
        RemoteView view, IReadOnlySet<Digest> known, CancellationToken cancellationToken)
    {
        var covered = coverage.Covered(known);
        var bases = coverage.Joined(known).Where(one => !covered.Contains(one.Key.Name)).ToList();
        List<PieceName> records =
        [
            .. view.Records.Where(one => !covered.Contains(one.Name) && (known.Contains(one.Name) || !library.Rules.CoversOnlyWhatIsJoined))
                .Take(Limits.Covers - bases.Count),
        ];
        var (kept, merged) = Choose([.. bases.SelectMany(one => one.Value.Segments).Distinct()]);
        var (state, joined) = await JoinAsync(records, merged, cancellationToken).ConfigureAwait(false);
        if (joined is null)
        {
            return [];
        }

        var segments = Seal(state);
        foreach (var segment in segments)
        {
            await store.PutAsync(VaultNames.Piece(segment.Name), ObjectContent.Of(segment.Bytes), PutCondition.None, cancellationToken)
                .ConfigureAwait(false);
        }

        var all = kept.AddRange(segments.Select(one => NameOf(one)));
        if (library.Rules.SegmentsAreLookedFor && !await StandAsync(all, cancellationToken).ConfigureAwait(false))
        {
            return [];
        }

        var covers = CoversOf(bases, [.. joined, .. merged.Select(one => one.Name), .. bases.Select(one => one.Key.Name)]);
        var newest = await NewestAsync(view, covered, cancellationToken).ConfigureAwait(false);
        var checkpoint = await library.Objects.SealCheckpointAsync(new Checkpoint(all, covers), newest, cancellationToken)
            .ConfigureAwait(false);
        await store.PutAsync(VaultNames.Piece(checkpoint.Name), ObjectContent.Of(checkpoint.Bytes), PutCondition.None, cancellationToken)
            .ConfigureAwait(false);
        return [.. segments, checkpoint];
    }

    // Many of one tier become one of the next; the largest stay as they are.
    private (ImmutableArray<SegmentName> Kept, List<SegmentName> Merged) Choose(List<SegmentName> segments)
    {
        var merged = new List<SegmentName>();
        foreach (var tier in segments.GroupBy(one => (one.IsText, Tier: TierOf(one.Count))))
        {
            var room = Limits.SegmentEntries;
            var fitting = tier.OrderBy(one => one.Count).TakeWhile(one => (room -= one.Count) >= 0).ToList();
            if (fitting.Count >= options.Sizes.TierWidth)
            {
                merged.AddRange(fitting);
            }
        }

        return ([.. segments.Except(merged)], merged);
    }

    private int TierOf(int count) =>
        BitOperations.Log2((uint)Math.Max(1, count)) / BitOperations.Log2((uint)options.Sizes.TierWidth);

    private async Task<(State State, List<Digest>? Joined)> JoinAsync(
        List<PieceName> records, List<SegmentName> merged, CancellationToken cancellationToken)
    {
        var state = new State(library.Rules);
        var joined = new List<Digest>(records.Count);
        foreach (var name in records.Concat(merged.Select(one => new PieceName(PieceKind.Segment, one.Name))))
        {
            var reading = await library.Objects.ReadAsync(name, cancellationToken).ConfigureAwait(false);
            if (reading.Piece is { } piece)
            {
                foreach (var (id, entry) in piece.Entries)
                {
                    state.Join(id, entry);
                }
            }
            else if (name.Kind is PieceKind.Segment)
            {
                // Damaged here: it is fetched again before anything is made of it.
                return (state, null);
            }
            else if (library.Rules.CoversOnlyWhatIsJoined)
            {
                continue;
            }

            if (name.Kind is PieceKind.Record)
            {
                joined.Add(name.Name);
            }
        }

        return (state, joined);
    }

    // Words in segments of their own: a new device lists its sessions before it has them.
    private List<SealedPiece> Seal(State state)
    {
        var lists = new List<KeyValuePair<EntryId, Entry>>();
        var texts = new List<KeyValuePair<EntryId, Entry>>();
        foreach (var (id, entry) in state.Entries.OrderBy(one => one.Key))
        {
            if (entry is Entry.Live live && live.Fields.Any(IsText))
            {
                texts.Add(new(id, new Entry.Live([.. live.Fields.Where(IsText)])));
                if (live.Fields.Any(one => !IsText(one)))
                {
                    lists.Add(new(id, new Entry.Live([.. live.Fields.Where(one => !IsText(one))])));
                }
            }
            else
            {
                lists.Add(new(id, entry));
            }
        }

        return [.. library.Objects.SealSegments(lists), .. library.Objects.SealSegments(texts)];
    }

    private static bool IsText(Field field) => FieldNames.IsText(field.Name);

    private static SegmentName NameOf(SealedPiece segment) => new(
        segment.Name.Name,
        segment.Bytes.Length,
        segment.Piece.Entries.Count,
        segment.Piece.Entries.All(one => one.Value is Entry.Live { Fields.IsEmpty: false } live && live.Fields.All(IsText)));

    private async Task<bool> StandAsync(ImmutableArray<SegmentName> segments, CancellationToken cancellationToken)
    {
        var there = (await store.ListAllAsync(VaultNames.SegmentsPrefix, cancellationToken).ConfigureAwait(false))
            .ToDictionary(one => one.Key, one => one.Length);
        return segments.All(one => there.GetValueOrDefault(VaultNames.Piece(new PieceName(PieceKind.Segment, one.Name)), -1) == one.Length);
    }

    // What it replaces, and as many as there is room for of what that replaced: who comes back after months finds his names.
    private static HashSet<Digest> CoversOf(List<KeyValuePair<PieceName, Checkpoint>> bases, HashSet<Digest> covers)
    {
        foreach (var older in bases.SelectMany(one => one.Value.Covers.Order()))
        {
            if (covers.Count >= Limits.Covers)
            {
                break;
            }

            covers.Add(older);
        }

        return covers;
    }

    // Never what only this device knows: its pictures may not be there yet. The entries are read before it is looked
    // which records are unsent, so that none of another process slips in between.
    private async Task<List<KeyValuePair<EntryId, Entry>>> NewestAsync(
        RemoteView view, HashSet<Digest> covered, CancellationToken cancellationToken)
    {
        var page = await library.QueryAsync(new SessionQuery { Limit = InlineMax }, cancellationToken).ConfigureAwait(false);
        var entries = new Dictionary<EntryId, Entry>();
        foreach (var id in page.Sessions.Select(one => EntryId.FromSessionId(one.Id)).Prepend(EntryId.Vault))
        {
            if (await library.EntryOfAsync(id, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                entries[id] = entry;
            }
        }

        if (library.Rules.CheckpointsHoldOnlySent)
        {
            var here = await library.Objects.PiecesAsync(cancellationToken).ConfigureAwait(false);
            foreach (var name in SyncPlan.Of(here, view, coverage, covered).Unsent)
            {
                var reading = await library.Objects.ReadAsync(name, cancellationToken).ConfigureAwait(false);
                foreach (var (id, _) in reading.Piece?.Entries ?? [])
                {
                    entries.Remove(id);
                }
            }
        }

        var size = 0L;
        return
        [
            .. entries.TakeWhile(one =>
                (size += one.Value is Entry.Live live ? live.Fields.Sum(field => field.Name.Length + field.Value.Utf8.Length + 40L) : 40) <= InlineBytesMax),
        ];
    }
}
