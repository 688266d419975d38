using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>The place where the devices of one vault meet.</summary>
/// <param name="place">The folder or bucket; the vault lies in a folder of its own in it.</param>
/// <param name="isBucket">Whether it is a bucket; a folder may be carried by a tool that is late by weeks.</param>
/// <param name="memoryFile">The absolute path of what this device remembers of the remote.</param>
public sealed class VaultRemote(
    IObjectStore place,
    bool isBucket,
    SessionLibrary library,
    IFileSystem files,
    string memoryFile,
    IRandom random,
    TimeProvider time)
    : IRemote
{
    /// <summary>What a person can do where the vault is gone from the remote.</summary>
    internal const string GoneHint =
        "If it is the right place: fastshot rebuild remote publishes there again what this device has. If not: fastshot remote set URL";

    private const int CollectShare = 5;
    private const int CollectCount = 1000;

    private readonly CountingStore _counting = new(VaultPlace.StoreOf(place, library.Vault));
    private readonly NamesThere _namesThere = new(files, memoryFile);

    /// <summary>On how many days it must be known that archives go before they are collected.</summary>
    internal int GoneDays { get; init; } = new SyncOptions().TrashDays;

    private IObjectStore Store => isBucket ? _counting : new CopiesStore(_counting);

    /// <summary>Pulls, decides what is purged, and pushes.</summary>
    /// <exception cref="VaultException">The vault is not there, another stands there, or it is of a newer format: nothing was touched.</exception>
    /// <exception cref="StoreException">The remote is away, refuses, or is full. What was done stays done.</exception>
    /// <exception cref="LibraryException">Another process syncs this library.</exception>
    public async Task<SyncReport> SyncAsync(
        SyncOptions options, IProgress<SyncProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var turn = await LockAsync(cancellationToken).ConfigureAwait(false);
        await using (turn.ConfigureAwait(false))
        {
            var start = time.GetTimestamp();
            var before = _counting.Usage;
            var tally = new SyncTally(progress);
            if (await LocksLieAsync(cancellationToken).ConfigureAwait(false))
            {
                tally.Tell(new SyncNotice.LocksLie());
            }

            if (!options.IgnoresSuccessor)
            {
                await Successor.RefuseAsync(library, cancellationToken).ConfigureAwait(false);
            }

            var memory = await ReadMemoryAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var now = time.GetUtcNow();
                var quick = new QuickSync(Store, library, memory, _namesThere, options, tally, random);
                if (!isBucket || !await quick.TryRunAsync(now, () => WriteMemoryAsync(memory), cancellationToken).ConfigureAwait(false))
                {
                    await new SyncRun(Store, library, memory, _namesThere, options, tally, isBucket, random)
                        .RunAsync(now, quick.Before, RequireVaultAsync, () => WriteMemoryAsync(memory), cancellationToken)
                        .ConfigureAwait(false);
                }
            }
            finally
            {
                // What was seen and sent counts, however the run ended.
                await WriteMemoryAsync(memory).ConfigureAwait(false);
            }

            return tally.ReportOf(_counting.Usage - before, time.GetElapsedTime(start));
        }
    }

    /// <summary>Fetches the pictures of a session to this device; false where the remote has them not.</summary>
    public async Task<bool> FetchAsync(SessionInfo session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Content?.Archive is { } archive
            && await ArchiveCheck.FetchAsync(Store, library, archive, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets sessions in the trash be purged by the next sync, if they still are as they are now.</summary>
    public async Task WishAsync(IEnumerable<SessionId> sessions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        var turn = await LockAsync(cancellationToken).ConfigureAwait(false);
        await using (turn.ConfigureAwait(false))
        {
            var memory = await ReadMemoryAsync(cancellationToken).ConfigureAwait(false);
            await Housekeeping.WishAsync(library, memory.Wishes, sessions, cancellationToken).ConfigureAwait(false);
            await WriteMemoryAsync(memory).ConfigureAwait(false);
        }
    }

    /// <summary>When the last sync ended, and how many records wait to be sent: made since, or not taken then.</summary>
    public async Task<(DateTimeOffset? LastSync, int Waiting)> StateAsync(CancellationToken cancellationToken = default)
    {
        var memory = await ReadMemoryAsync(cancellationToken).ConfigureAwait(false);
        var there = await _namesThere.ReadAsync(cancellationToken).ConfigureAwait(false) ?? [];
        var here = await library.Objects.KnownPiecesAsync(cancellationToken).ConfigureAwait(false);
        return (memory.LastSync, here.Count(name => !there.Contains(name)));
    }

    /// <summary>Whether what describes the vault can be read there.</summary>
    public async Task<bool> IsThereAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return await VaultPlace.ReadAboutAsync(Store, cancellationToken).ConfigureAwait(false) is not null;
        }
        catch (StoreException)
        {
            return false;
        }
    }

    /// <summary>Removes archives of sessions that are known for 30 days to be purged; none while a purge of this device waits to be sent.</summary>
    /// <param name="confirm">Asked before more than a fifth of the archives, or 1,000, are removed.</param>
    /// <returns>What was removed, or, in a dry run, what would be.</returns>
    public async Task<IReadOnlyList<ArchiveName>> CollectAsync(
        bool isDryRun, Func<int, Task<bool>> confirm, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(confirm);
        var turn = await LockAsync(cancellationToken).ConfigureAwait(false);
        await using (turn.ConfigureAwait(false))
        {
            await RequireVaultAsync(cancellationToken).ConfigureAwait(false);
            var memory = await ReadMemoryAsync(cancellationToken).ConfigureAwait(false);
            var check = new ArchiveCheck(Store, library, new SyncOptions(), new SyncTally(progress: null));
            var named = await check.NamedAsync(cancellationToken).ConfigureAwait(false);
            List<ArchiveName> due =
            [
                .. memory.Gone.Where(one => (one.Value.Count >= GoneDays || !library.Rules.CollectedWhenLongKnown) && !named.Contains(one.Key))
                    .Select(one => one.Key),
            ];
            if (due.Count > 0 && library.Rules.CollectedWhenLongKnown && await HasUnsentPurgeAsync(cancellationToken).ConfigureAwait(false))
            {
                return [];
            }

            if (isDryRun || due.Count == 0 || (IsMuch(due.Count, named.Count) && !await confirm(due.Count).ConfigureAwait(false)))
            {
                return isDryRun ? due : [];
            }

            await RemoveAsync(due, memory, memory.Gone, cancellationToken).ConfigureAwait(false);
            return due;
        }
    }

    /// <summary>Removes archives that no session names, when they stood there for 180 days.</summary>
    /// <param name="confirm">Asked before anything is removed; how many, and whether that is more than a fifth, or 1,000.</param>
    /// <returns>What was removed, or, in a dry run, what would be; null where not all that is there could be read, for that may name them.</returns>
    public async Task<UnnamedReport?> CollectUnnamedAsync(
        bool isDryRun, Func<int, bool, Task<bool>> confirm, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(confirm);
        if (!isDryRun && (await SyncAsync(new SyncOptions { Refreshes = true }, progress: null, cancellationToken).ConfigureAwait(false)).IsIncomplete)
        {
            return null;
        }

        var turn = await LockAsync(cancellationToken).ConfigureAwait(false);
        await using (turn.ConfigureAwait(false))
        {
            await RequireVaultAsync(cancellationToken).ConfigureAwait(false);
            var memory = await ReadMemoryAsync(cancellationToken).ConfigureAwait(false);
            var check = new ArchiveCheck(Store, library, new SyncOptions(), new SyncTally(progress: null));
            var named = await check.NamedAsync(cancellationToken).ConfigureAwait(false);
            var found = await new UnnamedCollection(Store, memory, isBucket).FindAsync(named, cancellationToken).ConfigureAwait(false);
            if (isDryRun || found.Due.Count == 0)
            {
                return found;
            }

            if (!await confirm(found.Due.Count, IsMuch(found.Due.Count, named.Count)).ConfigureAwait(false))
            {
                return found with { Due = [], Younger = found.Younger + found.Due.Count };
            }

            await RemoveAsync(found.Due, memory, memory.Unnamed, cancellationToken).ConfigureAwait(false);
            return found;
        }
    }

    // It may be lost with this device: then the session lives on, and needs its pictures.
    private async Task<bool> HasUnsentPurgeAsync(CancellationToken cancellationToken)
    {
        var there = await _namesThere.ReadAsync(cancellationToken).ConfigureAwait(false) ?? [];
        var here = await library.Objects.PiecesAsync(cancellationToken).ConfigureAwait(false);
        foreach (var name in here.Of(PieceKind.Record).Where(one => !there.Contains(one.Name)))
        {
            var reading = await library.Objects.ReadAsync(name, cancellationToken).ConfigureAwait(false);
            if (reading.Piece?.Entries.Any(one => one.Value is Entry.Purged) == true)
            {
                return true;
            }
        }

        return false;
    }

    private async Task RemoveAsync(
        IReadOnlyList<ArchiveName> due, SyncMemory memory, Dictionary<ArchiveName, DaysSeen> counted, CancellationToken cancellationToken)
    {
        foreach (var archive in due)
        {
            await Store.DeleteAsync(VaultNames.Archive(archive.Sha256), cancellationToken).ConfigureAwait(false);
            counted.Remove(archive);
        }

        await WriteMemoryAsync(memory).ConfigureAwait(false);
    }

    private static bool IsMuch(int due, int named) => due > CollectCount || due * CollectShare > named + due;

    // An empty or foreign place is never taken for a vault without sessions.
    private async Task RequireVaultAsync(CancellationToken cancellationToken)
    {
        if (await VaultPlace.ReadAboutAsync(Store, cancellationToken).ConfigureAwait(false) is { } about)
        {
            VaultPlace.Check(about, library.Vault);
            return;
        }

        throw await VaultPlace.HasAnyAsync(Store, cancellationToken).ConfigureAwait(false)
            ? new VaultException(VaultError.Missing, "What describes the vault is gone from the remote, or damaged; nothing was changed.")
            {
                Hint = "fastshot verify --remote says what is wrong there, and fastshot repair --remote mends it.",
            }
            : new VaultException(VaultError.NoVault, $"The vault {library.Vault} is not at the remote any more; nothing was changed.")
            {
                Hint = GoneHint,
            };
    }

    private async Task<IAsyncDisposable> LockAsync(CancellationToken cancellationToken) =>
        await files.TryLockAsync($"{memoryFile}.lock", cancellationToken).ConfigureAwait(false)
        ?? throw new LibraryException(LibraryError.InUse, "Another process is syncing this library.");

    // Asked for again while this process has it. Nothing rests on the lock but the work that two would do twice.
    private async Task<bool> LocksLieAsync(CancellationToken cancellationToken)
    {
        if (await files.TryLockAsync($"{memoryFile}.lock", cancellationToken).ConfigureAwait(false) is not { } again)
        {
            return false;
        }

        await again.DisposeAsync().ConfigureAwait(false);
        return true;
    }

    private Task<SyncMemory> ReadMemoryAsync(CancellationToken cancellationToken) =>
        SyncMemory.ReadAsync(files, memoryFile, cancellationToken);

    private Task WriteMemoryAsync(SyncMemory memory) =>
        new AtomicFile(files, random).WriteAsync(memoryFile, memory.ToBytes(), overwrite: true, CancellationToken.None);
}
