namespace Fastshot.Web.Shapes;

/// <summary>An operation at one moment.</summary>
internal sealed record OperationShape(
    string Id,
    string Kind,
    string Subject,
    string State,
    string Priority,
    int Attempt,
    string? RetryOf,
    string Queued,
    string? Started,
    string? Ended,
    OperationProgressShape? Progress,
    IReadOnlyList<NamedCountShape> Counts,
    OperationFailureShape? Failure,
    bool CanCancel,
    bool CanPause,
    bool CanResume,
    bool CanRetry,
    bool HasReport,
    bool IsForeign);

/// <summary>How far an operation is, and how quickly it goes on.</summary>
internal sealed record OperationProgressShape(
    string Step,
    long Done,
    long Total,
    long Bytes,
    double ItemsPerSecond,
    double BytesPerSecond,
    double? SecondsLeft,
    string? Item);

/// <summary>A figure of what came of an operation.</summary>
internal sealed record NamedCountShape(string Name, long Count);

/// <summary>Why an operation failed.</summary>
internal sealed record OperationFailureShape(string Code, string Message, string? Hint);

/// <summary>The operations of this device.</summary>
internal sealed record OperationListShape(int Total, int Running, int Queued, IReadOnlyList<OperationShape> Items);

/// <summary>An operation with what came of it.</summary>
internal sealed record OperationDetailShape(OperationShape Operation, ReportShape? Report);

/// <summary>What came of an operation: the member of its kind is there.</summary>
internal sealed record ReportShape(
    SyncReportShape? Sync = null,
    VerifyReportShape? Verify = null,
    RepairReportShape? Repair = null,
    ImportReportShape? Import = null,
    CacheReportShape? Cache = null,
    SetUpReportShape? SetUp = null,
    ChangeResultShape? Changes = null);

/// <summary>What a sync did, and what it cost.</summary>
internal sealed record SyncReportShape(
    int Pushed,
    int Pulled,
    int Deleted,
    int Downloaded,
    IReadOnlyList<ItemFailureShape> Failed,
    IReadOnlyList<SyncNoticeShape> Notices,
    RequestCountsShape Requests,
    long BytesSent,
    long BytesReceived,
    double Seconds,
    decimal? Cost);

/// <summary>Something that a person should read.</summary>
internal sealed record SyncNoticeShape(string Code, string Message);

/// <summary>Requests by their kind.</summary>
internal sealed record RequestCountsShape(long Get, long Put, long List, long Head, long Delete);

/// <summary>One thing that a verification found.</summary>
internal sealed record FindingShape(string Kind, string Object, string? Id, string Action, string Detail);

/// <summary>How many findings there are beyond those that are listed.</summary>
internal sealed record FindingCountShape(string Kind, string Action, int Count);

/// <summary>What a verification found.</summary>
internal sealed record VerifyReportShape(
    string Side, int ReadPercent, int Checked, int Healthy, IReadOnlyList<FindingShape> Findings, IReadOnlyList<FindingCountShape> More);

/// <summary>What a repair or rebuilding did, and what it left.</summary>
internal sealed record RepairReportShape(
    string Side,
    bool DryRun,
    IReadOnlyList<FindingShape> Repaired,
    IReadOnlyList<FindingShape> Left,
    IReadOnlyList<FindingShape> Lost,
    IReadOnlyList<FindingShape> Planned,
    IReadOnlyList<FindingCountShape> More);

/// <summary>What came of an import.</summary>
internal sealed record ImportReportShape(
    IReadOnlyList<SessionShape> Imported, IReadOnlyList<ImportNoteShape> Skipped, IReadOnlyList<ImportNoteShape> Failed);

/// <summary>A file that was not imported, and why.</summary>
internal sealed record ImportNoteShape(string Path, string Reason);

/// <summary>What a cleaning of the cache did.</summary>
internal sealed record CacheReportShape(bool DryRun, int Dropped, long Bytes, int Kept, int Previews);

/// <summary>Where devices meet from now on.</summary>
internal sealed record SetUpReportShape(string Url, string Vault, bool IsNew, long Sessions);
