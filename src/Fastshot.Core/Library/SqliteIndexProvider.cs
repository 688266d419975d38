using Fastshot.Core.Library.Index;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Library;

/// <summary>The index as an SQLite file in the library's folder.</summary>
public sealed class SqliteIndexProvider(IFileSystem files, string folder) : IIndexProvider
{
    private const string CheckedEnding = "-checked";

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

    // SQLite removes its log when the last process closes the index. Where another one has it open, the log is newer than
    // the mark only if something was written since.
    public async Task<bool> WasLeftOpenAsync(CancellationToken cancellationToken = default) =>
        await files.StatAsync(_path + "-wal", cancellationToken).ConfigureAwait(false) is { Length: > 0 } log
        && (await files.StatAsync(_path + CheckedEnding, cancellationToken).ConfigureAwait(false) is not { } mark || mark.Modified < log.Modified);

    public async Task NoteCheckedAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await files.DeleteAsync(_path + CheckedEnding, cancellationToken).ConfigureAwait(false);
            await using ((await files.CreateAsync(_path + CheckedEnding, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false))
            {
            }
        }
        catch (StoreException)
        {
            // Another process was faster, or the disk cannot be written: at worst it is looked through again.
        }
    }

    public Task SetAsideAsync(CancellationToken cancellationToken = default) =>
        IndexFiles.MoveAsideAsync(files, _path, cancellationToken);
}
