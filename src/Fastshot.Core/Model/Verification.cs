using System.Collections.Immutable;

namespace Fastshot.Core.Model;

/// <summary>What is wrong with an object.</summary>
public enum FindingKind
{
    /// <summary>It is not where it should be.</summary>
    Missing,

    /// <summary>It is there, and cannot be read.</summary>
    Damaged,

    /// <summary>It can be read, and says what is not so.</summary>
    Wrong,

    /// <summary>It is there, and nothing needs it.</summary>
    Orphaned,
}

/// <summary>What a repair does about a finding.</summary>
public enum FindingAction
{
    /// <summary>It is made anew from what stands beside it.</summary>
    Rewrite,

    /// <summary>This device has what it held, and puts it back.</summary>
    PutBack,

    /// <summary>It is removed, after a person agreed.</summary>
    Remove,

    /// <summary>What describes the vault is written anew, after a person agreed.</summary>
    Describe,

    /// <summary>What it said is still in this device's index, and is recorded anew.</summary>
    Publish,

    /// <summary>It opens the vault, and may be missing on purpose: put back after a person agreed.</summary>
    Reinstate,

    /// <summary>Its session is taken into the list, after a person agreed.</summary>
    Adopt,

    /// <summary>Nothing that this device can reach has it.</summary>
    Lost,

    /// <summary>It is left as it is: nothing is wrong that a repair could mend.</summary>
    Keep,

    /// <summary>More must be known, or be done by a person, as the finding says.</summary>
    Inspect,
}

/// <summary>One thing that a verification found.</summary>
/// <param name="ObjectName">The name of the object.</param>
/// <param name="Id">The session that it belongs to, or null.</param>
/// <param name="Detail">What exactly, as the end of a sentence that begins with the object's name.</param>
public sealed record Finding(FindingKind Kind, string ObjectName, SessionId? Id, FindingAction Action, string Detail);

/// <summary>How many findings of a kind there are beyond those that are listed.</summary>
public readonly record struct FindingCount(FindingKind Kind, FindingAction Action, int Count);

/// <summary>How thoroughly a verification looks.</summary>
/// <param name="ReadPercent">How many of the sessions are read to their last byte: from 0, only their names and indexes, to 100.</param>
/// <param name="Resumes">Whether a verification that was stopped is gone on with; what it read is not read again.</param>
public sealed record VerifyOptions(int ReadPercent = 0, bool Resumes = false);

/// <summary>Where a verification, repair or rebuilding stands; each report is complete in itself.</summary>
public readonly record struct VerifyProgress(int Done, int Total, long Bytes);

/// <summary>What a verification looked at, and what it found.</summary>
/// <param name="Checked">How many objects were looked at, lists among them.</param>
public sealed record VerifyReport(int Checked, ImmutableArray<Finding> Findings)
{
    /// <summary>Where there are very many, those beyond the first thousands are counted and not listed.</summary>
    public ImmutableArray<FindingCount> More { get; init; } = [];

    public int Healthy => Math.Max(
        0,
        Checked - Findings.Where(one => one.Kind is not FindingKind.Missing).DistinctBy(one => one.ObjectName).Count()
            - More.Where(one => one.Kind is not FindingKind.Missing).Sum(one => one.Count));

    public bool IsHealthy => Findings.IsEmpty && More.IsEmpty;
}

/// <summary>What a repair is going to do, made from findings before anything is changed.</summary>
/// <param name="Steps">What can be mended without asking.</param>
/// <param name="Removals">What goes only when a person agrees.</param>
/// <param name="Lost">What cannot be mended from here.</param>
public sealed record RepairPlan(ImmutableArray<Finding> Steps, ImmutableArray<Finding> Removals, ImmutableArray<Finding> Lost)
{
    /// <summary>What is written only when a person agrees.</summary>
    public ImmutableArray<Finding> Asked { get; init; } = [];

    public static RepairPlan Of(VerifyReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new RepairPlan(
            [.. report.Findings.Where(one => one.Action is FindingAction.Rewrite or FindingAction.PutBack or FindingAction.Publish)],
            [.. report.Findings.Where(one => one.Action is FindingAction.Remove)],
            [.. report.Findings.Where(one => one.Action is FindingAction.Lost)])
        {
            Asked = [.. report.Findings.Where(one => one.Action is FindingAction.Describe or FindingAction.Reinstate or FindingAction.Adopt)],
        };
    }

    /// <summary>The plan with what a person agreed to.</summary>
    public RepairPlan With(IEnumerable<Finding> agreed) => this with { Steps = [.. Steps, .. agreed] };
}

/// <summary>What came of a repair or a rebuilding.</summary>
/// <param name="Left">What could not be done, each with the reason; what stood there was left as it is.</param>
public sealed record RepairReport(ImmutableArray<Finding> Repaired, ImmutableArray<Finding> Left);
