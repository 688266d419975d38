using Fastshot.Core.Crypto;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Vault;

/// <summary>The key files of a vault: each protects its key with one passphrase (docs/vault-format.md, "Names").</summary>
public sealed class KeyFiles(IObjectStore store, IScheduler scheduler)
{
    /// <summary>The most bytes of a key file.</summary>
    public const int BytesMax = 16 << 10;

    /// <summary>How dear it is to try a passphrase.</summary>
    public const int LogWorkFactor = KeyFile.LogWorkFactor;

    /// <summary>How many are looked at.</summary>
    public const int TriedMax = 16;

    /// <summary>The names of all that stand there, readable or not.</summary>
    public async Task<IReadOnlyList<Digest>> ListAsync(CancellationToken cancellationToken = default) =>
        VaultNames.NamesIn(
            await store.ListAllAsync(VaultNames.KeysPrefix, cancellationToken).ConfigureAwait(false), VaultNames.KeysPrefix);

    /// <summary>Opens the vault by a passphrase (UTF-8, valid during the call). The caller disposes what it returns.</summary>
    /// <exception cref="VaultException">No key file opens by it, there is none, or all are damaged.</exception>
    public async Task<VaultSecret> UnlockAsync(
        VaultId vault, ReadOnlyMemory<byte> passphrase, CancellationToken cancellationToken = default)
    {
        var files = await ReadAsync(cancellationToken).ConfigureAwait(false);
        foreach (var file in files)
        {
            if (await scheduler.RunAsync(() => TryOpen(file, passphrase, vault), cancellationToken).ConfigureAwait(false) is { } secret)
            {
                return secret;
            }
        }

        throw files.Count == 0
            ? new VaultException(
                VaultError.Missing, $"The vault {vault} has no key file that can be read; only its recovery key opens it.")
            {
                Hint = "Give the recovery key instead of a passphrase; or, on a device that has the library: fastshot repair --remote puts back the key files that it keeps.",
            }
            : new VaultException(VaultError.WrongPassphrase, $"The passphrase does not open the vault {vault}.");
    }

    /// <summary>Adds a key file for a passphrase; about a second of work.</summary>
    public async Task<Digest> AddAsync(
        VaultSecret secret,
        ReadOnlyMemory<byte> passphrase,
        IRandom random,
        int logWorkFactor = KeyFile.LogWorkFactor,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var bytes = await scheduler.RunAsync(() => secret.SealKeyFile(passphrase, random, logWorkFactor), cancellationToken)
            .ConfigureAwait(false);
        var name = Digest.Of(bytes);
        await PutAsync(name, bytes, cancellationToken).ConfigureAwait(false);
        return name;
    }

    /// <summary>Copies one as it is, where it can be read; what cannot is left where it is.</summary>
    public async Task CopyAsync(Digest name, KeyFiles to, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(to);
        var bytes = await store.ReadSmallAsync(VaultNames.Key(name), BytesMax, cancellationToken).ConfigureAwait(false);
        if (bytes is not null && IsSound(name, bytes))
        {
            await to.PutAsync(name, bytes, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes a key file; its passphrase opens the vault no more.</summary>
    public Task RemoveAsync(Digest name, CancellationToken cancellationToken = default) =>
        store.DeleteAsync(VaultNames.Key(name), cancellationToken);

    /// <summary>Whether bytes are those of a name, and a key file, as far as that shows without its passphrase.</summary>
    public static bool IsSound(Digest name, ReadOnlyMemory<byte> bytes) =>
        Digest.Of(bytes.Span) == name && KeyFile.LogWorkFactorOf(bytes.Span) is not null;

    /// <summary>Whether one stands there that can be read.</summary>
    public async Task<bool> AnySoundAsync(CancellationToken cancellationToken = default) =>
        (await ReadAsync(cancellationToken).ConfigureAwait(false)).Count > 0;

    private Task PutAsync(Digest name, byte[] bytes, CancellationToken cancellationToken) =>
        store.PutAsync(VaultNames.Key(name), ObjectContent.Of(bytes), PutCondition.None, cancellationToken);

    private static VaultSecret? TryOpen(byte[] file, ReadOnlyMemory<byte> passphrase, VaultId vault)
    {
        if (!KeyFile.TryOpen(file, passphrase, out var keyFile, out _))
        {
            return null;
        }

        if (keyFile.Vault == vault.Text)
        {
            return VaultSecret.Of(keyFile);
        }

        keyFile.Dispose(); // Somebody put another vault's key file here.
        return null;
    }

    // The cheapest first: a planted file with a high work factor must not make a person wait.
    private async Task<List<byte[]>> ReadAsync(CancellationToken cancellationToken)
    {
        var files = new List<byte[]>();
        foreach (var name in (await ListAsync(cancellationToken).ConfigureAwait(false)).Take(TriedMax))
        {
            var bytes = await store.ReadSmallAsync(VaultNames.Key(name), BytesMax, cancellationToken).ConfigureAwait(false);
            if (bytes is not null && Digest.Of(bytes) == name && KeyFile.LogWorkFactorOf(bytes) is not null)
            {
                files.Add(bytes);
            }
        }

        return [.. files.OrderBy(file => KeyFile.LogWorkFactorOf(file))];
    }
}
