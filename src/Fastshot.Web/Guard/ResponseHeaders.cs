using Microsoft.AspNetCore.Http;

namespace Fastshot.Web.Guard;

/// <summary>The headers by which a browser keeps pages and pictures from doing harm.</summary>
internal static class ResponseHeaders
{
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; "
        + "connect-src 'self'; manifest-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

    private const string PicturePolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";

    /// <summary>Of every answer.</summary>
    public static void SetAlways(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = PagePolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()";
        headers.CacheControl = "no-store";
    }

    /// <summary>Of bytes that came from a session: they are shown, and never run.</summary>
    public static void SetForPicture(HttpResponse response) => response.Headers.ContentSecurityPolicy = PicturePolicy;
}
