namespace Fastshot.Web.Shapes;

/// <summary>An error (RFC 9457).</summary>
internal sealed record ProblemShape(
    int Status, string Code, string Title, string? Hint, IReadOnlyList<FieldProblemShape>? Problems = null);

/// <summary>One value that is not good.</summary>
internal sealed record FieldProblemShape(string Field, int? Line, string Message, string? Hint);

/// <summary>What a page needs before anything else.</summary>
internal sealed record ConnectionShape(
    string Antiforgery,
    string Version,
    string Start,
    string? Language,
    bool HasLibrary,
    bool HasRemote,
    bool HasShownRecoveryKey,
    bool IsDemo,
    IReadOnlyList<string> Colors,
    UploadLimitsShape Limits);

/// <summary>What is taken at most.</summary>
internal sealed record UploadLimitsShape(
    long UploadBytes,
    int FilesPerUpload,
    int NameLength,
    int DescriptionLength,
    int TagLength,
    int Tags,
    int ClassLength,
    int BulkIds,
    int PageSize);
