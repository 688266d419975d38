using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>Joins what other devices recorded into the library.</summary>
internal sealed class Pull(IObjectStore store, SessionLibrary library, SyncMemory memory, SyncOptions options, SyncTally tally)
{
    private const int PortionMax = 512;
    private const int GuardFrom = 10;
    private const int GuardShare = 5;

    // Records that purge sessions which live here; they are joined last, when it is known how many they are.
    private readonly List<SealedRecord> _purging = [];

    /// <summary>Gets, checks and joins them; those that purge come last.</summary>
    /// <param name="missing">Records that stand there and not here.</param>
    /// <param name="today">The day that is counted.</param>
    public async Task RunAsync(IReadOnlyList<Digest> missing, DateOnly today, CancellationToken cancellationToken)
    {
        tally.Begin(SyncStep.Pull, missing.Count);
        foreach (var portion in missing.Chunk(PortionMax))
        {
            var records = await ReadAsync(portion, cancellationToken).ConfigureAwait(false);
            var harmless = new List<SealedRecord>();
            foreach (var record in records)
            {
                var isPurging = await PurgesAsync(record, cancellationToken).ConfigureAwait(false) is { Count: > 0 };
                (isPurging ? _purging : harmless).Add(record);
            }

            await library.Objects.AddRecordsAsync(harmless, cancellationToken).ConfigureAwait(false);
            tally.CountPulls(harmless.Count);
        }

        await JoinPurgesAsync(today, cancellationToken).ConfigureAwait(false);
    }

    private async Task<List<SealedRecord>> ReadAsync(Digest[] names, CancellationToken cancellationToken)
    {
        var records = new List<SealedRecord>(names.Length);
        await FanOut.ForEachAsync(
            names,
            options.TransfersMax,
            async (name, token) =>
            {
                if (await TryReadAsync(name, token).ConfigureAwait(false) is { } record)
                {
                    lock (records)
                    {
                        records.Add(record);
                    }

                    tally.Advance(record.Bytes.Length);
                }
            },
            cancellationToken).ConfigureAwait(false);

        // In the order of their names: what is decided from them must not depend on which came first.
        records.Sort((left, right) => left.Name.CompareTo(right.Name));
        return records;
    }

    private async Task<SealedRecord?> TryReadAsync(Digest name, CancellationToken cancellationToken)
    {
        var bytes = await store.ReadSmallAsync(VaultNames.Record(name), Limits.RecordBytes, cancellationToken).ConfigureAwait(false);
        if (bytes is null)
        {
            tally.Fail(name.Hex, $"The record is gone from the remote, or larger than {Limits.RecordBytes >> 10} KiB.");
            return null;
        }

        var reading = library.Objects.ReadRecord(name, bytes);
        if (reading.Piece is null)
        {
            // Late or damaged: a folder that a tool carries shows files before they are whole.
            tally.Fail(name.Hex, $"The record at the remote {reading.Refusal?.Reason ?? "cannot be read"}; it was left alone.");
            return null;
        }

        return new SealedRecord(name, bytes, reading.Piece.Entries);
    }

    /// <summary>The sessions that live here and that a record purges.</summary>
    private async Task<List<(SessionId Session, Entry.Live Here, Entry.Purged Purge)>> PurgesAsync(
        SealedRecord record, CancellationToken cancellationToken)
    {
        var purges = new List<(SessionId, Entry.Live, Entry.Purged)>();
        foreach (var (id, entry) in record.Entries)
        {
            if (entry is Entry.Purged purge
                && id.Session is { } session
                && await library.EntryOfAsync(session, cancellationToken).ConfigureAwait(false) is Entry.Live here)
            {
                purges.Add((session, here, purge));
            }
        }

        return purges;
    }

    private async Task JoinPurgesAsync(DateOnly today, CancellationToken cancellationToken)
    {
        var purges = new Dictionary<SessionId, (Entry.Live Here, Entry.Purged Purge)>();
        foreach (var record in _purging)
        {
            // Asked again: what was joined since may say more of a session.
            foreach (var (session, here, purge) in await PurgesAsync(record, cancellationToken).ConfigureAwait(false))
            {
                var isLower = purges.TryGetValue(session, out var known) && known.Purge.PurgedCounter >= purge.PurgedCounter;
                purges[session] = (here, isLower ? known.Purge : purge);
            }
        }

        var counts = await library.CountAsync(cancellationToken).ConfigureAwait(false);
        var sessions = counts.Sessions + counts.Trash;
        if (!options.AllowsDeletions && sessions >= GuardFrom && purges.Count * GuardShare > sessions)
        {
            tally.Tell(new SyncNotice.HeldBack(purges.Count, sessions));
            return;
        }

        foreach (var (session, (here, purge)) in purges)
        {
            await KeepUnseenAsync(session, here, purge, cancellationToken).ConfigureAwait(false);
            foreach (var archive in ContentHistory.ArchivesOf(here))
            {
                memory.Gone.TryAdd(archive, new DaysSeen(0, today));
            }
        }

        await library.Objects.AddRecordsAsync(_purging, cancellationToken).ConfigureAwait(false);
        foreach (var archive in purges.Values.SelectMany(one => ContentHistory.ArchivesOf(one.Here)))
        {
            await library.Objects.DeleteArchiveAsync(archive, cancellationToken).ConfigureAwait(false);
        }

        tally.CountPulls(_purging.Count);
        tally.CountDeletions(purges.Count);
    }

    // What the purging device cannot have seen is not lost: it goes on as a session of its own.
    private async Task KeepUnseenAsync(
        SessionId session, Entry.Live here, Entry.Purged purge, CancellationToken cancellationToken)
    {
        var isUnseen = options.Rules.UnseenIsKept
            && (memory.SentSincePull.Contains(session)
                || (memory.Own.TryGetValue(session, out var own) && own > purge.PurgedCounter));
        if (!isUnseen)
        {
            return;
        }

        await FetchAsync(here, cancellationToken).ConfigureAwait(false);
        if (await library.SaveAgainAsync(session, here, cancellationToken).ConfigureAwait(false) is { } again)
        {
            tally.Tell(new SyncNotice.SavedAgain(session, again));
        }
    }

    // The remote still has the content for a while, where this device never had it.
    private async Task FetchAsync(Entry.Live here, CancellationToken cancellationToken)
    {
        foreach (var archive in ContentHistory.ArchivesOf(here))
        {
            if (await library.Objects.HasArchiveAsync(archive, cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            try
            {
                await ArchiveCheck.FetchAsync(store, library, archive, cancellationToken).ConfigureAwait(false);
            }
            catch (VaultException e)
            {
                tally.Fail(archive.Sha256.Hex, e.Message);
            }
        }
    }
}
