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
    private IIndex? _index;

    /// <summary>Opens the index, and joins the records that it does not know yet.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        _index = provider.TryOpen(out var reason);
        if (_index is not null)
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
        var log = await vault.ListLogAsync(cancellationToken).ConfigureAwait(false);
        if (log.ForeignCount > 0)
        {
            notify(new LibraryNotice.ForeignFiles(log.ForeignCount));
        }

        var unknown = Opened.Unknown(log.Records);
        var isNew = unknown.Count == log.Records.Count;
        if (unknown.Count > 0)
        {
            var (state, read) = await ReadAsync(unknown, cancellationToken).ConfigureAwait(false);
            await scheduler.RunAsync(() => Learn([.. state.Entries], read, isDamageMet: true), cancellationToken).ConfigureAwait(false);
            if (isNew)
            {
                notify(new LibraryNotice.IndexRebuilt(reason, state.Entries.Keys.Count(id => id != EntryId.Vault)));
            }
        }
    }

    private async Task<(State State, List<Digest> Read)> ReadAsync(
        IReadOnlyList<Digest> names, CancellationToken cancellationToken)
    {
        var state = new State();
        var read = new List<Digest>(names.Count);
        await FanOut.ForEachAsync(
            names,
            scheduler.WorkersMax,
            async (name, token) =>
            {
                var reading = await vault.ReadRecordAsync(name, token).ConfigureAwait(false);
                lock (state)
                {
                    Take(reading, state, read);
                }
            },
            cancellationToken).ConfigureAwait(false);
        return (state, read);
    }

    private void Take(PieceReading reading, State state, List<Digest> read)
    {
        if (reading.Piece is null)
        {
            notify(new LibraryNotice.RecordRefused(reading.Name, reading.Refusal?.Reason ?? "cannot be read"));
            return;
        }

        foreach (var (id, entry) in reading.Piece.Entries)
        {
            state.Join(id, entry);
        }

        read.Add(reading.Name);
    }
}
