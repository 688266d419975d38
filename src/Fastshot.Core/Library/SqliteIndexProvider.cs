using Fastshot.Core.Library.Index;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Library;

/// <summary>The index as an SQLite file in the library's folder.</summary>
public sealed class SqliteIndexProvider(IFileSystem files, string folder) : IIndexProvider
{
    private readonly string _path = Path.Combine(folder, "index.db");

    public IIndex? TryOpen(out string? reason)
    {
        try
        {
            return SqliteIndex.TryOpen(_path, out var index, out reason) ? index : null;
        }
        catch (IndexException e) when (e.Error is IndexError.Unavailable && Path.Exists(_path + Path.DirectorySeparatorChar))
        {
            reason = "is a folder"; // It is moved aside like any other index that is none.
            return null;
        }
    }

    public Task SetAsideAsync(CancellationToken cancellationToken = default) =>
        IndexFiles.MoveAsideAsync(files, _path, cancellationToken);
}
