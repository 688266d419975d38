using Fastshot.Core.Runtime;

namespace Fastshot.Core.Storage;

/// <summary>Writes files that are there whole or not at all: temporary file, fsync, rename, fsync of the folder.</summary>
public sealed class AtomicFile(IFileSystem files, IRandom random)
{
    /// <summary>Writes a file durably, and the folders above it where they are missing.</summary>
    /// <exception cref="StoreException"><see cref="StoreError.ConditionFailed"/> where it stands and may not be replaced.</exception>
    public async Task WriteAsync(
        string path,
        Func<IFile, CancellationToken, Task> write,
        bool overwrite,
        CancellationToken cancellationToken = default)
    {
        await MoveIntoPlaceAsync(path, write, overwrite, isDurable: true, cancellationToken).ConfigureAwait(false);
        await files.SyncFolderAsync(FolderOf(path), cancellationToken).ConfigureAwait(false);
    }

    public Task WriteAsync(
        string path, ReadOnlyMemory<byte> bytes, bool overwrite, CancellationToken cancellationToken = default) =>
        WriteAsync(path, (file, token) => file.WriteAsync(bytes, token), overwrite, cancellationToken);

    /// <summary>Writes a file that is never seen half by another process, and may be damaged by a power cut.</summary>
    public Task WriteCacheAsync(string path, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        MoveIntoPlaceAsync(
            path, (file, token) => file.WriteAsync(bytes, token), overwrite: true, isDurable: false, cancellationToken);

    private static string FolderOf(string path) =>
        Path.GetDirectoryName(path) ?? throw new ArgumentException("The path of a file has a folder.", nameof(path));

    private async Task MoveIntoPlaceAsync(
        string path,
        Func<IFile, CancellationToken, Task> write,
        bool overwrite,
        bool isDurable,
        CancellationToken cancellationToken)
    {
        // Creating it again would sync it, which costs more than all the rest of a file that need not be durable.
        if (isDurable || await files.StatAsync(FolderOf(path), cancellationToken).ConfigureAwait(false) is null)
        {
            await files.CreateFolderAsync(FolderOf(path), cancellationToken).ConfigureAwait(false);
        }

        var temporary = $"{path}.{random.NewName(8)}.tmp"; // In the same folder: a rename across volumes is not atomic.
        try
        {
            var file = await files.CreateAsync(temporary, cancellationToken).ConfigureAwait(false);
            await using (file.ConfigureAwait(false))
            {
                await write(file, cancellationToken).ConfigureAwait(false);
                if (isDurable)
                {
                    await file.SyncAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            await files.MoveAsync(temporary, path, overwrite, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await files.DeleteAsync(temporary, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }
}
