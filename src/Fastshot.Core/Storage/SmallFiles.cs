namespace Fastshot.Core.Storage;

/// <summary>Reads small files whole.</summary>
public static class SmallFiles
{
    /// <summary>Reads a file of at most so many bytes; null where there is none.</summary>
    /// <exception cref="StoreException"><see cref="StoreError.Broken"/>: it is larger.</exception>
    public static async Task<byte[]?> ReadSmallAsync(
        this IFileSystem files, string path, int bytesMax, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
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
}
