using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Web.Shapes;

namespace Fastshot.Web.Work;

/// <summary>Keeps what must be counted over all sessions until the library changes: facets, and lists by where sessions are.</summary>
internal sealed class FacetsKeeper(LibraryWatch watch, SessionViews views, TimeProvider time)
{
    private const int ValuesMax = 500;
    private const int StepCount = 500;

    // A count of the whole library is not made for each of many quick changes.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private readonly AsyncGate _turn = new();
    private (FacetsShape Facets, bool Trash, long Counted)? _last;
    private (string Sign, long Revision, IReadOnlyList<SessionId> Ids, long Bytes)? _list;

    /// <summary>The facets; those of a moment ago where a count of all has just been made.</summary>
    public async Task<FacetsShape> ReadAsync(bool trash, CancellationToken cancellationToken)
    {
        using var turn = await _turn.EnterAsync(cancellationToken).ConfigureAwait(false);
        var (library, revision) = await watch.LookAsync(cancellationToken).ConfigureAwait(false);
        if (_last is { } last && last.Trash == trash
            && (last.Facets.Revision == revision || time.GetElapsedTime(last.Counted) < Pause))
        {
            return last.Facets;
        }

        var facets = library is null
            ? new FacetsShape([], [], [], [], 0, 0, 0, 0, 0, 0, revision)
            : await CountAsync(library, trash, revision, cancellationToken).ConfigureAwait(false);
        _last = (facets, trash, time.GetTimestamp());
        return facets;
    }

    /// <summary>Forgets what was counted: a sync moved sessions from one place to another.</summary>
    public void Forget()
    {
        _last = null;
        _list = null;
    }

    /// <summary>The sessions of a list that is filtered by where they are, in its order, and the bytes of their pictures.</summary>
    public async Task<(IReadOnlyList<SessionId> Ids, long Bytes)> ListAsync(
        SessionLibrary library, ListQuery query, CancellationToken cancellationToken)
    {
        using var turn = await _turn.EnterAsync(cancellationToken).ConfigureAwait(false);
        var (_, revision) = await watch.LookAsync(cancellationToken).ConfigureAwait(false);
        if (_list is not { } list || list.Sign != query.Sign() || list.Revision != revision)
        {
            var (ids, bytes) = await FilterAsync(library, query, cancellationToken).ConfigureAwait(false);
            _list = list = (query.Sign(), revision, ids, bytes);
        }

        return (list.Ids, list.Bytes);
    }

    private async Task<FacetsShape> CountAsync(
        SessionLibrary library, bool trash, long revision, CancellationToken cancellationToken)
    {
        var counts = await library.CountAsync(cancellationToken).ConfigureAwait(false);
        var archives = await library.Objects.ArchivesHereAsync(cancellationToken).ConfigureAwait(false);
        var where = await views.WhereAsync(library, cancellationToken).ConfigureAwait(false);
        var (here, cloud, waiting) = (0L, 0L, 0L);
        var facets = await LibraryFacets.ReadAsync(
            library,
            trash,
            session =>
            {
                var isLocal = session.Content?.Archive is { } archive && archives.Contains(archive.Sha256);
                here += isLocal ? 1 : 0;
                var place = where(session, isLocal);
                cloud += place == "cloud" ? 1 : 0;
                waiting += place == "waiting" ? 1 : 0;
            },
            cancellationToken).ConfigureAwait(false);
        return new FacetsShape(
            Sorted(facets.Tags),
            Sorted(facets.Colors),
            Sorted(facets.Classes),
            [.. facets.Months.OrderByDescending(one => one.Key).Select(one => new FacetValueShape($"{one.Key.Year:D4}-{one.Key.Month:D2}", one.Value))],
            counts.Sessions,
            counts.Trash,
            counts.Bytes,
            waiting,
            here,
            cloud,
            revision);
    }

    private static List<FacetValueShape> Sorted(IReadOnlyDictionary<string, int> counts) =>
    [
        .. counts.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal).Take(ValuesMax)
            .Select(one => new FacetValueShape(one.Key, one.Value)),
    ];

    private async Task<(IReadOnlyList<SessionId> Ids, long Bytes)> FilterAsync(
        SessionLibrary library, ListQuery query, CancellationToken cancellationToken)
    {
        var archives = await library.Objects.ArchivesHereAsync(cancellationToken).ConfigureAwait(false);
        var where = await views.WhereAsync(library, cancellationToken).ConfigureAwait(false);
        var ids = new List<SessionId>();
        var bytes = 0L;
        for (var offset = 0; ; offset += StepCount)
        {
            var page = await library.QueryAsync(query.Sessions with { Limit = StepCount, Offset = offset }, cancellationToken).ConfigureAwait(false);
            foreach (var session in page.Sessions)
            {
                var isLocal = session.Content?.Archive is { } archive && archives.Contains(archive.Sha256);
                if (query.Where == "here" ? isLocal : where(session, isLocal) == query.Where)
                {
                    ids.Add(session.Id);
                    bytes += session.Content?.SizeBytes ?? 0;
                }
            }

            if (page.Sessions.Length < StepCount)
            {
                return (ids, bytes);
            }
        }
    }
}
