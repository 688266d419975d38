using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>Finds what only pieces hold that the remote lost, and records it anew, to be sent as any change.</summary>
internal sealed class LostPieces(
    IObjectStore store, SessionLibrary library, RemoteView view, Coverage coverage, SyncTally tally)
{
    /// <summary>Looks at segments and checkpoints that are here and stand for nothing there; afterwards they are not here, either.</summary>
    /// <param name="known">The names of all pieces that are joined here.</param>
    public async Task RunAsync(PieceListing here, IReadOnlySet<Digest> known, CancellationToken cancellationToken)
    {
        var covered = coverage.Covered(known);
        var named = coverage.Read.Values.SelectMany(one => one.Segments).Select(one => one.Name).ToHashSet();
        List<PieceName> strays =
        [
            .. here.Of(PieceKind.Segment).Where(one => !named.Contains(one.Name) && !covered.Contains(one.Name)),
            .. here.Of(PieceKind.Checkpoint).Where(one => !view.Has(one) && !covered.Contains(one.Name)),
        ];
        if (strays.Count == 0 || await StandsAnyAsync(strays, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        var strayed = await JoinAsync(strays, ids: null, cancellationToken).ConfigureAwait(false);
        IEnumerable<PieceName> rest = here.Names.Except(strays);
        var there = await JoinAsync(rest, strayed.Entries, cancellationToken).ConfigureAwait(false);
        var lost = Difference(strayed, there);
        if (lost.Count > 0 && library.Rules.LostPiecesAreSentAgain)
        {
            await library.AppendAsync(lost, cancellationToken).ConfigureAwait(false);
            tally.Tell(new SyncNotice.SentAgain(lost.Count));
        }

        await library.Objects.RemoveAsync(strays, cancellationToken).ConfigureAwait(false);
    }

    // A look that came too early, or was not whole: nothing is concluded from it.
    private async Task<bool> StandsAnyAsync(List<PieceName> strays, CancellationToken cancellationToken)
    {
        foreach (var checkpoint in strays.Where(one => one.Kind is PieceKind.Checkpoint))
        {
            if (await store.HeadAsync(VaultNames.Piece(checkpoint), cancellationToken).ConfigureAwait(false) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private async Task<State> JoinAsync(
        IEnumerable<PieceName> pieces, IReadOnlyDictionary<EntryId, Entry>? ids, CancellationToken cancellationToken)
    {
        var state = new State(library.Rules);
        foreach (var name in pieces)
        {
            var reading = await library.Objects.ReadAsync(name, cancellationToken).ConfigureAwait(false);
            foreach (var (id, entry) in reading.Piece?.Entries ?? [])
            {
                if (ids is null || ids.ContainsKey(id))
                {
                    state.Join(id, entry);
                }
            }
        }

        return state;
    }

    private List<KeyValuePair<EntryId, Entry>> Difference(State strayed, State there)
    {
        var lost = new List<KeyValuePair<EntryId, Entry>>();
        foreach (var (id, entry) in strayed.Entries)
        {
            if (Join.Beyond(there.Entries.GetValueOrDefault(id), entry, library.Rules) is { } beyond)
            {
                lost.Add(new(id, beyond));
            }
        }

        return lost;
    }
}
