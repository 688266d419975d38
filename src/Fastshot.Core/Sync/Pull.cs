using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>Joins what other devices recorded into the library.</summary>
internal sealed class Pull(
    IObjectStore store, SessionLibrary library, Coverage coverage, SyncMemory memory, SyncOptions options, SyncTally tally)
{
    private const int RecordsAtOnceMax = 512;
    private const int SegmentsAtOnceMax = 4;
    private const int GuardFrom = 10;
    private const int GuardShare = 5;

    private readonly PieceFetch _fetch = new(store, library, tally);
    private readonly HashSet<Digest> _known = [];

    // With their kinds: somebody may have put one there as what it is not, too.
    private readonly HashSet<PieceName> _tried = [];

    // Pieces that purge sessions which live here; they are joined last, when it is known how many they are.
    private readonly List<SealedPiece> _purging = [];

    /// <summary>The names of all pieces that are joined here.</summary>
    public IReadOnlySet<Digest> Known => _known;

    /// <summary>Gets, checks and joins what stands there and is not joined here; what purges comes last.</summary>
    /// <param name="checkpoints">Those that were fetched already.</param>
    /// <param name="today">The day that is counted.</param>
    public async Task RunAsync(
        RemoteView view, IReadOnlyList<SealedPiece> checkpoints, DateOnly today, CancellationToken cancellationToken)
    {
        _known.UnionWith(await library.Objects.KnownPiecesAsync(cancellationToken).ConfigureAwait(false));
        await JoinAsync(checkpoints, cancellationToken).ConfigureAwait(false);
        var claimed = coverage.Claimed();
        await FetchAsync(view.Records.Where(one => !claimed.Contains(one.Name)), RecordsAtOnceMax, cancellationToken).ConfigureAwait(false);
        await FetchAsync(SegmentsOf(view), SegmentsAtOnceMax, cancellationToken).ConfigureAwait(false);

        // Where a segment could not be read, what it is said to hold is taken from where it still stands.
        var covered = coverage.Covered(_known);
        await FetchAsync(view.Records.Where(one => !covered.Contains(one.Name)), RecordsAtOnceMax, cancellationToken).ConfigureAwait(false);
        await JoinPurgesAsync(today, cancellationToken).ConfigureAwait(false);
    }

    // The newest first, and words last: no list needs them.
    private IEnumerable<PieceName> SegmentsOf(RemoteView view) => coverage.Read.Values
        .SelectMany(one => one.Segments.Reverse())
        .Where(view.Has)
        .OrderBy(one => one.IsText)
        .Select(one => new PieceName(PieceKind.Segment, one.Name));

    private async Task FetchAsync(IEnumerable<PieceName> wanted, int atOnceMax, CancellationToken cancellationToken)
    {
        List<PieceName> missing = [.. wanted.Where(one => !_known.Contains(one.Name) && _tried.Add(one))];
        if (missing.Count > 0)
        {
            tally.Begin(SyncStep.Pull, missing.Count);
        }

        foreach (var portion in missing.Chunk(atOnceMax))
        {
            await JoinAsync(await ReadAsync(portion, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task JoinAsync(IReadOnlyList<SealedPiece> pieces, CancellationToken cancellationToken)
    {
        var harmless = new List<SealedPiece>();
        foreach (var piece in pieces)
        {
            var isPurging = await PurgesAsync(piece, cancellationToken).ConfigureAwait(false) is { Count: > 0 };
            (isPurging ? _purging : harmless).Add(piece);
        }

        await AddAsync(harmless, cancellationToken).ConfigureAwait(false);
    }

    private async Task AddAsync(IReadOnlyList<SealedPiece> pieces, CancellationToken cancellationToken)
    {
        await library.Objects.AddAsync(pieces, cancellationToken).ConfigureAwait(false);
        _known.UnionWith(pieces.Select(one => one.Name.Name));
        tally.CountPulls(pieces.Count);
    }

    private async Task<List<SealedPiece>> ReadAsync(PieceName[] names, CancellationToken cancellationToken)
    {
        var pieces = new List<SealedPiece>(names.Length);
        await FanOut.ForEachAsync(
            names,
            options.TransfersMax,
            async (name, token) =>
            {
                if (await _fetch.TryAsync(name, token).ConfigureAwait(false) is { } piece)
                {
                    lock (pieces)
                    {
                        pieces.Add(piece);
                    }
                }
            },
            cancellationToken).ConfigureAwait(false);

        // In the order of their names: what is decided from them must not depend on which came first.
        pieces.Sort((left, right) => left.Name.Name.CompareTo(right.Name.Name));
        return pieces;
    }

    private async Task<List<(SessionId Session, Entry.Live Here, Entry.Purged Purge)>> PurgesAsync(
        SealedPiece piece, CancellationToken cancellationToken)
    {
        var purges = new List<(SessionId, Entry.Live, Entry.Purged)>();
        foreach (var (id, entry) in piece.Piece.Entries)
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
        foreach (var piece in _purging)
        {
            // Asked again: what was joined since may say more of a session.
            foreach (var (session, here, purge) in await PurgesAsync(piece, cancellationToken).ConfigureAwait(false))
            {
                purges[session] = (here, purges.TryGetValue(session, out var known)
                    ? (Entry.Purged)Join.Entries(known.Purge, purge)
                    : purge);
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
            memory.NoteGone(here, today);
        }

        await AddAsync(_purging, cancellationToken).ConfigureAwait(false);
        foreach (var archive in purges.Values.SelectMany(one => ContentHistory.ArchivesOf(one.Here)))
        {
            await library.Objects.DeleteArchiveAsync(archive, cancellationToken).ConfigureAwait(false);
        }

        tally.CountDeletions(purges.Count);
    }

    // What the purging device cannot have seen is not lost: it goes on as a session of its own.
    private async Task KeepUnseenAsync(
        SessionId session, Entry.Live here, Entry.Purged purge, CancellationToken cancellationToken)
    {
        if (!library.Rules.UnseenIsKept || !IsUnseen(session, here, purge))
        {
            return;
        }

        await FetchAsync(here, cancellationToken).ConfigureAwait(false);
        if (await library.Sealing.SaveAgainAsync(session, SavedAgain.WithoutTrashingOf(purge, here), cancellationToken).ConfigureAwait(false) is { } again)
        {
            tally.Tell(new SyncNotice.SavedAgain(session, again));
        }
    }

    // Only who changed a session keeps it; a purge that does not tell what it had seen is judged by counters.
    private bool IsUnseen(SessionId session, Entry.Live here, Entry.Purged purge)
    {
        var isSent = memory.SentSincePull.Contains(session);
        var isOwn = memory.Own.TryGetValue(session, out var own);
        return Changes.HasSeen(purge, here) is { } hasSeen
            ? (isSent || isOwn) && !hasSeen
            : isSent || (isOwn && own > purge.PurgedCounter);
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
