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
    private const int CollectShare = 5;
    private const int CollectCount = 1000;

    private readonly CountingStore _store = new(VaultPlace.StoreOf(place, library.Vault));
    private readonly NamesThere _namesThere = new(files, memoryFile);

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
            var before = _store.Usage;
            var tally = new SyncTally(progress);
            var memory = await ReadMemoryAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var now = time.GetUtcNow();
                var quick = new QuickSync(_store, library, memory, _namesThere, options, tally, random);
                if (!isBucket || !await quick.TryRunAsync(now, () => WriteMemoryAsync(memory), cancellationToken).ConfigureAwait(false))
                {
                    await new SyncRun(_store, library, memory, _namesThere, options, tally, isBucket, random)
                        .RunAsync(now, quick.HeadETag, RequireVaultAsync, () => WriteMemoryAsync(memory), cancellationToken)
                        .ConfigureAwait(false);
                }
            }
            finally
            {
                // What was seen and sent counts, however the run ended.
                await WriteMemoryAsync(memory).ConfigureAwait(false);
            }

            return tally.ReportOf(_store.Usage - before, time.GetElapsedTime(start));
        }
    }

    /// <summary>Fetches the pictures of a session to this device; false where the remote has them not.</summary>
    public async Task<bool> FetchAsync(SessionInfo session, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Content?.Archive is { } archive
            && await ArchiveCheck.FetchAsync(_store, library, archive, cancellationToken).ConfigureAwait(false);
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
            return await VaultPlace.ReadAboutAsync(_store, cancellationToken).ConfigureAwait(false) is not null;
        }
        catch (StoreException)
        {
            return false;
        }
    }

    /// <summary>Removes archives of sessions that are known for 30 days to be purged.</summary>
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
            var check = new ArchiveCheck(_store, library, new SyncOptions(), new SyncTally(progress: null));
            var named = await check.NamedAsync(cancellationToken).ConfigureAwait(false);
            List<ArchiveName> due =
            [
                .. memory.Gone.Where(one => one.Value.Count >= new SyncOptions().TrashDays && !named.Contains(one.Key)).Select(one => one.Key),
            ];
            var isMuch = due.Count > CollectCount || due.Count * CollectShare > named.Count + due.Count;
            if (isDryRun || due.Count == 0 || (isMuch && !await confirm(due.Count).ConfigureAwait(false)))
            {
                return isDryRun ? due : [];
            }

            foreach (var archive in due)
            {
                await _store.DeleteAsync(VaultNames.Archive(archive.Sha256), cancellationToken).ConfigureAwait(false);
                memory.Gone.Remove(archive);
            }

            await WriteMemoryAsync(memory).ConfigureAwait(false);
            return due;
        }
    }

    // An empty or foreign place is never taken for a vault without sessions.
    private async Task RequireVaultAsync(CancellationToken cancellationToken)
    {
        if (await VaultPlace.ReadAboutAsync(_store, cancellationToken).ConfigureAwait(false) is { } about)
        {
            VaultPlace.Check(about, library.Vault);
            return;
        }

        throw await VaultPlace.HasAnyAsync(_store, cancellationToken).ConfigureAwait(false)
            ? new VaultException(VaultError.Missing, "What describes the vault is gone from the remote, or damaged; nothing was changed.")
            : new VaultException(VaultError.NoVault, $"The vault {library.Vault} is not at the remote any more; nothing was changed.");
    }

    private async Task<IAsyncDisposable> LockAsync(CancellationToken cancellationToken) =>
        await files.TryLockAsync($"{memoryFile}.lock", cancellationToken).ConfigureAwait(false)
        ?? throw new LibraryException(LibraryError.InUse, "Another process is syncing this library.");

    private Task<SyncMemory> ReadMemoryAsync(CancellationToken cancellationToken) =>
        SyncMemory.ReadAsync(files, memoryFile, cancellationToken);

    private Task WriteMemoryAsync(SyncMemory memory) =>
        new AtomicFile(files, random).WriteAsync(memoryFile, memory.ToBytes(), overwrite: true, CancellationToken.None);
}
