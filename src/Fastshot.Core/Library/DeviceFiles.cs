using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Library;

/// <summary>Small files of this device beside its vault: read whole, and written whole or not at all.</summary>
internal static class DeviceFiles
{
    /// <summary>Reads a file of at most so many bytes; null where there is none.</summary>
    public static async Task<byte[]?> ReadAsync(
        IFileSystem files, string path, int bytesMax, CancellationToken cancellationToken)
    {
        var file = await files.OpenAsync(path, cancellationToken).ConfigureAwait(false);
        if (file is null)
        {
            return null;
        }

        await using (file.ConfigureAwait(false))
        {
            if (file.Length > bytesMax)
            {
                throw new StoreException(StoreError.Broken, $"{path} is larger than {bytesMax} bytes: it is not what this program wrote.");
            }

            var bytes = new byte[file.Length];
            var count = 0;
            while (count < bytes.Length
                && await file.ReadAsync(count, bytes.AsMemory(count), cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                count += read;
            }

            return bytes[..count];
        }
    }

    /// <summary>Writes a file durably: temporary file, fsync, rename, fsync of the folder.</summary>
    /// <exception cref="StoreException"><see cref="StoreError.ConditionFailed"/> where it stands and may not be replaced.</exception>
    public static async Task WriteAsync(
        IFileSystem files,
        string path,
        ReadOnlyMemory<byte> bytes,
        IRandom random,
        bool overwrite,
        CancellationToken cancellationToken)
    {
        await MoveIntoPlaceAsync(files, path, bytes, random, overwrite, isDurable: true, cancellationToken).ConfigureAwait(false);
        await files.SyncFolderAsync(Path.GetDirectoryName(path)!, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes a file that is never seen half, and may be gone after a power cut.</summary>
    public static Task WriteCacheAsync(
        IFileSystem files, string path, ReadOnlyMemory<byte> bytes, IRandom random, CancellationToken cancellationToken) =>
        MoveIntoPlaceAsync(files, path, bytes, random, overwrite: true, isDurable: false, cancellationToken);

    private static async Task MoveIntoPlaceAsync(
        IFileSystem files,
        string path,
        ReadOnlyMemory<byte> bytes,
        IRandom random,
        bool overwrite,
        bool isDurable,
        CancellationToken cancellationToken)
    {
        await files.CreateFolderAsync(Path.GetDirectoryName(path)!, cancellationToken).ConfigureAwait(false);
        var temporary = $"{path}.{Suffix(random)}.tmp"; // In the same folder: a rename across volumes is not atomic.
        try
        {
            var file = await files.CreateAsync(temporary, cancellationToken).ConfigureAwait(false);
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
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

    private static string Suffix(IRandom random)
    {
        Span<byte> bytes = stackalloc byte[8];
        random.Fill(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
