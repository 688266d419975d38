using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;

namespace Fastshot.Core.Trust;

/// <summary>Finds what the index of this device holds and no piece of it says any more: the pieces that said it are gone.</summary>
/// <remarks>A range of ids at a time, so that memory holds so many entries and no more.</remarks>
internal sealed class OnlyIndexed(SessionLibrary library)
{
    private const int RangeMax = 20_000;

    /// <summary>Whether there is anything.</summary>
    public async Task<bool> AnyAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in FindAsync(cancellationToken).ConfigureAwait(false))
        {
            return true;
        }

        return false;
    }

    /// <summary>Records it anew; a sync sends that as any change.</summary>
    /// <returns>How many sessions that was of.</returns>
    public async Task<int> RecordAsync(CancellationToken cancellationToken)
    {
        var count = 0;
        await foreach (var range in FindAsync(cancellationToken).ConfigureAwait(false))
        {
            await library.AppendAsync(range, cancellationToken).ConfigureAwait(false);
            count += range.Count;
        }

        return count;
    }

    /// <summary>The sessions that it is of.</summary>
    public async Task<IReadOnlySet<SessionId>> SessionsAsync(CancellationToken cancellationToken)
    {
        var sessions = new HashSet<SessionId>();
        await foreach (var range in FindAsync(cancellationToken).ConfigureAwait(false))
        {
            sessions.UnionWith(range.Select(one => one.Key.Session).OfType<SessionId>());
        }

        return sessions;
    }

    private async IAsyncEnumerable<List<KeyValuePair<EntryId, Entry>>> FindAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        EntryId? after = null;
        while (true)
        {
            // Pieces are listed before the index is asked: what is saved meanwhile is at worst recorded twice.
            var pieces = await library.Objects.PiecesAsync(cancellationToken).ConfigureAwait(false);
            var indexed = await library.Objects.EntriesAfterAsync(after, RangeMax, cancellationToken).ConfigureAwait(false);
            if (indexed.Count == 0)
            {
                yield break;
            }

            var said = await SaidAsync(pieces.Names, [.. indexed.Select(one => one.Key)], cancellationToken).ConfigureAwait(false);
            List<KeyValuePair<EntryId, Entry>> beyond = [];
            foreach (var (id, entry) in indexed)
            {
                if (Join.Beyond(said.Entries.GetValueOrDefault(id), entry) is { } more)
                {
                    beyond.Add(new(id, more));
                }
            }

            if (beyond.Count > 0)
            {
                yield return beyond;
            }

            after = indexed[^1].Key;
        }
    }

    private async Task<State> SaidAsync(IReadOnlyList<Vault.PieceName> pieces, HashSet<EntryId> ids, CancellationToken cancellationToken)
    {
        var state = new State();
        foreach (var name in pieces)
        {
            var reading = await library.Objects.ReadAsync(name, cancellationToken).ConfigureAwait(false);
            foreach (var (id, entry) in reading.Piece?.Entries ?? [])
            {
                if (ids.Contains(id))
                {
                    state.Join(id, entry);
                }
            }
        }

        return state;
    }
}
