using Fastshot.Web.Shapes;

namespace Fastshot.Web.Api;

/// <summary>A refusal of the API, already in words.</summary>
internal sealed class ApiException(
    int status, string code, string title, string? hint = null, IReadOnlyList<FieldProblemShape>? problems = null)
    : Exception(title)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public ProblemShape Problem { get; } = new(status, code, title, hint, problems);

    /// <summary>Something in the address or the body is not as it must be.</summary>
    public static ApiException Bad(string code, string title, string? hint = null) => new(400, code, title, hint);

    public static ApiException NotFound(string title, string code = "not_found", string? hint = null) => new(404, code, title, hint);

    /// <summary>It cannot be done as things stand.</summary>
    public static ApiException Conflict(string code, string title, string? hint = null) => new(409, code, title, hint);

    /// <summary>What was given breaks a rule.</summary>
    public static ApiException Invalid(string title, IReadOnlyList<FieldProblemShape> problems) =>
        new(422, "invalid", title, "Nothing was changed. Mend what is named and try again.", problems);
}
