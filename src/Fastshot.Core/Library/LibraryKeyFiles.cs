using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>The key files of this library's vault, at a remote: changing them uploads nothing else.</summary>
public sealed class LibraryKeyFiles
{
    private readonly LibraryParts _parts;
    private readonly OpenedVault _vault;
    private readonly VaultSecret _secret;

    internal LibraryKeyFiles(LibraryParts parts, OpenedVault vault, VaultSecret secret) => (_parts, _vault, _secret) = (parts, vault, secret);

    // What opens the vault is as precious as what lies in it, so this device keeps a copy of each.
    private KeyFiles Copies => new(_vault.Store, _parts.Scheduler);

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

    /// <summary>Those of which this device keeps a copy.</summary>
    public Task<IReadOnlyList<Digest>> CopiesAsync(CancellationToken cancellationToken = default) => Copies.ListAsync(cancellationToken);

    /// <summary>Whether this device keeps a copy of one.</summary>
    public Task<bool> AnyCopyAsync(CancellationToken cancellationToken = default) => Copies.AnySoundAsync(cancellationToken);

    /// <summary>Adds a key file for one more passphrase.</summary>
    public async Task<Digest> AddAsync(
        IObjectStore place, ReadOnlyMemory<byte> passphrase, CancellationToken cancellationToken = default)
    {
        var name = await At(place).AddAsync(_secret, passphrase, _parts.Random, cancellationToken: cancellationToken).ConfigureAwait(false);
        await At(place).CopyAsync(name, Copies, cancellationToken).ConfigureAwait(false);
        return name;
    }

    /// <summary>Keeps a copy of each that stands at a place; that of one which was removed there, while others stand, goes.</summary>
    public async Task KeepCopiesAsync(IObjectStore vaultThere, CancellationToken cancellationToken = default)
    {
        var there = new KeyFiles(vaultThere, _parts.Scheduler);
        var names = await there.ListAsync(cancellationToken).ConfigureAwait(false);
        var kept = await Copies.ListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var name in names.Except(kept).Take(KeyFiles.TriedMax))
        {
            await there.CopyAsync(name, Copies, cancellationToken).ConfigureAwait(false);
        }

        // Only where one that is known stands there: who empties the folder, or fills it, takes no copy away.
        foreach (var name in names.Intersect(kept).Any() ? kept.Except(names) : [])
        {
            await Copies.RemoveAsync(name, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Puts back all of which this device keeps a copy.</summary>
    public async Task PutBackAsync(IObjectStore place, CancellationToken cancellationToken = default)
    {
        foreach (var name in await Copies.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            await Copies.CopyAsync(name, At(place), cancellationToken).ConfigureAwait(false);
        }
    }

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
    public async Task RemoveAsync(IObjectStore place, Digest name, CancellationToken cancellationToken = default)
    {
        await At(place).RemoveAsync(name, cancellationToken).ConfigureAwait(false);
        await Copies.RemoveAsync(name, cancellationToken).ConfigureAwait(false);
    }

    private KeyFiles At(IObjectStore place) => new(VaultPlace.StoreOf(place, _secret.Vault), _parts.Scheduler);
}
