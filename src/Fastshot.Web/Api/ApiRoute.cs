using Microsoft.AspNetCore.Http;

namespace Fastshot.Web.Api;

/// <summary>What a route takes as its body.</summary>
internal enum BodyKind
{
    None,
    Json,

    /// <summary>JSON that may hold thousands of ids.</summary>
    LargeJson,

    Upload,
}

/// <summary>One route of the API: what it is, and what does it. The table of them is also the OpenAPI document.</summary>
/// <param name="Pattern">As <c>/api/sessions/{id}</c>: a part in braces is any one part.</param>
internal sealed record ApiRoute(string Method, string Pattern, string Summary, Func<ApiCall, Task> Handle)
{
    public BodyKind Body { get; init; }

    /// <summary>The shape of its body.</summary>
    public Type? Takes { get; init; }

    /// <summary>The shape of its answer; null where that is no JSON.</summary>
    public Type? Gives { get; init; }

    /// <summary>The media type of an answer that is no JSON.</summary>
    public string Produces { get; init; } = "application/json";

    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>The parameters of its address, besides those of the path.</summary>
    public IReadOnlyList<string> Query { get; init; } = [];

    /// <summary>Whether it stays open, and so does not count as a request under way.</summary>
    public bool IsStream { get; init; }

    public IReadOnlyList<string> Parts { get; } = Pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
