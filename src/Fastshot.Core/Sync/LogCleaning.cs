using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>Removes pieces of which everything is in others (docs/sync-protocol.md, "Checkpoints").</summary>
internal sealed class LogCleaning(
    IObjectStore store, SessionLibrary library, RemoteView view, Coverage coverage, SyncMemory memory, SyncOptions options, SyncTally tally)
{
    private const int RemovedAtOnceMax = 1000;

    /// <summary>Removes from this device what checkpoints cover that are here, whole, and stand at the remote.</summary>
    /// <param name="known">The names of all pieces that are joined here.</param>
    public async Task CleanHereAsync(IReadOnlySet<Digest> known, CancellationToken cancellationToken)
    {
        var here = await library.Objects.PiecesAsync(cancellationToken).ConfigureAwait(false);
        var segments = here.Of(PieceKind.Segment).Select(one => one.Name).ToHashSet();
        var covers = new HashSet<Digest>();
        var covering = coverage.Joined(known).Where(one =>
            here.Has(one.Key) && one.Value.Segments.All(segment => segments.Contains(segment.Name)));
        foreach (var (_, checkpoint) in covering)
        {
            covers.UnionWith(checkpoint.Covers);
        }

        var named = NamedBy(coverage.Read.Where(one => !covers.Contains(one.Key.Name)));
        await library.Objects.RemoveAsync(
            [.. here.Names.Where(one => covers.Contains(one.Name) && !named.Contains(one.Name))], cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Removes from the remote what checkpoints cover that were seen whole there for long enough.</summary>
    /// <param name="known">The names of all pieces that are joined here.</param>
    /// <param name="daysMin">On how many days they have to have been seen.</param>
    public async Task CleanThereAsync(
        IReadOnlySet<Digest> known, DateOnly today, int daysMin, CancellationToken cancellationToken)
    {
        // Somebody with access may have put one there under other names, too: it is the same one.
        var joined = coverage.Joined(known).DistinctBy(one => one.Key.Name).ToDictionary(one => one.Key.Name, one => one.Value);
        foreach (var gone in memory.Whole.Keys.Where(one => !joined.ContainsKey(one)).ToList())
        {
            memory.Whole.Remove(gone);
        }

        var covers = new HashSet<Digest>();
        foreach (var (name, checkpoint) in joined)
        {
            var seen = memory.Whole.TryGetValue(name, out var before) ? before.At(today) : new DaysSeen(0, today);
            memory.Whole[name] = seen;
            if (seen.Count >= daysMin)
            {
                covers.UnionWith(checkpoint.Covers);
            }
        }

        if (!library.Rules.OnlyCoveredPiecesGo && joined.Count > 0)
        {
            covers.UnionWith(view.Records.Select(one => one.Name));
        }

        await RemoveAsync([.. view.Records.Concat(view.Checkpoints).Where(one => covers.Contains(one.Name))], cancellationToken)
            .ConfigureAwait(false);
        await RemoveAsync(await UnnamedAsync(covers, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    // Only where each checkpoint that stands there was read, covered ones too: another compactor may still count on them.
    private async Task<List<PieceName>> UnnamedAsync(HashSet<Digest> covers, CancellationToken cancellationToken)
    {
        List<PieceName> candidates = [.. view.Segments.Where(one => covers.Contains(one.Name))];
        if (candidates.Count == 0)
        {
            return candidates;
        }

        var fetch = new PieceFetch(store, library, tally);
        var named = new HashSet<Digest>();
        foreach (var name in view.Checkpoints)
        {
            if (!coverage.Read.TryGetValue(name, out var checkpoint))
            {
                checkpoint = (await fetch.TryAsync(name, cancellationToken).ConfigureAwait(false))?.Piece.Checkpoint;
            }

            if (checkpoint is null)
            {
                return [];
            }

            named.UnionWith(checkpoint.Segments.Select(one => one.Name));
        }

        return [.. candidates.Where(one => !named.Contains(one.Name))];
    }

    private async Task RemoveAsync(List<PieceName> pieces, CancellationToken cancellationToken)
    {
        try
        {
            await FanOut.ForEachAsync(
                pieces.Take(RemovedAtOnceMax),
                options.TransfersMax,
                (piece, token) => store.DeleteAsync(VaultNames.Piece(piece), token),
                cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Error is StoreError.Denied)
        {
            tally.Tell(new SyncNotice.CannotRemove(e.Message));
        }
    }

    private static HashSet<Digest> NamedBy(IEnumerable<KeyValuePair<PieceName, Checkpoint>> checkpoints) =>
        [.. checkpoints.SelectMany(one => one.Value.Segments).Select(one => one.Name)];
}
