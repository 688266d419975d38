using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Fastshot.Core.Format;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Web.Api;
using Fastshot.Web.Shapes;

namespace Fastshot.Web.Work;

/// <summary>Which sessions a list is of, as an address or a body says it.</summary>
/// <param name="Where">As <c>here</c>, or null.</param>
internal sealed record ListQuery(SessionQuery Sessions, string? Where)
{
    private const int TagsMax = 20;
    private const int OffsetMax = 100_000_000;

    /// <summary>Reads the filters of an address.</summary>
    public static ListQuery FiltersOf(ApiCall call) => new(
        new SessionQuery
        {
            Text = call.Text("query") ?? "",
            Tags = [.. call.Texts("tag", TagsMax)],
            Color = call.Text("color"),
            Class = call.Text("class"),
            Since = TimeOf("since", call.Text("since"), isEnd: false),
            Until = TimeOf("until", call.Text("until"), isEnd: true),
            Trash = call.Flag("trash"),
        },
        WhereOf(call.Text("where")));

    /// <summary>Reads the filters of a body.</summary>
    public static ListQuery Of(SessionFilterShape filter) => new(
        new SessionQuery
        {
            Text = filter.Query ?? "",
            Tags = filter.Tags is { Count: > TagsMax }
                ? throw ApiException.Bad("bad_query", $"At most {TagsMax} tags can be asked for.")
                : [.. filter.Tags ?? []],
            Color = Blank(filter.Color),
            Class = Blank(filter.Class),
            Since = TimeOf("since", Blank(filter.Since), isEnd: false),
            Until = TimeOf("until", Blank(filter.Until), isEnd: true),
            Trash = filter.Trash ?? false,
        },
        WhereOf(Blank(filter.Where)));

    /// <summary>Reads filters, order and page of an address.</summary>
    public static ListQuery PageOf(ApiCall call, int pageMax)
    {
        var filters = FiltersOf(call);
        var sorted = filters with
        {
            Sessions = filters.Sessions with
            {
                Sort = call.Text("sort") switch
                {
                    null or "created" => SessionSort.Created,
                    "name" => SessionSort.Name,
                    "size" => SessionSort.Size,
                    "images" => SessionSort.Images,
                    var other => throw ApiException.Bad("bad_query", $"'sort' is '{other}'.", "Write created, name, size or images."),
                },
                Reverse = call.Flag("reverse"),
                Limit = call.Count("limit", Math.Min(50, pageMax), 1, pageMax),
            },
        };
        var cursor = call.Text("cursor");
        var offset = cursor is null ? call.Count("offset", 0, 0, OffsetMax) : sorted.OffsetOf(cursor);
        return sorted with { Sessions = sorted.Sessions with { Offset = offset } };
    }

    /// <summary>What the next page is asked by; null behind the last.</summary>
    public string? CursorAfter(int count, long total)
    {
        var next = Sessions.Offset + count;
        return count == 0 || next >= total
            ? null
            : Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{next}.{Sign()}")));
    }

    // Only good with what it was made for: a page of another list would be neither here nor there.
    private int OffsetOf(string cursor)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(cursor.Length)];
        if (Base64Url.IsValid(cursor) && Base64Url.TryDecodeFromChars(cursor, bytes, out var count))
        {
            var parts = Encoding.UTF8.GetString(bytes.AsSpan(0, count)).Split('.');
            if (parts.Length == 2 && parts[1] == Sign()
                && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var offset) && offset <= OffsetMax)
            {
                return offset;
            }
        }

        throw ApiException.Bad("bad_cursor", "The cursor is not of this list.", "Begin again without one.");
    }

    /// <summary>The filters and the order as one short text; the page is none of it.</summary>
    public string Sign()
    {
        var sessions = Sessions;
        var text = string.Join(
            '\u0001',
            [
                sessions.Text, sessions.Color, sessions.Class, $"{sessions.Since?.UtcTicks}", $"{sessions.Until?.UtcTicks}", $"{sessions.Trash}",
                $"{sessions.Sort}", $"{sessions.Reverse}", Where, .. sessions.Tags,
            ]);
        return Digest.Of(Encoding.UTF8.GetBytes(text)).Hex[..16];
    }

    private static string? WhereOf(string? text) => text is null or "here" or "cloud" or "waiting"
        ? text
        : throw ApiException.Bad("bad_query", $"'where' is '{text}'.", "Write here, cloud or waiting.");

    private static string? Blank(string? text) => string.IsNullOrEmpty(text) ? null : text;

    // A day, as 2026-11-26, is one of this machine's clock, and whole.
    private static DateTimeOffset? TimeOf(string name, string? text, bool isEnd)
    {
        if (text is null)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1 and < 9999)
        {
            var local = (isEnd ? day.AddDays(1) : day).ToDateTime(TimeOnly.MinValue);
            return new DateTimeOffset(local, TimeZoneInfo.Local.GetUtcOffset(local));
        }

        return Rfc3339.TryParse(text, out var time)
            ? time
            : throw ApiException.Bad("bad_query", $"'{name}' is '{text}'.", "Write a day as 2026-11-26, or a time as 2026-11-26T10:00:00Z.");
    }
}
