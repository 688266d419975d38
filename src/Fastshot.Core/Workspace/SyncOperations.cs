using Fastshot.Core.Operations;
using Fastshot.Core.Sync;

namespace Fastshot.Core.Workspace;

/// <summary>A sync as the queue of operations sees it, whoever asked for it.</summary>
public static class SyncOperations
{
    /// <summary>What came of it, in numbers for the history.</summary>
    public static OperationResult ResultOf(SyncReport report) => new(
    [
        new("pushed", report.Pushed),
        new("pulled", report.Pulled),
        new("deleted", report.Deleted),
        new("downloaded", report.Downloaded),
        new("failed", report.Failed.Length),
        new("requests", report.Usage.Requests),
    ])
    {
        IsPartial = report.IsIncomplete,
        IsIdle = !report.DidSomething,
    };

    /// <summary>Where it stands.</summary>
    public static OperationProgress ProgressOf(SyncProgress at) => new(
        at.Step switch
        {
            SyncStep.Pull => "pull",
            SyncStep.Push => "push",
            SyncStep.Check => "check",
            _ => "download",
        },
        at.Done,
        at.Total,
        at.Bytes);
}
