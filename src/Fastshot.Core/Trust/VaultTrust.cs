using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
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

    /// <summary>Does what a plan says, adding only.</summary>
    /// <exception cref="LibraryException">Another process syncs this library.</exception>
    public async Task<RepairReport> RepairAsync(
        RepairPlan plan, IProgress<VerifyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var turn = await files.TryLockAsync($"{memoryFile}.lock", cancellationToken).ConfigureAwait(false)
            ?? throw new LibraryException(LibraryError.InUse, "Another process is syncing this library.");
        await using (turn.ConfigureAwait(false))
        {
            return await new VaultRepair(PartsOf(progress)).RunAsync(plan, cancellationToken).ConfigureAwait(false);
        }
    }

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
