using System.Globalization;
using Fastshot.Core.Configuration;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Web.Api;
using Fastshot.Web.Shapes;
using Fastshot.Web.Work;

namespace Fastshot.Web.Routes;

/// <summary>Lists and searches, what they can be filtered by, and how things stand.</summary>
internal sealed class ListRoutes(ThisDevice device)
{
    private static readonly string[] Filters = ["query", "tag", "color", "class", "since", "until", "where", "trash"];

    public IReadOnlyList<ApiRoute> All =>
    [
        new("GET", "/api/connection", "What a page needs before anything else.", ConnectAsync) { Gives = typeof(ConnectionShape) },
        new("GET", "/api/status", "What there is on this device, and whether it is well.", StatusAsync) { Gives = typeof(StatusShape) },
        new("GET", "/api/sessions", "Lists and searches.", ListAsync)
        {
            Gives = typeof(SessionListShape),
            Query = [.. Filters, "sort", "reverse", "limit", "offset", "cursor"],
        },
        new("GET", "/api/sessions/days", "How many sessions of a list were made on each day.", DaysAsync) { Gives = typeof(DayListShape), Query = Filters },
        new("GET", "/api/facets", "What the filters can be set to.", FacetsAsync) { Gives = typeof(FacetsShape), Query = ["trash"] },
    ];

    private async Task ConnectAsync(ApiCall call)
    {
        var parts = device.Parts;
        var config = await parts.Installation.ReadConfigAsync(call.Aborted).ConfigureAwait(false);
        var settings = Settings.From(config);
        var library = await parts.Workspace.FindLibraryAsync(call.Aborted).ConfigureAwait(false);
        await call.JsonAsync(
            new ConnectionShape(
                device.Secrets.Antiforgery,
                parts.Version,
                device.Secrets.Start,
                config.Get(SettingKey.Section, "language") is null ? null : settings.Language,
                library is not null,
                settings.Remote.Length > 0,
                library is not null && await library.HasShownKeyAsync(call.Aborted).ConfigureAwait(false),
                parts.IsDemo,
                SessionColors.All,
                new UploadLimitsShape(
                    parts.Limits.UploadBytes,
                    parts.Limits.FilesPerUpload,
                    Limits.NameLength,
                    Limits.DescriptionLength,
                    Limits.TagLength,
                    Limits.Tags,
                    Limits.ClassLength,
                    parts.Limits.BulkIds,
                    parts.Limits.PageSize)),
            WebJson.Shared.ConnectionShape).ConfigureAwait(false);
    }

    private async Task StatusAsync(ApiCall call)
    {
        var library = await device.Parts.Workspace.FindLibraryAsync(call.Aborted).ConfigureAwait(false);
        var counts = library is null ? default : await library.CountAsync(call.Aborted).ConfigureAwait(false);
        await call.JsonAsync(
            new StatusShape(
                new LibraryStatusShape(device.Parts.Places.Library, counts.Sessions, counts.Trash, counts.Bytes),
                await device.Remote.ReadAsync(asks: false, call.Aborted).ConfigureAwait(false),
                await IndexAsync(device, library, call.Aborted).ConfigureAwait(false),
                library is not null && await library.HasShownKeyAsync(call.Aborted).ConfigureAwait(false),
                [.. (library?.Notices ?? []).Take(50).Select(WordsOf)]),
            WebJson.Shared.StatusShape).ConfigureAwait(false);
    }

    private async Task ListAsync(ApiCall call)
    {
        var query = ListQuery.PageOf(call, device.Parts.Limits.PageSize);
        var (library, revision) = await device.Watch.LookAsync(call.Aborted).ConfigureAwait(false);
        if (library is null)
        {
            await call.JsonAsync(new SessionListShape(0, query.Sessions.Offset, [], null, revision), WebJson.Shared.SessionListShape).ConfigureAwait(false);
            return;
        }

        var (total, sessions) = query.Where is null
            ? await PageAsync(library, query, call.Aborted).ConfigureAwait(false)
            : await FilteredPageAsync(library, query, call.Aborted).ConfigureAwait(false);
        var items = await device.Views.OfAsync(library, sessions, call.Aborted).ConfigureAwait(false);
        await call.JsonAsync(
            new SessionListShape(total, query.Sessions.Offset, items, query.CursorAfter(items.Count, total), revision),
            WebJson.Shared.SessionListShape).ConfigureAwait(false);
    }

    private async Task DaysAsync(ApiCall call)
    {
        var query = ListQuery.FiltersOf(call);
        var (library, revision) = await device.Watch.LookAsync(call.Aborted).ConfigureAwait(false);
        var days = new Dictionary<DateOnly, int>();
        var (total, bytes) = (0L, 0L);
        foreach (var (created, size) in library is null ? [] : await MomentsAsync(library, query, call.Aborted).ConfigureAwait(false))
        {
            var day = DateOnly.FromDateTime(created.ToLocalTime().DateTime);
            days[day] = days.GetValueOrDefault(day) + 1;
            (total, bytes) = (total + 1, bytes + size);
        }

        await call.JsonAsync(
            new DayListShape(
                total,
                bytes,
                [.. days.OrderByDescending(one => one.Key).Select(one => new DayCountShape(one.Key.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), one.Value))],
                revision),
            WebJson.Shared.DayListShape).ConfigureAwait(false);
    }

    private async Task FacetsAsync(ApiCall call) => await call.JsonAsync(
        await device.Facets.ReadAsync(call.Flag("trash"), call.Aborted).ConfigureAwait(false), WebJson.Shared.FacetsShape).ConfigureAwait(false);

    private static async Task<(long Total, IReadOnlyList<SessionInfo> Sessions)> PageAsync(
        SessionLibrary library, ListQuery query, CancellationToken cancellationToken)
    {
        var page = await library.QueryAsync(query.Sessions, cancellationToken).ConfigureAwait(false);
        return (page.Total, page.Sessions);
    }

    private async Task<(long Total, IReadOnlyList<SessionInfo> Sessions)> FilteredPageAsync(
        SessionLibrary library, ListQuery query, CancellationToken cancellationToken)
    {
        var (ids, _) = await device.Facets.ListAsync(library, query, cancellationToken).ConfigureAwait(false);
        return (ids.Count, await FindAsync(library, ids.Skip(query.Sessions.Offset).Take(query.Sessions.Limit), cancellationToken).ConfigureAwait(false));
    }

    private async Task<IReadOnlyList<(DateTimeOffset Created, long SizeBytes)>> MomentsAsync(
        SessionLibrary library, ListQuery query, CancellationToken cancellationToken)
    {
        if (query.Where is null)
        {
            return await library.Objects.MomentsAsync(query.Sessions, cancellationToken).ConfigureAwait(false);
        }

        var (ids, _) = await device.Facets.ListAsync(library, query, cancellationToken).ConfigureAwait(false);
        var found = await FindAsync(library, ids, cancellationToken).ConfigureAwait(false);
        return [.. found.Select(one => (one.Created, one.Content?.SizeBytes ?? 0))];
    }

    private static async Task<IReadOnlyList<SessionInfo>> FindAsync(
        SessionLibrary library, IEnumerable<SessionId> ids, CancellationToken cancellationToken)
    {
        var sessions = new List<SessionInfo>();
        foreach (var id in ids)
        {
            sessions.Add(await library.FindAsync(id.Text, cancellationToken).ConfigureAwait(false));
        }

        return sessions;
    }

    /// <summary>The index, and whether it had to be mended.</summary>
    public static async Task<IndexStateShape> IndexAsync(ThisDevice device, SessionLibrary? library, CancellationToken cancellationToken)
    {
        var file = await device.Parts.Files.StatAsync(Path.Combine(device.Parts.Places.Library, "index.db"), cancellationToken).ConfigureAwait(false);
        var isHealthy = library is null || !library.Notices.Any(notice =>
            notice is LibraryNotice.IndexBehind or LibraryNotice.RecordRefused or LibraryNotice.IndexRebuilt { Reason: not null });
        return new IndexStateShape(file?.Length ?? 0, isHealthy);
    }

    private static string WordsOf(LibraryNotice notice) => notice switch
    {
        LibraryNotice.IndexRebuilt { Reason: null } one => $"The index was made anew from the vault: {one.Sessions:N0} sessions.",
        LibraryNotice.IndexRebuilt one => $"The index {one.Reason}; it was moved aside and made anew: {one.Sessions:N0} sessions.",
        LibraryNotice.RecordRefused one => $"The record {one.Name.Hex[..12]}… {one.Reason}; what it changed is not shown.",
        LibraryNotice.ForeignFiles one => $"{one.Count:N0} files in the vault's log were left alone: they are not named like its objects.",
        LibraryNotice.IndexBehind one => $"Something was saved, but the index could not be updated ({one.Reason}); the next start does it.",
        _ => notice.ToString(),
    };
}
