using Microsoft.AspNetCore.Http;

namespace Fastshot.Web.Api;

/// <summary>Finds the route of a request by the parts of its path, each of which is matched whole.</summary>
internal sealed class RouteTable(IReadOnlyList<ApiRoute> routes)
{
    private const int PathLengthMax = 1024;

    public IReadOnlyList<ApiRoute> Routes => routes;

    /// <summary>The route, and the parts of the path that stand for the names in its pattern.</summary>
    /// <exception cref="ApiException">There is none, or none for the method.</exception>
    public (ApiRoute Route, IReadOnlyDictionary<string, string> Values) Find(string method, PathString path)
    {
        var text = path.Value ?? "";
        var parts = text.Length > PathLengthMax ? [] : text.Split('/');
        var known = new List<string>();
        foreach (var route in routes)
        {
            if (Match(route, parts) is not { } values)
            {
                continue;
            }

            if (string.Equals(route.Method, method, StringComparison.Ordinal) || (method == "HEAD" && route is { Method: "GET", IsStream: false }))
            {
                return (route, values);
            }

            known.Add(route.Method);
        }

        throw known.Count == 0
            ? ApiException.NotFound("There is nothing at this address.", "no_route", "GET /api/openapi.json lists what there is.")
            : new ApiException(StatusCodes.Status405MethodNotAllowed, "method", $"This address takes {string.Join(", ", known)} only.");
    }

    private static Dictionary<string, string>? Match(ApiRoute route, string[] parts)
    {
        // The first part is empty: a path begins with a slash. A doubled or a last slash is an empty part, and no match.
        if (parts.Length != route.Parts.Count + 1)
        {
            return null;
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < route.Parts.Count; i++)
        {
            var (pattern, part) = (route.Parts[i], parts[i + 1]);
            if (pattern[0] == '{')
            {
                if (part.Length == 0)
                {
                    return null;
                }

                values[pattern[1..^1]] = part;
            }
            else if (!string.Equals(pattern, part, StringComparison.Ordinal))
            {
                return null;
            }
        }

        return values;
    }
}
