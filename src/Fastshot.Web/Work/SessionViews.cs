using Fastshot.Core.Format;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Web.Api;
using Fastshot.Web.Hosting;
using Fastshot.Web.Shapes;

namespace Fastshot.Web.Work;

/// <summary>Sessions as the page gets them: with where they are, and where their preview is.</summary>
internal sealed class SessionViews(WebParts parts, LibraryWatch watch)
{
    // A change of the remote's side alone does not change the library; it is noticed at the latest after this time.
    private static readonly TimeSpan SyncedAge = TimeSpan.FromSeconds(2);

    private readonly Lock _turn = new();
    private Known? _known;

    /// <summary>Forgets what was known of the remote: a sync ended.</summary>
    public void Forget()
    {
        lock (_turn)
        {
            _known = null;
        }
    }

    /// <summary>One session.</summary>
    public async Task<SessionShape> OfAsync(SessionLibrary library, SessionInfo session, CancellationToken cancellationToken)
    {
        var shapes = await OfAsync(library, [session], cancellationToken).ConfigureAwait(false);
        return shapes[0];
    }

    /// <summary>Sessions in their order.</summary>
    public async Task<IReadOnlyList<SessionShape>> OfAsync(
        SessionLibrary library, IReadOnlyList<SessionInfo> sessions, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(library, cancellationToken).ConfigureAwait(false);
        var shapes = new List<SessionShape>(sessions.Count);
        foreach (var session in sessions)
        {
            var isLocal = await library.HasContentAsync(session, cancellationToken).ConfigureAwait(false);
            shapes.Add(Of(session, isLocal, known));
        }

        return shapes;
    }

    /// <summary>Where a session is, given whether its pictures are here.</summary>
    public async Task<Func<SessionInfo, bool, string>> WhereAsync(SessionLibrary library, CancellationToken cancellationToken)
    {
        var known = await KnownAsync(library, cancellationToken).ConfigureAwait(false);
        return (session, isLocal) => WhereOf(isLocal, known.IsSynced(session), known.HasRemote);
    }

    private static SessionShape Of(SessionInfo session, bool isLocal, Known known)
    {
        var isSynced = known.IsSynced(session);
        return new SessionShape
        {
            Id = session.Id.Text,
            Name = session.Text.Name,
            Description = session.Text.Description,
            Tags = session.Text.Tags,
            Color = session.Text.Color,
            Class = session.Text.Class,
            Created = Rfc3339.Format(session.Created),
            Size = session.Content?.SizeBytes ?? 0,
            ImageCount = session.Content?.ImageCount ?? 0,
            Device = known.Devices.GetValueOrDefault(session.Source.Device, session.Source.Device),
            State = session.Trashed is null ? "live" : "trash",
            Local = isLocal,
            Synced = isSynced,
            ClassicFile = session.Source.ClassicFile,
            Where = WhereOf(isLocal, isSynced, known.HasRemote),
            Preview = session.Content?.Archive is { } archive
                ? $"/api/sessions/{session.Id.Text}/preview?v={archive.Sha256.Hex[..16]}"
                : null,
            Trashed = ApiCall.TextOf(session.Trashed),
        };
    }

    private static string WhereOf(bool isLocal, bool isSynced, bool hasRemote) => (isLocal, isSynced, hasRemote) switch
    {
        (_, _, false) => isLocal ? "here" : "cloud",
        (_, false, _) => "waiting",
        (true, _, _) => "both",
        _ => "cloud",
    };

    private async Task<Known> KnownAsync(SessionLibrary library, CancellationToken cancellationToken)
    {
        var (_, revision) = await watch.LookAsync(cancellationToken).ConfigureAwait(false);
        lock (_turn)
        {
            if (_known is { } known && known.Revision == revision && parts.Time.GetElapsedTime(known.Read) < SyncedAge)
            {
                return known;
            }
        }

        var remote = await parts.Installation.FindRemoteAsync(cancellationToken).ConfigureAwait(false);
        var synced = remote is null
            ? _ => false
            : await parts.Installation.SyncedAsync(library, cancellationToken).ConfigureAwait(false);
        var devices = await library.DeviceNamesAsync(cancellationToken).ConfigureAwait(false);
        var read = new Known(revision, parts.Time.GetTimestamp(), remote is not null, synced, devices);
        lock (_turn)
        {
            _known = read;
        }

        return read;
    }

    private sealed record Known(
        long Revision, long Read, bool HasRemote, Func<SessionInfo, bool> IsSynced, IReadOnlyDictionary<string, string> Devices);
}
