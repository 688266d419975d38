using Fastshot.Core.Storage;

namespace Fastshot.Core.Library;

/// <summary>Reads small files of this device beside its vault.</summary>
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
}
