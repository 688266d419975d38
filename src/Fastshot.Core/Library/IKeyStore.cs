using Fastshot.Core.Model;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>Where this device keeps the secret of its vault.</summary>
public interface IKeyStore
{
    /// <summary>Reads the secret, or null where none is kept. The caller disposes it.</summary>
    /// <exception cref="VaultException">What is kept there is no key.</exception>
    Task<VaultSecret?> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads the secret of another vault that is kept beside the own one, or null. The caller disposes it.</summary>
    Task<VaultSecret?> ReadBesideAsync(VaultId vault, CancellationToken cancellationToken = default);

    /// <summary>Keeps the secret of another vault durably beside the own one, under its vault's id.</summary>
    Task KeepBesideAsync(VaultSecret secret, CancellationToken cancellationToken = default);

    /// <summary>Keeps a secret durably unless one is kept already; false where another process was first.</summary>
    Task<bool> TryAddAsync(VaultSecret secret, CancellationToken cancellationToken = default);

    /// <summary>Keeps another secret from now on; the one that was kept stays beside it, under its vault's id.</summary>
    Task ReplaceAsync(VaultSecret secret, CancellationToken cancellationToken = default);
}
