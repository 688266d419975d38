using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Trust;

/// <summary>Looks one side of a library's vault through, and mends it from the other: this device's side, or the remote's.</summary>
/// <param name="place">Where devices meet, or null where no remote is set, or it cannot be reached.</param>
/// <param name="isRemote">Whether the remote is looked at; then there is a place.</param>
/// <param name="memoryFile">The absolute path of what this device remembers of the remote.</param>
public sealed class VaultTrust(
    SessionLibrary library, IObjectStore? place, bool isRemote, IFileSystem files, string memoryFile, IRandom random, TimeProvider time)
{
    /// <summary>What a verification is going to use, by what this device knows; a remote may hold more.</summary>
    public async Task<StoreUsage> EstimateAsync(VerifyOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var named = await NamedArchives.ReadAsync(library, cancellationToken).ConfigureAwait(false);
        var pieces = await library.Objects.PiecesAsync(cancellationToken).ConfigureAwait(false);
        var count = named.Count + pieces.Count + 1;
        var bytes = named.Bytes + pieces.Names.Sum(piece => pieces.LengthOf(piece) ?? 0);
        return default(StoreUsage) with
        {
            Lists = (count + ListPage.CountMax - 1) / ListPage.CountMax,
            Gets = ((count * (long)options.ReadPercent) + 99) / 100,
            BytesReceived = (long)(bytes * (options.ReadPercent / 100.0)),
        };
    }

    /// <summary>Looks that side through, changing nothing.</summary>
    /// <exception cref="VaultException">There is no vault there, or it is of a newer format.</exception>
    /// <exception cref="StoreException">It cannot be reached.</exception>
    public Task<VerifyReport> VerifyAsync(
        VerifyOptions options, IProgress<VerifyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new VaultVerify(PartsOf(progress)).RunAsync(options, cancellationToken);
    }

    /// <summary>Reads the archives that were downloaded to this device to their last byte, changing nothing.</summary>
    public async Task<VerifyReport> VerifyDownloadsAsync(
        IProgress<VerifyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var mine = PartsOf(progress);
        var findings = new Findings(mine);
        var check = new ObjectCheck(mine, new HashSet<Digest>());
        var archives = await library.Objects.Cache.ArchivesAsync(cancellationToken).ConfigureAwait(false);
        var (done, bytes) = (0, 0L);
        foreach (var (archive, _) in archives)
        {
            var key = VaultNames.Archive(archive.Sha256);
            if (await check.ProblemOfAsync(new ObjectInfo(key, archive.Length, "", default), session: null, cancellationToken).ConfigureAwait(false) is { } problem)
            {
                findings.Add(FindingKind.Damaged, key.Value, FindingAction.Inspect, $"{problem}. Fetch it again with: fastshot repair --read-data");
            }

            (done, bytes) = (done + 1, bytes + archive.Length);
            progress?.Report(new VerifyProgress(done, archives.Count, bytes));
        }

        return new VerifyReport(done, findings.All) { More = findings.More };
    }

    /// <summary>Does what a plan says, adding only.</summary>
    /// <exception cref="LibraryException">Another process syncs this library.</exception>
    public async Task<RepairReport> RepairAsync(
        RepairPlan plan, IProgress<VerifyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var turn = await LockAsync(cancellationToken).ConfigureAwait(false);
        await using (turn.ConfigureAwait(false))
        {
            var repair = new VaultRepair(PartsOf(progress));
            if (!isRemote || !plan.Steps.Any(one => VaultNames.TryParsePiece(ObjectKey.Parse(one.ObjectName), out _)))
            {
                return await repair.RunAsync(plan, cancellationToken).ConfigureAwait(false);
            }

            // Noted before anything is put there: however this ends, the other devices will hear of it.
            var memory = await SyncMemory.ReadAsync(files, memoryFile, cancellationToken).ConfigureAwait(false);
            memory.IsUntold = true;
            await WriteAsync(memory, cancellationToken).ConfigureAwait(false);
            var report = await repair.RunAsync(plan, cancellationToken).ConfigureAwait(false);
            await TellAsync(memory, cancellationToken).ConfigureAwait(false);
            return report;
        }
    }

    /// <summary>How the list of sessions is made anew from the archives of that side alone.</summary>
    public ArchiveAdoption Adoption => new(library, PartsOf(progress: null).Looked);

    /// <summary>Whether the remote has a key file that can be read, or this device a copy; without one only the recovery key opens the vault there.</summary>
    public async Task<bool> HasKeyFileAsync(CancellationToken cancellationToken = default) =>
        await library.KeyFiles.AnySoundAsync(RequirePlace(), cancellationToken).ConfigureAwait(false)
        || await library.KeyFiles.AnyCopyAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Lets a remote that was emptied or went back be this library's vault again: it is described anew, and the next sync
    /// puts everything there that is here, its pictures included.
    /// </summary>
    /// <param name="passphrase">What opens the vault there from now on, where no key file is left; else null.</param>
    /// <exception cref="LibraryException">Another process syncs this library.</exception>
    /// <exception cref="VaultException">What stands there is of a newer format.</exception>
    public async Task PublishAgainAsync(ReadOnlyMemory<byte>? passphrase, CancellationToken cancellationToken = default)
    {
        var there = RequirePlace();
        var turn = await LockAsync(cancellationToken).ConfigureAwait(false);
        await using (turn.ConfigureAwait(false))
        {
            var store = VaultPlace.StoreOf(there, library.Vault);
            if (await VaultPlace.ReadAboutAsync(store, cancellationToken).ConfigureAwait(false) is { } about && about.Vault == library.Vault)
            {
                VaultPlace.Check(about, library.Vault);
            }

            if (passphrase is { } given)
            {
                await library.KeyFiles.AddAsync(there, given, cancellationToken).ConfigureAwait(false);
            }
            else if (!await library.KeyFiles.AnySoundAsync(there, cancellationToken).ConfigureAwait(false))
            {
                await library.KeyFiles.PutBackAsync(there, cancellationToken).ConfigureAwait(false);
            }

            // Forgotten before the description lets a sync begin: whenever that is stopped, the next looks for everything.
            var memory = await SyncMemory.ReadAsync(files, memoryFile, cancellationToken).ConfigureAwait(false);
            (memory.LastCheck, memory.AboutETag, memory.IsUntold) = (null, null, true);
            await WriteAsync(memory, cancellationToken).ConfigureAwait(false);
            await VaultPlace.DescribeAsync(store, library.Vault, time.GetLocalNow(), cancellationToken).ConfigureAwait(false);
        }
    }

    // A head stands in a bucket only; where there is none, nobody relies on it.
    private async Task TellAsync(SyncMemory memory, CancellationToken cancellationToken)
    {
        var store = VaultPlace.StoreOf(RequirePlace(), library.Vault);
        if (await store.HeadAsync(VaultNames.Head, cancellationToken).ConfigureAwait(false) is not null)
        {
            var written = await new Head(store, library.Objects, memory).RingAsync(memory.HeadETag, cancellationToken).ConfigureAwait(false);
            memory.HeadETag = memory.HeadETag is null ? null : written;
        }

        memory.IsUntold = false;
        await WriteAsync(memory, cancellationToken).ConfigureAwait(false);
    }

    private Task WriteAsync(SyncMemory memory, CancellationToken cancellationToken) =>
        new AtomicFile(files, random).WriteAsync(memoryFile, memory.ToBytes(), overwrite: true, cancellationToken);

    private IObjectStore RequirePlace() => place ?? throw new InvalidOperationException("There is no remote.");

    private async Task<IAsyncDisposable> LockAsync(CancellationToken cancellationToken) =>
        await files.TryLockAsync($"{memoryFile}.lock", cancellationToken).ConfigureAwait(false)
        ?? throw new LibraryException(LibraryError.InUse, "Another process is syncing this library.");

    private TrustParts PartsOf(IProgress<VerifyProgress>? progress)
    {
        IObjectStore here = library.Objects.Store;
        IObjectStore? there = place is null ? null : VaultPlace.StoreOf(place, library.Vault);
        return new TrustParts(
            isRemote ? there ?? throw new InvalidOperationException("There is no remote.") : here,
            isRemote ? here : there,
            isRemote,
            library,
            files,
            memoryFile,
            random,
            time,
            progress);
    }
}
