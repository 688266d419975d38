using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Tests.Library;

/// <summary>A key store into which another process puts the key between the first look and the second one.</summary>
internal sealed class LateKeyStore(IKeyStore inner) : IKeyStore
{
    private bool _isThere;

    public Task<VaultSecret?> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = _isThere ? inner.ReadAsync(cancellationToken) : Task.FromResult<VaultSecret?>(null);
        _isThere = true;
        return read;
    }

    public Task<VaultSecret?> ReadBesideAsync(VaultId vault, CancellationToken cancellationToken = default) =>
        inner.ReadBesideAsync(vault, cancellationToken);

    public Task KeepBesideAsync(VaultSecret secret, CancellationToken cancellationToken = default) =>
        inner.KeepBesideAsync(secret, cancellationToken);

    public Task<bool> TryAddAsync(VaultSecret secret, CancellationToken cancellationToken = default) =>
        inner.TryAddAsync(secret, cancellationToken);

    public Task ReplaceAsync(VaultSecret secret, CancellationToken cancellationToken = default) =>
        inner.ReplaceAsync(secret, cancellationToken);
}
