using Fastshot.Web.Api;
using Fastshot.Web.Assets;
using Fastshot.Web.Events;
using Fastshot.Web.Guard;
using Fastshot.Web.Routes;
using Fastshot.Web.Shapes;
using Fastshot.Web.Work;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fastshot.Web.Hosting;

/// <summary>Every request, from the guard to its route, the page's files, or a refusal.</summary>
internal sealed class WebSite : IAsyncDisposable
{
    private readonly WebParts _parts;
    private readonly StartSecrets _secrets;
    private readonly RequestRates _rates;
    private readonly Problems _problems;
    private readonly StaticFiles _files;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ThisDevice _device;
    private readonly RouteTable _routes;
    private RequestGuard? _guard;

    public WebSite(WebParts parts, StartSecrets secrets)
    {
        (_parts, _secrets) = (parts, secrets);
        _rates = new RequestRates(parts.Limits, parts.Time);
        _problems = new Problems(parts.Describe);
        _files = new StaticFiles(parts.Page ?? new FolderPage(parts.Files, parts.AssetsFolder));
        _device = new ThisDevice(parts, secrets, _problems);
        _routes = AllRoutes.Of(_device, _stopping.Token);
    }

    public EventHub Events => _device.Events;

    /// <summary>From now on the port is known, and requests are answered.</summary>
    public void Begin(int port)
    {
        _guard = new RequestGuard(_secrets, port);
        _device.Begin();
    }

    /// <summary>Ends what stays open by itself.</summary>
    public Task StopAsync() => _stopping.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _device.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    public async Task HandleAsync(HttpContext context)
    {
        ResponseHeaders.SetAlways(context.Response);
        try
        {
            var guard = _guard ?? throw new ApiException(503, "starting", "The session manager is starting.", "Try again in a moment.");
            guard.CheckOrigin(context.Request);
            using var turn = IsStream(context) ? _rates.EnterStream() : _rates.Enter();
            if (context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
            {
                guard.CheckCookie(context.Request);
                await CallAsync(context, guard).ConfigureAwait(false);
            }
            else if (context.Request.Path == "/start")
            {
                LetIn(context, guard);
            }
            else
            {
                await _files.SendAsync(context).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested || _stopping.IsCancellationRequested)
        {
            context.Abort();
        }
        catch (Exception e) when (_problems.Of(e) is { } problem)
        {
            await RefuseAsync(context, problem).ConfigureAwait(false);
        }
    }

    private static bool IsStream(HttpContext context) => context.Request.Path == "/api/events";

    private async Task CallAsync(HttpContext context, RequestGuard guard)
    {
        var (route, values) = _routes.Find(context.Request.Method, context.Request.Path);
        if (route.Method != "GET")
        {
            guard.CheckChange(context.Request);
        }

        CheckBody(context, route);
        using var upload = route.Body is BodyKind.Upload ? _rates.EnterUpload() : null;
        await route.Handle(new ApiCall(context, values)).ConfigureAwait(false);
    }

    private void CheckBody(HttpContext context, ApiRoute route)
    {
        var bytesMax = route.Body switch
        {
            BodyKind.Upload => _parts.Limits.UploadBytes,
            BodyKind.LargeJson => _parts.Limits.BulkBytes,
            _ => _parts.Limits.JsonBytes, // A route that takes none does not read what comes.
        };
        if (context.Request.ContentLength > bytesMax)
        {
            throw new ApiException(413, "too_large", $"At most {bytesMax:N0} bytes are taken here.", "Send less at a time.");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = bytesMax;
        }

        var expected = route.Body switch
        {
            BodyKind.Upload => "multipart/form-data",
            BodyKind.None => null,
            _ => "application/json",
        };
        if (expected is not null && context.Request.ContentType?.Split(';')[0].Trim() is var given
            && !string.Equals(given, expected, StringComparison.OrdinalIgnoreCase))
        {
            throw new ApiException(415, "media_type", $"The body must be {expected}.");
        }
    }

    private void LetIn(HttpContext context, RequestGuard guard)
    {
        var query = context.Request.Query;
        if (!HttpMethods.IsGet(context.Request.Method)
            || !(_secrets.IsToken(query["token"].ToString()) || _secrets.TakesTicket(query["ticket"].ToString(), _parts.Time.GetUtcNow())))
        {
            throw new ApiException(
                401, "no_token", "This address lets nobody in: its token is not that of this start.", "Run fastshot ui again: it opens the right address.");
        }

        context.Response.Cookies.Append(guard.CookieName, _secrets.Cookie, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Path = "/",
            IsEssential = true,
        });
        context.Response.Headers.Location = "/";
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
    }

    private static async Task RefuseAsync(HttpContext context, ProblemShape problem)
    {
        if (context.Response.HasStarted)
        {
            context.Abort(); // Half an answer must not look like a whole one.
            return;
        }

        var response = context.Response;
        if (problem.Status is 429)
        {
            response.Headers.RetryAfter = "5";
        }

        response.Headers.ETag = default;
        response.Headers.ContentDisposition = default;
        response.Headers.CacheControl = "no-store";
        await ApiCall.WriteJsonAsync(
            response, problem, WebJson.Shared.ProblemShape, problem.Status, "application/problem+json", context.RequestAborted).ConfigureAwait(false);
    }
}
