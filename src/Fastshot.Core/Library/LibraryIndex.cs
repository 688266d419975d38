using Fastshot.Core.Catalog;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>Keeps the index in step with the vault: what it lacks is joined in, and a damaged one is made anew.</summary>
internal sealed class LibraryIndex(
    IIndexProvider provider, OpenedVault vault, IScheduler scheduler, Action<LibraryNotice> notify) : IDisposable
{
    private const int PassesMax = 3;

    private IIndex? _index;

    /// <summary>Opens the index, and joins the records that it does not know yet.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        var wasLeftOpen = await provider.WasLeftOpenAsync(cancellationToken).ConfigureAwait(false);
        _index = provider.TryOpen(out var reason);
        if (_index is not null && wasLeftOpen)
        {
            reason = await scheduler.RunAsync(_index.Problem, cancellationToken).ConfigureAwait(false);
            await provider.NoteCheckedAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_index is not null && reason is null)
        {
            try
            {
                await CatchUpAsync(reason: null, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (IndexException e) when (e.Error is IndexError.Damaged)
            {
                reason = e.Reason;
            }
        }

        await ReplaceAsync(reason, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks the index; where it turns out to be damaged, it is made anew and asked again.</summary>
    public async Task<T> AskAsync<T>(Func<IIndex, T> ask, CancellationToken cancellationToken)
    {
        try
        {
            return ask(Opened);
        }
        catch (IndexException e) when (e.Error is IndexError.Damaged)
        {
            await ReplaceAsync(e.Reason, cancellationToken).ConfigureAwait(false);
            return ask(Opened);
        }
    }

    /// <summary>Tells the index what was saved. That it cannot take it up harms nothing: the next start finds out.</summary>
    public void Learn(IReadOnlyList<KeyValuePair<EntryId, Entry>> entries, IReadOnlyList<Digest> records) =>
        Learn(entries, records, isDamageMet: false);

    /// <summary>Forgets the names of pieces that are gone; that it cannot harms nothing.</summary>
    public void Forget(IReadOnlyList<Digest> pieces)
    {
        try
        {
            Opened.Forget(pieces);
        }
        catch (IndexException e)
        {
            notify(new LibraryNotice.IndexBehind(e.Message));
        }
    }

    public void Dispose() => _index?.Dispose();

    // At a start damage is met by making the index anew; after a save the next start does it.
    private bool Learn(IReadOnlyList<KeyValuePair<EntryId, Entry>> entries, IReadOnlyList<Digest> records, bool isDamageMet)
    {
        try
        {
            Opened.Join(entries, records);
            return true;
        }
        catch (IndexException e) when (!isDamageMet || e.Error is not IndexError.Damaged)
        {
            notify(new LibraryNotice.IndexBehind(e.Message));
            return false;
        }
    }

    private IIndex Opened => _index ?? throw new InvalidOperationException("The index was not opened.");

    private async Task ReplaceAsync(string? reason, CancellationToken cancellationToken)
    {
        _index?.Dispose();
        _index = null;
        await provider.SetAsideAsync(cancellationToken).ConfigureAwait(false);
        _index = provider.TryOpen(out var again)
            ?? throw new IndexException(IndexError.Damaged, $"The index cannot be made anew: {again}.");
        await CatchUpAsync(reason, cancellationToken).ConfigureAwait(false);
    }

    private async Task CatchUpAsync(string? reason, CancellationToken cancellationToken)
    {
        var isNew = true;
        var sessions = 0;
        for (var pass = 0; pass < PassesMax; pass++)
        {
            var listing = await vault.Pieces.ListAsync(cancellationToken).ConfigureAwait(false);
            var unknown = Opened.Unknown(listing.Names);
            if (pass == 0)
            {
                NotifyForeign(listing);
                isNew = unknown.Count == listing.Count;
            }

            if (unknown.Count == 0)
            {
                break;
            }

            var (state, read, vanished) = await ReadAsync([.. unknown.OrderBy(one => one.Name)], cancellationToken).ConfigureAwait(false);
            await scheduler.RunAsync(() => Learn([.. state.Entries], read, isDamageMet: true), cancellationToken).ConfigureAwait(false);
            sessions = state.Entries.Keys.Count(id => id != EntryId.Vault);
            if (vanished == 0)
            {
                break;
            }
        }

        if (isNew && sessions > 0)
        {
            notify(new LibraryNotice.IndexRebuilt(reason, sessions));
        }
    }

    private void NotifyForeign(PieceListing listing)
    {
        if (listing.ForeignCount > 0)
        {
            notify(new LibraryNotice.ForeignFiles(listing.ForeignCount));
        }
    }

    private async Task<(State State, List<Digest> Read, int Vanished)> ReadAsync(
        List<PieceName> names, CancellationToken cancellationToken)
    {
        var state = new State(vault.Rules);
        var read = new List<Digest>(names.Count);
        var vanished = 0;
        await FanOut.ForEachAsync(
            names,
            scheduler.WorkersMax,
            async (name, token) =>
            {
                var reading = await vault.Pieces.ReadAsync(name, token).ConfigureAwait(false);

                // A compaction of another process may have been faster; what it removed is in its segments.
                var isGone = reading.Piece is null && !await vault.Pieces.HasAsync(name, token).ConfigureAwait(false);
                lock (state)
                {
                    vanished += isGone ? 1 : 0;
                    if (!isGone)
                    {
                        Take(reading, state, read);
                    }
                }
            },
            cancellationToken).ConfigureAwait(false);
        return (state, read, vanished);
    }

    private void Take(PieceReading reading, State state, List<Digest> read)
    {
        if (reading.Piece is null)
        {
            notify(new LibraryNotice.RecordRefused(reading.Name.Name, reading.Refusal?.Reason ?? "cannot be read"));
            return;
        }

        foreach (var (id, entry) in reading.Piece.Entries)
        {
            state.Join(id, entry);
        }

        read.Add(reading.Name.Name);
    }
}
