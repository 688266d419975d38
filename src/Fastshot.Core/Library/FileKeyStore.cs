using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>Keeps the vault's secret in a file that only its owner can read.</summary>
public sealed class FileKeyStore(IFileSystem files, string path, IRandom random) : IKeyStore
{
    public Task<VaultSecret?> ReadAsync(CancellationToken cancellationToken = default) => ReadAsync(path, cancellationToken);

    public Task<VaultSecret?> ReadBesideAsync(VaultId vault, CancellationToken cancellationToken = default) =>
        ReadAsync(PathOf(vault), cancellationToken);

    public Task KeepBesideAsync(VaultSecret secret, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return WriteAsync(PathOf(secret.Vault), secret, overwrite: true, cancellationToken);
    }

    private async Task<VaultSecret?> ReadAsync(string source, CancellationToken cancellationToken)
    {
        var bytes = await files.ReadSmallAsync(source, VaultSecret.BytesMax, cancellationToken).ConfigureAwait(false);
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
            throw new VaultException(e.Error, $"{source} holds no vault key. {e.Message}", e);
        }
        finally
        {
            Wiping.Wipe(bytes);
        }
    }

    public async Task<bool> TryAddAsync(VaultSecret secret, CancellationToken cancellationToken = default)
    {
        try
        {
            await WriteAsync(path, secret, overwrite: false, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (StoreException e) when (e.Error is StoreError.ConditionFailed)
        {
            return false;
        }
    }

    public async Task ReplaceAsync(VaultSecret secret, CancellationToken cancellationToken = default)
    {
        using (var before = await ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (before is not null)
            {
                await KeepBesideAsync(before, cancellationToken).ConfigureAwait(false);
            }
        }

        await WriteAsync(path, secret, overwrite: true, cancellationToken).ConfigureAwait(false);
    }

    private string PathOf(VaultId vault) => $"{path}.{vault}";

    private async Task WriteAsync(string target, VaultSecret secret, bool overwrite, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var bytes = secret.ToBytes();
        try
        {
            await new AtomicFile(files, random).WriteAsync(target, bytes, overwrite, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Wiping.Wipe(bytes);
        }
    }
}
