using System.Security.Cryptography;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>Keeps the vault's secret in a file that only its owner can read.</summary>
public sealed class FileKeyStore(IFileSystem files, string path, IRandom random) : IKeyStore
{
    public async Task<VaultSecret?> ReadAsync(CancellationToken cancellationToken = default)
    {
        var bytes = await DeviceFiles.ReadAsync(files, path, VaultSecret.BytesMax, cancellationToken).ConfigureAwait(false);
        if (bytes is null)
        {
            return null;
        }

        try
        {
            return VaultSecret.Parse(bytes);
        }
        catch (VaultException e)
        {
            throw new VaultException(e.Error, $"{path} holds no vault key. {e.Message}", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    public async Task<bool> TryAddAsync(VaultSecret secret, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var bytes = secret.ToBytes();
        try
        {
            await new AtomicFile(files, random).WriteAsync(path, bytes, overwrite: false, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StoreException e) when (e.Error is StoreError.ConditionFailed)
        {
            return false;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
