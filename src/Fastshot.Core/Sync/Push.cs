using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>Sends what this device recorded: each record after the archives that it names.</summary>
internal sealed class Push(IObjectStore store, SessionLibrary library, SyncMemory memory, SyncOptions options, SyncTally tally)
{
    private const int LookFrom = 16;

    private readonly List<(PieceName Name, long Length)> _sent = [];
    private readonly AsyncGate _learning = new();
    private readonly AsyncGate _looking = new();
    private ArchivesThere? _there;

    /// <summary>Sends what can be sent.</summary>
    /// <param name="unsent">Records that are here and not there.</param>
    /// <returns>The records that are there now.</returns>
    public async Task<IReadOnlyList<(PieceName Name, long Length)>> RunAsync(
        IReadOnlyList<PieceName> unsent, CancellationToken cancellationToken)
    {
        tally.Begin(SyncStep.Push, unsent.Count);
        await FanOut.ForEachAsync(unsent, options.TransfersMax, SendAsync, cancellationToken).ConfigureAwait(false);
        return _sent;
    }

    /// <summary>Puts segments back that the remote lost; whoever has them can.</summary>
    public Task PutBackAsync(IReadOnlyList<PieceName> lost, CancellationToken cancellationToken) => FanOut.ForEachAsync(
        lost,
        options.TransfersMax,
        async (name, token) =>
        {
            // Read before it is sent: what is damaged here is not spread.
            var isSound = (await library.Objects.ReadAsync(name, token).ConfigureAwait(false)).Piece is not null;
            if (isSound && await library.Objects.SealedAsync(name, token).ConfigureAwait(false) is { } content)
            {
                await store.PutAsync(VaultNames.Piece(name), content, PutCondition.None, token).ConfigureAwait(false);
            }
        },
        cancellationToken);

    /// <summary>The sessions that records of this device change: nobody else can have seen that yet.</summary>
    public async Task<HashSet<SessionId>> ChangedByAsync(
        IEnumerable<PieceName> unsent, CancellationToken cancellationToken)
    {
        var sessions = new HashSet<SessionId>();
        foreach (var name in unsent)
        {
            var reading = await library.Objects.ReadAsync(name, cancellationToken).ConfigureAwait(false);
            sessions.UnionWith(ChangedBy(reading.Piece?.Entries ?? []).Select(one => one.Session));
        }

        return sessions;
    }

    /// <summary>Puts an archive where it is missing; false where it is not on this device, either.</summary>
    public async Task<bool> PutArchiveAsync(ArchiveName archive, CancellationToken cancellationToken)
    {
        var key = VaultNames.Archive(archive.Sha256);
        var checkedContent = await library.Objects.CheckedArchiveAsync(archive, cancellationToken).ConfigureAwait(false);
        if (checkedContent is null)
        {
            return await StandsAsync(key, archive.Length, cancellationToken).ConfigureAwait(false);
        }

        // Of those that are sent at once the first one learns for all: a refusal is paid for once, not sixteen times.
        if (memory.TakesConditions is null)
        {
            using var turn = await _learning.EnterAsync(cancellationToken).ConfigureAwait(false);
            if (memory.TakesConditions is null)
            {
                await PutAsync(key, checkedContent, cancellationToken).ConfigureAwait(false);
                return true;
            }
        }

        await PutAsync(key, checkedContent, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task PutAsync(ObjectKey key, ObjectContent archive, CancellationToken cancellationToken)
    {
        if (memory.TakesConditions is not false)
        {
            try
            {
                await store.PutAsync(key, archive, PutCondition.Absent, cancellationToken).ConfigureAwait(false);
                memory.TakesConditions = true;
                return;
            }
            catch (StoreException e) when (e.Error is StoreError.Unsupported)
            {
                // The bytes of a name never change, so nothing is lost without it.
                memory.TakesConditions = false;
            }
            catch (StoreException e) when (e.Error is StoreError.ConditionFailed)
            {
                memory.TakesConditions = true;

                // Something of that name stands there; only with its length does that count as success.
                if (!library.Rules.LengthsAreLookedAt || await StandsAsync(key, archive.Length, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }
            }
        }

        await store.PutAsync(key, archive, PutCondition.None, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> StandsAsync(ObjectKey key, long length, CancellationToken cancellationToken) =>
        await store.HeadAsync(key, cancellationToken).ConfigureAwait(false) is { } info && info.Length == length;

    // One bad archive must not hold back the rest, so an expected failure becomes data here.
    private async Task SendAsync(PieceName name, CancellationToken cancellationToken)
    {
        try
        {
            var reading = await library.Objects.ReadAsync(name, cancellationToken).ConfigureAwait(false);
            if (reading.Piece is not { } piece)
            {
                tally.Fail(name.Name.Hex, $"A record of this device {reading.Refusal?.Reason ?? "cannot be read"}; it was not sent.");
                return;
            }

            // Who sees the record must find the pictures.
            if (library.Rules.ArchivesFirst)
            {
                await SendArchivesAsync(piece.Entries, cancellationToken).ConfigureAwait(false);
            }

            if (await library.Objects.SealedAsync(name, cancellationToken).ConfigureAwait(false) is { } content)
            {
                await store.PutAsync(VaultNames.Piece(name), content, PutCondition.None, cancellationToken).ConfigureAwait(false);
                Remember(name, piece.Entries, content.Length);
            }
        }
        catch (IOException e) when (!RemoteErrors.StopsEverything(e))
        {
            tally.Fail(name.Name.Hex, e.Message);
        }
    }

    private async Task SendArchivesAsync(
        IReadOnlyList<KeyValuePair<EntryId, Entry>> entries, CancellationToken cancellationToken)
    {
        var archives = new List<Named>();
        foreach (var (id, entry) in entries)
        {
            if (entry is Entry.Live live && id.Session is { } session)
            {
                archives.AddRange(ContentHistory.ArchivesByChange(live).Select(one => new Named(session, one.Change, one.Archive)));
            }
        }

        var there = archives.Count > LookFrom ? await ThereAsync(cancellationToken).ConfigureAwait(false) : null;
        await FanOut.ForEachAsync(
            archives.Where(one => there?.Has(one.Archive) is not true),
            options.TransfersMax,
            async (one, token) =>
            {
                // What was purged or replaced since is not needed any more, and may be gone from here, too.
                var isNeeded = await IsNeededAsync(one.Session, one.Change, one.Archive, token).ConfigureAwait(false);
                if (isNeeded && !await PutArchiveAsync(one.Archive, token).ConfigureAwait(false))
                {
                    // There is nothing to wait for, and whoever lost the record as well must hear of the session.
                    tally.Fail(one.Session.Text, "Its pictures are neither on this device nor at the remote; it is listed without them.");
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    // A record of many sessions (of a library that comes to another bucket) is sent in one go, and that may be broken off
    // many times: one look is cheaper than to send each archive again, only to hear that it is there.
    private async Task<ArchivesThere> ThereAsync(CancellationToken cancellationToken)
    {
        using var turn = await _looking.EnterAsync(cancellationToken).ConfigureAwait(false);
        return _there ??= await ArchivesThere.ReadAsync(store, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> IsNeededAsync(
        SessionId session, Change change, ArchiveName archive, CancellationToken cancellationToken) =>
        await library.EntryOfAsync(session, cancellationToken).ConfigureAwait(false) is Entry.Live live
        && ContentHistory.ArchivesByChange(live).Contains((change, archive));

    private void Remember(PieceName name, IReadOnlyList<KeyValuePair<EntryId, Entry>> entries, long bytes)
    {
        tally.CountPush();
        lock (memory)
        {
            _sent.Add((name, bytes));
            foreach (var (session, live) in ChangedBy(entries))
            {
                memory.Remember(session, live.Counter);
            }
        }

        tally.Advance(bytes);
    }

    private static IEnumerable<(SessionId Session, Entry.Live Live)> ChangedBy(IEnumerable<KeyValuePair<EntryId, Entry>> entries)
    {
        foreach (var (id, entry) in entries)
        {
            if (id.Session is { } session && entry is Entry.Live live && !OnlyTrashes(live))
            {
                yield return (session, live);
            }
        }
    }

    // Who purges wants what the trashing wanted, too.
    private static bool OnlyTrashes(Entry.Live live) =>
        live.Fields is [{ Name: FieldNames.Trashed }] && SessionReader.TrashedOf(live) is not null;

    private sealed record Named(SessionId Session, Change Change, ArchiveName Archive);
}
