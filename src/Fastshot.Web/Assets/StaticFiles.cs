using Fastshot.Core.Model;
using Fastshot.Web.Api;
using Microsoft.AspNetCore.Http;

namespace Fastshot.Web.Assets;

/// <summary>The page's files: read once, found by their name in a list, never by a path that came with a request.</summary>
/// <remarks>Beside a file may lie the same compressed, as <c>app.js.br</c>, made when the page was built.</remarks>
internal sealed class StaticFiles(PageFiles page)
{
    private const string Index = "/index.html";
    private const string Hashed = "/assets/";
    private const string Brotli = ".br";
    private const string Gzip = ".gz";

    private readonly Lazy<Task<Dictionary<string, StaticFile>>> _found = new(() => FindAsync(page));

    /// <summary>Sends the file of a path; what is none gets the page, which knows its own addresses.</summary>
    public async Task SendAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            throw new ApiException(StatusCodes.Status405MethodNotAllowed, "method", "This address takes GET only.");
        }

        var found = await _found.Value.ConfigureAwait(false);
        var path = context.Request.Path.Value ?? "/";
        var file = found.GetValueOrDefault(path);
        if (file is null && !Path.HasExtension(path))
        {
            file = found.GetValueOrDefault(Index);
        }

        if (file is null)
        {
            throw found.Count == 0
                ? ApiException.NotFound("The page's files are not beside the program.", "no_page", "Build them with eng/build-program, or install Fastshot again.")
                : ApiException.NotFound("There is no such file.", "no_route");
        }

        await SendAsync(context, file).ConfigureAwait(false);
    }

    private async Task SendAsync(HttpContext context, StaticFile file)
    {
        var (request, response) = (context.Request, context.Response);
        var accepted = request.Headers.AcceptEncoding.ToString();
        var (path, encoding) = file switch
        {
            { HasBrotli: true } when accepted.Contains("br", StringComparison.Ordinal) => (file.Name + Brotli, "br"),
            { HasGzip: true } when accepted.Contains("gzip", StringComparison.Ordinal) => (file.Name + Gzip, "gzip"),
            _ => (file.Name, null),
        };
        var bytes = await page.ReadAsync(path, context.RequestAborted).ConfigureAwait(false)
            ?? throw ApiException.NotFound("The page was built anew.", "no_route", "Reload it.");
        var tag = $"\"{Digest.Of(bytes).Hex[..20]}\"";
        response.Headers.ETag = tag;
        response.Headers.Vary = "Accept-Encoding";
        response.Headers.CacheControl = file.Name.StartsWith(Hashed, StringComparison.Ordinal) ? "public, max-age=31536000, immutable" : "no-cache";
        if (request.Headers.IfNoneMatch.Contains(tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = MediaTypeOf(file.Name);
        response.ContentLength = bytes.Length;
        response.Headers.ContentEncoding = encoding;
        if (HttpMethods.IsGet(request.Method))
        {
            await response.Body.WriteAsync(bytes, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static async Task<Dictionary<string, StaticFile>> FindAsync(PageFiles page)
    {
        var names = (await page.NamesAsync().ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);
        return names.Where(name => !name.EndsWith(Brotli, StringComparison.Ordinal) && !name.EndsWith(Gzip, StringComparison.Ordinal))
            .ToDictionary(
                name => name,
                name => new StaticFile(name) { HasBrotli = names.Contains(name + Brotli), HasGzip = names.Contains(name + Gzip) },
                StringComparer.Ordinal);
    }

    private static string MediaTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" or ".mjs" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".json" or ".map" => "application/json",
        ".webmanifest" => "application/manifest+json",
        ".svg" => "image/svg+xml",
        ".png" => "image/png",
        ".webp" => "image/webp",
        ".ico" => "image/x-icon",
        ".woff2" => "font/woff2",
        ".txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };
}

/// <summary>A file of the page.</summary>
/// <param name="Name">The path of its address, as <c>/assets/app.js</c>.</param>
internal sealed record StaticFile(string Name)
{
    public bool HasBrotli { get; init; }

    public bool HasGzip { get; init; }
}
