using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Workspace;
using Fastshot.Web.Shapes;

namespace Fastshot.Web.Work;

/// <summary>Notices that the library changed, whoever changed it: each time its revision counts up.</summary>
internal sealed class LibraryWatch(LocalWorkspace workspace)
{
    private const int IdsMax = 50;

    private readonly Lock _turn = new();
    private readonly List<string> _ownIds = [];
    private SessionLibrary? _library;
    private long _stamp;
    private long _revision = 1;
    private int _ownChanges;

    /// <summary>The library as it is now, or null, and its revision.</summary>
    public async Task<(SessionLibrary? Library, long Revision)> LookAsync(CancellationToken cancellationToken)
    {
        var (library, change) = await LookForChangeAsync(cancellationToken).ConfigureAwait(false);
        return (library, change.Revision);
    }

    /// <summary>The same, with what this server itself changed since it was told last, where that is all.</summary>
    public async Task<(SessionLibrary? Library, (long Revision, IReadOnlyList<string>? Ids) Change)> LookForChangeAsync(
        CancellationToken cancellationToken)
    {
        var library = await workspace.FindLibraryAsync(cancellationToken).ConfigureAwait(false);
        var stamp = library is null ? 0 : await library.Objects.StampAsync(cancellationToken).ConfigureAwait(false);
        lock (_turn)
        {
            IReadOnlyList<string>? ids = null;
            if (!ReferenceEquals(library, _library) || stamp != _stamp)
            {
                var isOwn = ReferenceEquals(library, _library) && stamp - _stamp == _ownChanges && _ownIds.Count <= IdsMax;
                ids = isOwn ? [.. _ownIds] : null;
                (_library, _stamp, _ownChanges) = (library, stamp, 0);
                _ownIds.Clear();
                _revision++;
                LastIds = (_revision, ids);
            }

            return (library, (_revision, LastIds.Revision == _revision ? LastIds.Ids : null));
        }
    }

    private (long Revision, IReadOnlyList<string>? Ids) LastIds { get; set; }

    /// <summary>Notes that this server changed sessions, in one step.</summary>
    public void NoteOwn(IEnumerable<SessionId> ids)
    {
        lock (_turn)
        {
            _ownChanges++;
            _ownIds.AddRange(ids.Take(IdsMax + 1).Select(id => id.Text));
        }
    }

    /// <summary>How much there is now.</summary>
    public async Task<LibraryChangeShape> StateAsync(CancellationToken cancellationToken)
    {
        var (library, (revision, ids)) = await LookForChangeAsync(cancellationToken).ConfigureAwait(false);
        var counts = library is null ? default(IndexCounts) : await library.CountAsync(cancellationToken).ConfigureAwait(false);
        return new LibraryChangeShape(revision, counts.Sessions, counts.Trash, ids);
    }
}
