using System.Diagnostics;
using Fastshot.Core.Model;
using Fastshot.Core.Operations;
using Fastshot.Core.Sync;
using Fastshot.Core.Trust;
using Fastshot.Core.Workspace;
using Fastshot.Web.Shapes;

namespace Fastshot.Web.Work;

/// <summary>What came of long work, as the page gets it, and in numbers for the history.</summary>
internal static class Reports
{
    public static SyncReportShape Of(SyncReport report, decimal? cost) => new(
        report.Pushed,
        report.Pulled,
        report.Deleted,
        report.Downloaded,
        [.. report.Failed.Take(ReportSlot.ItemsMax).Select(one => new ItemFailureShape(one.Id, "failed", one.Message))],
        [.. report.Notices.Take(ReportSlot.ItemsMax).Select(Of)],
        RemoteStates.CountsOf(report.Usage),
        report.Usage.BytesSent,
        report.Usage.BytesReceived,
        Math.Round(report.Duration.TotalSeconds, 3),
        cost);

    public static VerifyReportShape Of(VerifyReport report, string side, int readPercent) => new(
        side, readPercent, report.Checked, report.Healthy, Findings(report.Findings), Counts(report));

    public static OperationResult ResultOf(VerifyReport report) => new(
    [
        new("checked", report.Checked),
        new("findings", report.Findings.Length + report.More.Sum(one => (long)one.Count)),
    ]);

    /// <summary>What a repair did, or would do.</summary>
    public static RepairReportShape Of(RepairReport report, RepairPlan plan, IEnumerable<Finding> planned, VerifyReport found, string side, bool isDryRun) => new(
        side,
        isDryRun,
        Findings(report.Repaired),
        Findings(report.Left),
        Findings(plan.Lost),
        Findings(planned),
        Counts(found));

    public static CacheReportShape Of(CacheReport report, bool isDryRun) => new(
        isDryRun, report.Dropped, report.DroppedBytes, report.Kept, report.Previews);

    public static List<FindingShape> Findings(IEnumerable<Finding> findings) =>
    [
        .. findings.Take(ReportSlot.ItemsMax)
            .Select(one => new FindingShape(one.Kind.Word(), one.ObjectName, one.Id?.Text, one.Action.Word(), one.Detail)),
    ];

    /// <summary>Tells an operation how far a look or a repair is.</summary>
    public static IProgress<VerifyProgress> Watching(IProgress<OperationProgress> turn, string step) =>
        new Relay<VerifyProgress>(at => turn.Report(new OperationProgress(step, at.Done, at.Total, at.Bytes)));

    /// <summary>Tells an operation how far a sync is.</summary>
    public static IProgress<SyncProgress> Watching(IProgress<OperationProgress> turn) =>
        new Relay<SyncProgress>(at => turn.Report(SyncOperations.ProgressOf(at)));

    // Those that a report leaves out are counted, too.
    private static List<FindingCountShape> Counts(VerifyReport found) =>
    [
        .. found.More
            .Concat(found.Findings.Skip(ReportSlot.ItemsMax).GroupBy(one => (one.Kind, one.Action)).Select(one => new FindingCount(one.Key.Kind, one.Key.Action, one.Count())))
            .Select(one => new FindingCountShape(one.Kind.Word(), one.Action.Word(), one.Count)),
    ];

    private static SyncNoticeShape Of(SyncNotice notice) => notice switch
    {
        SyncNotice.SavedAgain one => new("saved_again", $"{one.Purged} was deleted for good on another device while it was changed here; it goes on as {one.Again}."),
        SyncNotice.WentBack one => new("went_back", $"The remote lost {one.Missing:N0} records; this device put them back."),
        SyncNotice.HeldBack one => new("held_back", $"Other devices delete {one.Purges:N0} of {one.Sessions:N0} sessions for good. That was held back until you agree."),
        SyncNotice.LeftAlone one => new("left_alone", $"{one.Session} was to be deleted for good and changed meanwhile; it was left alone."),
        SyncNotice.WentToTrash one => new("went_to_trash", $"{one.Count:N0} sessions left the remote and went to the trash of this device."),
        SyncNotice.IndexesMended one => new("indexes_mended", $"{one.Count:N0} indexes at the remote were written anew."),
        SyncNotice.SentAgain one => new("sent_again", $"The remote lost older changes of {one.Sessions:N0} sessions; they were sent again."),
        SyncNotice.CannotRemove one => new("cannot_remove", $"The remote lets nothing be removed ({one.Reason.TrimEnd('.')}). Everything works, and it grows."),
        SyncNotice.ArchivesPutBack one => new("archives_put_back", $"{one.Count:N0} archives that the remote lacked were put back."),
        SyncNotice.OldVaultUnread one => new("old_vault_unread", $"What came into the old vault since the key was changed could not be taken along: {one.Reason}"),
        SyncNotice.LocksLie => new("locks_lie", "The disk of your library does not keep two programs apart, as some network shares do. Nothing is lost by it; let only one of them sync at a time."),
        SyncNotice.CopiesUsed one => new("copies_used", $"{one.Count:N0} pieces lay there under another name, as a tool that carries folders leaves them; they were put where they belong."),
        _ => throw new UnreachableException($"No words for {notice}."),
    };

    private sealed class Relay<T>(Action<T> report) : IProgress<T>
    {
        public void Report(T value) => report(value);
    }
}
