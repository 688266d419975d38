using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Web.Api;
using Microsoft.AspNetCore.Http;

namespace Fastshot.Web.Assets;

/// <summary>The page's files: read once, found by their name in a list, never by a path that came with a request.</summary>
/// <remarks>Beside a file may lie the same compressed, as <c>app.js.br</c>, made when the page was built.</remarks>
internal sealed class StaticFiles(IFileSystem files, string folder)
{
    private const int FileBytesMax = 8 << 20;
    private const int FilesMax = 500;
    private const int DepthMax = 4;
    private const string Index = "/index.html";
    private const string Hashed = "/assets/";
    private const string Brotli = ".br";
    private const string Gzip = ".gz";

    private readonly Lazy<Task<Dictionary<string, StaticFile>>> _found = new(() => FindAsync(files, folder));

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
            { HasBrotli: true } when accepted.Contains("br", StringComparison.Ordinal) => (file.Path + Brotli, "br"),
            { HasGzip: true } when accepted.Contains("gzip", StringComparison.Ordinal) => (file.Path + Gzip, "gzip"),
            _ => (file.Path, null),
        };
        var bytes = await files.ReadSmallAsync(path, FileBytesMax, context.RequestAborted).ConfigureAwait(false)
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

    private static async Task<Dictionary<string, StaticFile>> FindAsync(IFileSystem files, string folder)
    {
        var found = new Dictionary<string, StaticFile>(StringComparer.Ordinal);
        await AddAsync(files, folder, "", 0, found).ConfigureAwait(false);
        foreach (var file in found.Values.ToList())
        {
            found[file.Name] = file with { HasBrotli = found.ContainsKey(file.Name + Brotli), HasGzip = found.ContainsKey(file.Name + Gzip) };
        }

        return found.Where(one => !one.Key.EndsWith(Brotli, StringComparison.Ordinal) && !one.Key.EndsWith(Gzip, StringComparison.Ordinal))
            .ToDictionary(StringComparer.Ordinal);
    }

    private static async Task AddAsync(
        IFileSystem files, string folder, string name, int depth, Dictionary<string, StaticFile> found)
    {
        foreach (var entry in await files.ListAsync(folder).ConfigureAwait(false) ?? [])
        {
            var path = Path.Combine(folder, entry.Name);
            if (entry.IsFolder && depth < DepthMax)
            {
                await AddAsync(files, path, $"{name}/{entry.Name}", depth + 1, found).ConfigureAwait(false);
            }
            else if (!entry.IsFolder && found.Count < FilesMax && !entry.Name.StartsWith('.'))
            {
                found[$"{name}/{entry.Name}"] = new StaticFile($"{name}/{entry.Name}", path);
            }
        }
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
internal sealed record StaticFile(string Name, string Path)
{
    public bool HasBrotli { get; init; }

    public bool HasGzip { get; init; }
}
