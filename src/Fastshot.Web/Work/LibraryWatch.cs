using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Workspace;
using Fastshot.Web.Shapes;

namespace Fastshot.Web.Work;

/// <summary>Notices that the library changed, whoever changed it: each time its revision counts up.</summary>
internal sealed class LibraryWatch(LocalWorkspace workspace)
{
    private readonly Lock _turn = new();
    private SessionLibrary? _library;
    private long _stamp;
    private long _revision = 1;

    /// <summary>The library as it is now, or null, and its revision.</summary>
    public async Task<(SessionLibrary? Library, long Revision)> LookAsync(CancellationToken cancellationToken)
    {
        var library = await workspace.FindLibraryAsync(cancellationToken).ConfigureAwait(false);
        var stamp = library is null ? 0 : await library.Objects.StampAsync(cancellationToken).ConfigureAwait(false);
        lock (_turn)
        {
            if (!ReferenceEquals(library, _library) || stamp != _stamp)
            {
                (_library, _stamp) = (library, stamp);
                _revision++;
            }

            return (library, _revision);
        }
    }

    /// <summary>How much there is now.</summary>
    public async Task<LibraryChangeShape> StateAsync(CancellationToken cancellationToken)
    {
        var (library, revision) = await LookAsync(cancellationToken).ConfigureAwait(false);
        var counts = library is null ? default(IndexCounts) : await library.CountAsync(cancellationToken).ConfigureAwait(false);
        return new LibraryChangeShape(revision, counts.Sessions, counts.Trash);
    }
}
