using System.Buffers;
using System.Globalization;
using Fastshot.Core.Model;
using Fastshot.Web.Api;
using Fastshot.Web.Guard;
using Fastshot.Web.Work;
using Microsoft.AspNetCore.Http;

namespace Fastshot.Web.Routes;

/// <summary>Previews and pictures, as streams, and never as something that could run.</summary>
internal sealed class PictureRoutes(ThisDevice device)
{
    private const int BufferBytes = 64 << 10;
    private const string Forever = "private, max-age=31536000, immutable";

    // What a browser shows without running anything of it. All else, SVG above all, is only to be downloaded.
    private static readonly HashSet<string> Shown =
        new(StringComparer.Ordinal) { "image/png", "image/jpeg", "image/webp", "image/gif", "image/avif", "image/bmp" };

    public IReadOnlyList<ApiRoute> All =>
    [
        new("GET", "/api/sessions/{id}/preview", "The small picture that stands for a session.", PreviewAsync) { Produces = "image/*", Query = ["v"] },
        new("GET", "/api/sessions/{id}/shots/{file}", "An original picture.", ShotAsync) { Produces = "image/*", Query = ["v", "download"] },
    ];

    private async Task PreviewAsync(ApiCall call)
    {
        var (library, session) = await SessionRoutes.FindAsync(device, call).ConfigureAwait(false);
        if (session.Content?.Archive is not { } archive)
        {
            throw ApiException.NotFound("This session has no preview yet.", "no_preview", "It comes with its pictures.");
        }

        if (IsKnown(call, archive.Sha256, out var tag))
        {
            return;
        }

        var preview = await library.Previews.GetAsync(archive, session.Id, call.Aborted).ConfigureAwait(false)
            ?? await device.Previews.FetchAsync(library, archive, session.Id, call.Aborted).ConfigureAwait(false)
            ?? throw ApiException.NotFound("The preview is not on this device.", "no_preview", "It comes with the session's pictures.");
        Begin(call, tag, preview.Extension == "webp" ? "image/webp" : "image/png");
        call.Response.ContentLength = preview.Bytes.Length;
        if (!HttpMethods.IsHead(call.Request.Method))
        {
            await call.Response.Body.WriteAsync(preview.Bytes, call.Aborted).ConfigureAwait(false);
        }
    }

    private async Task ShotAsync(ApiCall call)
    {
        var (library, session) = await SessionRoutes.FindAsync(device, call).ConfigureAwait(false);
        var name = call.Path("file");
        var reader = await library.OpenContentAsync(session, call.Aborted).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            // By the manifest's own names; a path that came with the request opens nothing.
            var wanted = reader.Manifest.Shots.FirstOrDefault(shot => shot.File[(shot.File.LastIndexOf('/') + 1)..] == name)
                ?? throw ApiException.NotFound("The session has no such picture.");
            if (IsKnown(call, wanted.Sha256, out var tag))
            {
                return;
            }

            var range = ByteSpan.Of(call, tag, wanted.Size);
            while (await reader.NextAsync(call.Aborted).ConfigureAwait(false) is { } picture)
            {
                if (picture.Shot.File == wanted.File)
                {
                    await SendAsync(call, wanted, tag, range, picture.Content).ConfigureAwait(false);
                    return;
                }
            }
        }

        throw ApiException.NotFound("The session has no such picture.");
    }

    private static async Task SendAsync(ApiCall call, Shot shot, string tag, ByteSpan range, Stream content)
    {
        var isShown = Shown.Contains(shot.MediaType) && !call.Flag("download");
        Begin(call, tag, Shown.Contains(shot.MediaType) ? shot.MediaType : "application/octet-stream");
        var response = call.Response;
        response.Headers.AcceptRanges = "bytes";
        response.Headers.ContentDisposition = isShown ? "inline" : ExportRoutes.AttachmentOf(NameOf(shot));
        response.ContentLength = range.Length;
        if (range.IsPart)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {range.Start}-{range.Start + range.Length - 1}/{shot.Size}");
        }

        if (HttpMethods.IsHead(call.Request.Method))
        {
            return;
        }

        // The archive is one sealed stream: what stands before a range is opened and passed over.
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var (at, end) = (0L, range.Start + range.Length);
            while (at < end && await content.ReadAsync(buffer.AsMemory(0, BufferBytes), call.Aborted).ConfigureAwait(false) is > 0 and var count)
            {
                var (from, to) = ((int)Math.Clamp(range.Start - at, 0, count), (int)Math.Clamp(end - at, 0, count));
                if (to > from)
                {
                    await response.Body.WriteAsync(buffer.AsMemory(from, to - from), call.Aborted).ConfigureAwait(false);
                }

                at += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true); // It held plaintext.
        }
    }

    private static bool IsKnown(ApiCall call, Digest content, out string tag)
    {
        tag = $"\"{content.Hex}\"";
        if (!call.Request.Headers.IfNoneMatch.Contains(tag))
        {
            return false;
        }

        Begin(call, tag, mediaType: null);
        call.Response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    // With the content's own name in the address it is the same for ever.
    private static void Begin(ApiCall call, string tag, string? mediaType)
    {
        ResponseHeaders.SetForPicture(call.Response);
        call.Response.Headers.ETag = tag;
        call.Response.Headers.CacheControl = call.Text("v") is { } version && tag.AsSpan(1).StartsWith(version, StringComparison.Ordinal)
            ? Forever
            : "private, no-cache";
        call.Response.ContentType = mediaType;
    }

    private static string NameOf(Shot shot) =>
        shot.Title is { Length: > 0 } title ? title + Path.GetExtension(shot.File) : shot.File[(shot.File.LastIndexOf('/') + 1)..];
}
