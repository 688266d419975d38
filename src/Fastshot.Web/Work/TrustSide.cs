using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Trust;
using Fastshot.Web.Api;
using Fastshot.Web.Hosting;

namespace Fastshot.Web.Work;

/// <summary>Which side is looked through: this device, or the remote that is set.</summary>
internal sealed record TrustSide(SessionLibrary Library, SetRemote? Remote, bool IsRemote)
{
    /// <summary>For people.</summary>
    public string Subject => IsRemote && Remote is not null ? Remote.Address.Text : "this device";
}

/// <summary>What can be looked through and mended: a side of the vault, or the older program's bucket.</summary>
internal interface ITrusted
{
    /// <summary>The side of the vault.</summary>
    /// <exception cref="ApiException">It is the older program's bucket.</exception>
    VaultTrust Trust { get; }

    Task<VerifyReport> VerifyAsync(VerifyOptions options, IProgress<VerifyProgress> progress, CancellationToken cancellationToken);

    Task<RepairReport> RepairAsync(RepairPlan plan, bool removes, IProgress<VerifyProgress> progress, CancellationToken cancellationToken);

    Task<RepairReport> RebuildAsync(RebuildParts which, IProgress<VerifyProgress> progress, CancellationToken cancellationToken);
}

/// <summary>One side of the vault.</summary>
internal sealed class TrustedVault(VaultTrust trust) : ITrusted
{
    public VaultTrust Trust => trust;

    public Task<VerifyReport> VerifyAsync(VerifyOptions options, IProgress<VerifyProgress> progress, CancellationToken cancellationToken) =>
        trust.VerifyAsync(options, progress, cancellationToken);

    // Its plans remove nothing.
    public Task<RepairReport> RepairAsync(
        RepairPlan plan, bool removes, IProgress<VerifyProgress> progress, CancellationToken cancellationToken) =>
        trust.RepairAsync(plan, progress, cancellationToken);

    public Task<RepairReport> RebuildAsync(RebuildParts which, IProgress<VerifyProgress> progress, CancellationToken cancellationToken) =>
        throw ApiException.Bad("bad_request", "The remote is a vault, which has no such indexes.", "A sync puts back what it lost.");
}

/// <summary>The older program's bucket.</summary>
internal sealed class TrustedBucket(IRemote remote) : ITrusted
{
    public VaultTrust Trust => throw ApiException.Bad("bad_request", "The remote is a bucket of the older program.", "Choose what fits it.");

    private IRepairableRemote Bucket => (IRepairableRemote)remote;

    public Task<StoreUsage> EstimateAsync(VerifyOptions options, CancellationToken cancellationToken) => Bucket.EstimateAsync(options, cancellationToken);

    public Task<VerifyReport> VerifyAsync(VerifyOptions options, IProgress<VerifyProgress> progress, CancellationToken cancellationToken) =>
        Bucket.VerifyAsync(options, progress, cancellationToken);

    public Task<RepairReport> RepairAsync(
        RepairPlan plan, bool removes, IProgress<VerifyProgress> progress, CancellationToken cancellationToken) =>
        Bucket.RepairAsync(plan, removes, progress, cancellationToken);

    public Task<RepairReport> RebuildAsync(RebuildParts which, IProgress<VerifyProgress> progress, CancellationToken cancellationToken) =>
        Bucket.RebuildAsync(which, progress, cancellationToken);
}
