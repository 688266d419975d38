using Fastshot.Web.Api;
using Microsoft.AspNetCore.Http;

namespace Fastshot.Web.Guard;

/// <summary>Refuses what does not come from the page of this very server (docs/web.md, "The guard").</summary>
internal sealed class RequestGuard(StartSecrets secrets, int port)
{
    public const string AntiforgeryHeader = "X-Fastshot-Antiforgery";

    private readonly string[] _hosts = [$"127.0.0.1:{port}", $"localhost:{port}"];

    /// <summary>Cookies know no ports, and two homes may be open at once.</summary>
    public string CookieName { get; } = $"fastshot-{port}";

    /// <summary>Whether the request names this server, and no other site sent it: asked of every request.</summary>
    /// <exception cref="ApiException">It does not, or one did.</exception>
    public void CheckOrigin(HttpRequest request)
    {
        if (!_hosts.Contains(request.Headers.Host.ToString(), StringComparer.OrdinalIgnoreCase))
        {
            throw new ApiException(
                StatusCodes.Status421MisdirectedRequest,
                "foreign_host",
                "This server answers to its own address only.",
                $"Open {_hosts[0]} instead.");
        }

        var site = request.Headers["Sec-Fetch-Site"].ToString();
        if (!IsOwnOrigin(request.Headers.Origin.ToString()) || site is not ("" or "same-origin" or "none"))
        {
            throw new ApiException(
                StatusCodes.Status403Forbidden,
                "foreign_origin",
                "Another site sent this request.",
                "Nothing was done. Use the session manager's own page.");
        }
    }

    /// <summary>Whether the browser was let in.</summary>
    /// <exception cref="ApiException">It was not.</exception>
    public void CheckCookie(HttpRequest request)
    {
        if (!secrets.IsCookie(request.Cookies[CookieName]))
        {
            throw new ApiException(
                StatusCodes.Status401Unauthorized,
                "no_token",
                "This browser was not let in, or the session manager was started again.",
                "Run fastshot ui again: it opens the right address.");
        }
    }

    /// <summary>Whether the page itself asks for a change, and not a form somewhere else.</summary>
    /// <exception cref="ApiException">It does not.</exception>
    public void CheckChange(HttpRequest request)
    {
        if (!secrets.IsAntiforgery(request.Headers[AntiforgeryHeader].ToString()))
        {
            throw new ApiException(
                StatusCodes.Status403Forbidden, "forged", "The request lacks the page's own sign.", "Nothing was done. Reload the page.");
        }
    }

    private bool IsOwnOrigin(string origin) =>
        origin.Length == 0 || _hosts.Any(host => string.Equals(origin, $"http://{host}", StringComparison.OrdinalIgnoreCase));
}
