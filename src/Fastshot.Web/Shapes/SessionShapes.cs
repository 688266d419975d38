namespace Fastshot.Web.Shapes;

/// <summary>A session in a list, as cli.md has it, and where it is.</summary>
internal record SessionShape
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Description { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required string Color { get; init; }

    public required string Class { get; init; }

    public required string Created { get; init; }

    public required long Size { get; init; }

    public required int ImageCount { get; init; }

    public required string Device { get; init; }

    public required string State { get; init; }

    public required bool Local { get; init; }

    public required bool Synced { get; init; }

    public required string? ClassicFile { get; init; }

    public required string Where { get; init; }

    public required string? Preview { get; init; }

    public required string? Trashed { get; init; }
}

/// <summary>All about one session.</summary>
internal sealed record SessionDetailShape : SessionShape
{
    public required BoardShape? Board { get; init; }

    public required IReadOnlyList<ShotShape>? Shots { get; init; }

    public required ProblemShape? Problem { get; init; }
}

/// <summary>The size of a board.</summary>
internal sealed record BoardShape(double Width, double Height);

/// <summary>A shot where it lies on the board.</summary>
internal sealed record ShotShape(
    string File,
    string Url,
    string MediaType,
    int Width,
    int Height,
    long Size,
    string Sha256,
    double X,
    double Y,
    double Scale,
    double Opacity,
    bool Hidden,
    string? Title,
    string? Captured);

/// <summary>One page of a list.</summary>
internal sealed record SessionListShape(
    long Total, int Offset, IReadOnlyList<SessionShape> Items, string? NextCursor, long Revision);

/// <summary>What the filters can be set to, and how many sessions each finds.</summary>
internal sealed record FacetsShape(
    IReadOnlyList<FacetValueShape> Tags,
    IReadOnlyList<FacetValueShape> Colors,
    IReadOnlyList<FacetValueShape> Classes,
    IReadOnlyList<FacetValueShape> Months,
    long Sessions,
    long Trash,
    long Bytes,
    long Waiting,
    long Here,
    long Cloud,
    long Revision);

/// <summary>One value of a filter.</summary>
internal sealed record FacetValueShape(string Value, int Count);

/// <summary>What a person changes of a session's metadata.</summary>
internal sealed record SessionEditShape(
    string? Name = null,
    string? Description = null,
    string? Color = null,
    string? Class = null,
    IReadOnlyList<string>? AddTags = null,
    IReadOnlyList<string>? RemoveTags = null);

/// <summary>What came of a change of sessions.</summary>
internal sealed record ChangeResultShape(
    int Changed, IReadOnlyList<SessionShape> Items, IReadOnlyList<ItemFailureShape> Failed, string? Undo);

/// <summary>One of several things that could not be done.</summary>
internal sealed record ItemFailureShape(string Id, string Code, string Message);

/// <summary>Something to be done to several sessions.</summary>
internal sealed record BulkRequestShape(
    string Action, IReadOnlyList<string>? Ids = null, SessionFilterShape? Query = null, SessionEditShape? Edit = null);

/// <summary>Which sessions are meant, as in the address of a list.</summary>
internal sealed record SessionFilterShape(
    string? Query = null,
    IReadOnlyList<string>? Tags = null,
    string? Color = null,
    string? Class = null,
    string? Since = null,
    string? Until = null,
    string? Where = null,
    bool? Trash = null);

/// <summary>What came of an upload.</summary>
internal sealed record UploadResultShape(SessionShape Session, IReadOnlyList<RefusedFileShape> Refused);

/// <summary>An uploaded file that is no image, and why.</summary>
internal sealed record RefusedFileShape(string File, string Reason);

/// <summary>How many sessions of a list were made on each day.</summary>
internal sealed record DayListShape(long Total, long Bytes, IReadOnlyList<DayCountShape> Days, long Revision);

/// <summary>How many sessions were made on one day.</summary>
internal sealed record DayCountShape(string Day, int Count);
