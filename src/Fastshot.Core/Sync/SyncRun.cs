using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>One sync, in the steps of docs/sync-protocol.md.</summary>
internal sealed class SyncRun(
    IObjectStore store,
    SessionLibrary library,
    SyncMemory memory,
    NamesThere namesThere,
    SyncOptions options,
    SyncTally tally,
    bool isBucket,
    IRandom random)
{
    private const int WentBackShare = 10;

    private static readonly TimeSpan CheckEvery = TimeSpan.FromHours(6);
    private static readonly TimeSpan AwayMax = TimeSpan.FromDays(30);

    /// <summary>Pulls, tidies up, and pushes.</summary>
    /// <param name="met">What was met in this run already.</param>
    /// <param name="requireVault">Throws where this vault does not stand there.</param>
    /// <param name="remember">Keeps what is remembered of the remote; called before anything is sent.</param>
    public async Task RunAsync(
        DateTimeOffset now,
        QuickSync.Met met,
        Func<CancellationToken, Task> requireVault,
        Func<Task> remember,
        CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        foreach (var (archive, seen) in memory.Gone.ToList())
        {
            memory.Gone[archive] = seen.At(today);
        }

        var housekeeping = new Housekeeping(
            library, memory.Wishes, memory.Trash, tally, purging: entry => memory.NoteGone(entry, today));
        if (!library.Rules.PurgesNeedAPull)
        {
            await housekeeping.RunAsync(options.TrashDays, today, cancellationToken).ConfigureAwait(false);
        }

        var kept = met.There ?? await namesThere.ReadAsync(cancellationToken).ConfigureAwait(false);
        var before = kept ?? [];
        var view = await LookAsync(requireVault, cancellationToken).ConfigureAwait(false);
        var here = met.Here ?? await library.Objects.PiecesAsync(cancellationToken).ConfigureAwait(false);
        if (!library.Rules.EmptyListsDeleteNothing && view.Names.Count == 0)
        {
            await library.Objects.RemoveAsync([.. here.Names.Where(one => before.Contains(one.Name))], cancellationToken).ConfigureAwait(false);
            here = await library.Objects.PiecesAsync(cancellationToken).ConfigureAwait(false);
        }

        var coverage = new Coverage(view, library.Rules);
        var fetched = await new PieceFetch(store, library, tally)
            .CheckpointsAsync(view, coverage, here, cancellationToken).ConfigureAwait(false);
        var claimed = coverage.Claimed();
        var lost = before.Count(name => !view.Names.Contains(name) && !claimed.Contains(name));

        // Sent by a process that did not live to tell the others, or put back by a repair.
        var isUntold = memory.IsUntold || here.Of(PieceKind.Record).Any(one => view.Has(one) && !before.Contains(one.Name));
        var push = new Push(store, library, memory, options, tally);
        var unsent = SyncPlan.Of(here, view, coverage, claimed).Unsent;
        var changed = await push.ChangedByAsync(unsent, cancellationToken).ConfigureAwait(false);
        memory.SentSincePull.UnionWith(changed);
        var pull = new Pull(store, library, coverage, memory, options, tally);
        await pull.RunAsync(view, fetched, today, cancellationToken).ConfigureAwait(false);
        if (!options.IgnoresSuccessor)
        {
            await Successor.RefuseAsync(library, cancellationToken).ConfigureAwait(false);
        }

        await new LostPieces(store, library, view, coverage, tally)
            .RunAsync(here, pull.Known, cancellationToken).ConfigureAwait(false);
        await housekeeping.RunAsync(options.TrashDays, today, cancellationToken).ConfigureAwait(false);

        // Read again: a pull and a purge may have recorded something of their own.
        here = await library.Objects.PiecesAsync(cancellationToken).ConfigureAwait(false);
        var plan = SyncPlan.Of(here, view, coverage, coverage.Covered(pull.Known));
        changed.UnionWith(await push.ChangedByAsync(plan.Unsent.Except(unsent), cancellationToken).ConfigureAwait(false));

        // Written before anything is sent: whether an answer comes back, or this process lives to hear it, is not known.
        memory.SentSincePull.Clear();
        memory.SentSincePull.UnionWith(changed);
        if (changed.Count > 0)
        {
            await remember().ConfigureAwait(false);
        }

        await push.PutBackAsync(plan.Lost, cancellationToken).ConfigureAwait(false);
        var sent = await push.RunAsync(plan.Unsent, cancellationToken).ConfigureAwait(false);
        foreach (var (name, length) in sent)
        {
            view.Add(name, length);
        }

        var headETag = met.HeadETag ?? view.HeadETag;
        var head = new Head(store, library.Objects, memory);
        var isSettled = head.IsSettled(headETag, now);
        if (isBucket && (isUntold || sent.Count > 0 || plan.Lost.Count > 0))
        {
            headETag = await head.RingAsync(headETag, cancellationToken).ConfigureAwait(false);
        }

        memory.IsUntold = false;

        var known = await TidyAsync(view, coverage, today, cancellationToken).ConfigureAwait(false);
        var there = view.Names.Concat(coverage.Covered(known).Where(known.Contains)).ToHashSet();
        await namesThere.WriteAsync(there, kept, random, cancellationToken).ConfigureAwait(false);
        if (lost * WentBackShare > before.Count && now - memory.LastSync < AwayMax)
        {
            tally.Tell(new SyncNotice.WentBack(lost));
        }

        await CheckAsync(push, lost > 0, now, today, cancellationToken).ConfigureAwait(false);
        memory.LastSync = now;
        memory.LastLook = now;
        memory.SentSinceLook = 0;

        // What could not be read, waits for a person, or may not have shown yet, is looked for again: an unchanged head would hide it.
        memory.HeadETag = isSettled && tally.IsComplete ? headETag : null;
        memory.HeadMet = headETag is null ? null : memory.HeadMet is { } last && last.ETag == headETag ? last : (headETag, now);
    }

    // What describes the vault is read again only where a listing does not show it as it was.
    private async Task<RemoteView> LookAsync(Func<CancellationToken, Task> requireVault, CancellationToken cancellationToken)
    {
        if (!isBucket)
        {
            await requireVault(cancellationToken).ConfigureAwait(false);
            var folder = await RemoteView.ReadAsync(store, isBucket, cancellationToken).ConfigureAwait(false);
            await new FolderCopies(store, library, memory, tally).RestoreAsync(folder, cancellationToken).ConfigureAwait(false);
            return folder;
        }

        var view = await RemoteView.ReadAsync(store, isBucket, cancellationToken).ConfigureAwait(false);
        if (view.AboutETag is null || view.AboutETag != memory.AboutETag)
        {
            await requireVault(cancellationToken).ConfigureAwait(false);
            memory.AboutETag = view.AboutETag;
        }

        return view;
    }

    // Many small pieces become few large ones, and what those hold goes.
    private async Task<IReadOnlySet<Digest>> TidyAsync(
        RemoteView view, Coverage coverage, DateOnly today, CancellationToken cancellationToken)
    {
        var known = await library.Objects.KnownPiecesAsync(cancellationToken).ConfigureAwait(false);
        var cleaning = new LogCleaning(store, library, view, coverage, memory, options, tally);
        await cleaning.CleanThereAsync(known, today, isBucket ? options.Sizes.DaysInBucket : options.Sizes.DaysInFolder, cancellationToken).ConfigureAwait(false);
        var covered = coverage.Covered(known);
        if (view.Records.Count(one => !covered.Contains(one.Name)) > options.Sizes.RecordsMin + Lot(options.Sizes.RecordsMin))
        {
            var made = await new Compaction(store, library, coverage, options).RunAsync(view, known, cancellationToken)
                .ConfigureAwait(false);
            await library.Objects.AddAsync(made, cancellationToken).ConfigureAwait(false);
            foreach (var piece in made)
            {
                view.Add(piece.Name, piece.Bytes.Length);
                if (piece.Piece.Checkpoint is { } checkpoint)
                {
                    coverage.Add(piece.Name, checkpoint);
                }
            }

            known = await library.Objects.KnownPiecesAsync(cancellationToken).ConfigureAwait(false);
        }

        await cleaning.CleanHereAsync(known, cancellationToken).ConfigureAwait(false);
        return known;
    }

    private async Task CheckAsync(Push push, bool isLossMet, DateTimeOffset now, DateOnly today, CancellationToken cancellationToken)
    {
        var check = new ArchiveCheck(store, library, options, tally);
        var isDue = isLossMet || memory.LastCheck is not { } last || (now - last).Duration() > CheckEvery;
        if (isDue && library.Rules.ArchivesArePutBack && await HasArchivesAsync(cancellationToken).ConfigureAwait(false))
        {
            var unnamed = await check.PutBackAsync(push, cancellationToken).ConfigureAwait(false);
            await library.KeyFiles.KeepCopiesAsync(store, cancellationToken).ConfigureAwait(false);
            memory.LastCheck = now;
            if (tally.IsComplete)
            {
                // Only where all was read: what could not be may name them.
                memory.NoteUnnamed(unnamed, today);
            }
        }

        if (options.Download is not DownloadChoice.None)
        {
            await check.DownloadAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // A device that has just joined has nothing to put back.
    private async Task<bool> HasArchivesAsync(CancellationToken cancellationToken) =>
        (await library.Objects.Store.ListAsync(VaultNames.SessionsPrefix, countMax: 1, cancellationToken: cancellationToken).ConfigureAwait(false))
        .Objects.Count > 0;

    private int Lot(int most)
    {
        Span<byte> bytes = stackalloc byte[2];
        random.Fill(bytes);
        return ((bytes[0] << 8) | bytes[1]) % (most + 1);
    }
}
