using System.Globalization;
using Fastshot.Web.Api;
using Microsoft.AspNetCore.Http;

namespace Fastshot.Web.Routes;

/// <summary>Which bytes of something a request asks for (RFC 9110, 14): all, or one part.</summary>
internal readonly record struct ByteSpan(long Start, long Length, bool IsPart)
{
    /// <summary>The part that is asked for. What is no good range, or several, is all of it.</summary>
    /// <exception cref="ApiException">It lies behind the end.</exception>
    public static ByteSpan Of(ApiCall call, string tag, long size)
    {
        var whole = new ByteSpan(0, size, IsPart: false);
        var text = call.Request.Headers.Range.ToString();
        var condition = call.Request.Headers.IfRange.ToString();
        if (!text.StartsWith("bytes=", StringComparison.Ordinal) || text.Contains(',', StringComparison.Ordinal)
            || (condition.Length > 0 && condition != tag)
            || text["bytes=".Length..].Split('-') is not [var from, var to])
        {
            return whole;
        }

        var (first, last) = (NumberOf(from), NumberOf(to));
        var (start, end) = (from.Length, to.Length) switch
        {
            (0, > 0) when last is { } count => (Math.Max(0, size - count), size - 1),
            ( > 0, 0) when first is { } begin => (begin, size - 1),
            ( > 0, > 0) when first is { } begin && last is { } stop && begin <= stop => (begin, Math.Min(stop, size - 1)),
            _ => (-1L, -1L),
        };
        if (start < 0)
        {
            return whole;
        }

        if (start >= size)
        {
            call.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{size}");
            throw new ApiException(StatusCodes.Status416RangeNotSatisfiable, "range", "The picture ends before that.");
        }

        return new ByteSpan(start, end - start + 1, IsPart: true);
    }

    private static long? NumberOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
