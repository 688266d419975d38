using Fastshot.Core.Model;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Sync;

/// <summary>A remote that can be looked through, mended, and whose derived objects can be made anew.</summary>
/// <remarks>Only a repair changes anything; it adds and mends, and removes only what its plan says a person agreed to.</remarks>
public interface IRepairableRemote : IRemote
{
    /// <summary>What a look is going to use, by a listing of what is there.</summary>
    Task<StoreUsage> EstimateAsync(VerifyOptions options, CancellationToken cancellationToken = default);

    /// <summary>Looks at everything, changing nothing.</summary>
    Task<VerifyReport> VerifyAsync(
        VerifyOptions options, IProgress<VerifyProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Does what a plan says; what turns out to be well meanwhile is left as it is.</summary>
    /// <param name="removes">Whether a person agreed to the removals.</param>
    Task<RepairReport> RepairAsync(
        RepairPlan plan, bool removes, IProgress<VerifyProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Makes anew what follows from the sessions, whether it is well or not.</summary>
    Task<RepairReport> RebuildAsync(
        RebuildParts which, IProgress<VerifyProgress>? progress = null, CancellationToken cancellationToken = default);
}

/// <summary>What of a remote is made anew.</summary>
[Flags]
public enum RebuildParts
{
    None = 0,

    /// <summary>What is said of each session beside it.</summary>
    Indexes = 1,

    /// <summary>The list of all sessions.</summary>
    List = 2,
}
