using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>The key files of this library's vault, at a remote: changing them uploads nothing else.</summary>
public sealed class LibraryKeyFiles
{
    private readonly LibraryParts _parts;
    private readonly VaultSecret _secret;

    internal LibraryKeyFiles(LibraryParts parts, VaultSecret secret) => (_parts, _secret) = (parts, secret);

    /// <summary>Publishes this library's vault at an empty place: key file first, what describes the vault last.</summary>
    public async Task PublishAsync(IObjectStore place, ReadOnlyMemory<byte> passphrase, CancellationToken cancellationToken = default)
    {
        var store = VaultPlace.StoreOf(place, _secret.Vault);
        await AddAsync(place, passphrase, cancellationToken).ConfigureAwait(false);
        await VaultPlace.DescribeAsync(store, _secret.Vault, _parts.Time.GetLocalNow(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The names of the key files that stand there.</summary>
    public Task<IReadOnlyList<Digest>> ListAsync(IObjectStore place, CancellationToken cancellationToken = default) =>
        At(place).ListAsync(cancellationToken);

    /// <summary>Whether a key file stands there that can be read.</summary>
    public Task<bool> AnySoundAsync(IObjectStore place, CancellationToken cancellationToken = default) =>
        At(place).AnySoundAsync(cancellationToken);

    /// <summary>Adds a key file for one more passphrase.</summary>
    public Task<Digest> AddAsync(
        IObjectStore place, ReadOnlyMemory<byte> passphrase, CancellationToken cancellationToken = default) =>
        At(place).AddAsync(_secret, passphrase, _parts.Random, cancellationToken: cancellationToken);

    /// <summary>Makes a passphrase the only one: its key file is added, and then the others are removed.</summary>
    public async Task ReplaceAsync(
        IObjectStore place, ReadOnlyMemory<byte> passphrase, CancellationToken cancellationToken = default)
    {
        var before = await ListAsync(place, cancellationToken).ConfigureAwait(false);
        var added = await AddAsync(place, passphrase, cancellationToken).ConfigureAwait(false);
        foreach (var name in before.Where(name => name != added))
        {
            await RemoveAsync(place, name, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes a key file; its passphrase opens the vault no more.</summary>
    public Task RemoveAsync(IObjectStore place, Digest name, CancellationToken cancellationToken = default) =>
        At(place).RemoveAsync(name, cancellationToken);

    private KeyFiles At(IObjectStore place) => new(VaultPlace.StoreOf(place, _secret.Vault), _parts.Scheduler);
}
