using Fastshot.Core.Crypto;
using Fastshot.Core.Format;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Vault;

/// <summary>What a place where devices meet says of the vaults in it, before anything is opened.</summary>
public static class VaultPlace
{
    /// <summary>The folder of all vaults in a place; other programs' files may lie beside it.</summary>
    public const string Prefix = "fastshot/";

    /// <summary>How many vaults of one place are looked at.</summary>
    private const int VaultsMax = 100;

    /// <summary>How many pieces of a kind are tried: single ones may be damaged.</summary>
    private const int TriedMax = 8;

    // Sorts behind every name of a vault's objects.
    private const string LastName = "zzz";

    /// <summary>The objects of one vault of the place.</summary>
    public static PrefixedStore StoreOf(IObjectStore place, VaultId vault) => new(place, FolderOf(vault));

    /// <summary>The vaults that lie in a place, one small listing each.</summary>
    public static async Task<IReadOnlyList<VaultId>> FindAsync(IObjectStore place, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(place);
        var found = new List<VaultId>();
        ObjectKey? after = null;
        while (found.Count < VaultsMax)
        {
            var page = await place.ListAsync(Prefix, after, countMax: 1, cancellationToken).ConfigureAwait(false);
            if (page.Objects is not [var first])
            {
                break;
            }

            var name = first.Key.Value[Prefix.Length..].Split('/')[0];
            if (VaultId.TryParse(name, out var vault))
            {
                found.Add(vault);
            }

            // Where a foreign name sorts behind that, the next page begins behind what was seen.
            after = ObjectKey.TryParse($"{Prefix}{name}/{LastName}", out var end) && end > first.Key ? end : first.Key;
        }

        return found;
    }

    /// <summary>What describes the vault of a store; null where it is missing or cannot be read: it is a hint.</summary>
    public static async Task<AboutDocument?> ReadAboutAsync(IObjectStore store, CancellationToken cancellationToken = default) =>
        await store.ReadSmallAsync(VaultNames.About, AboutDocument.BytesMax, cancellationToken).ConfigureAwait(false) is { } bytes
        && AboutDocument.TryRead(bytes, out var about, out _)
            ? about
            : null;

    /// <summary>Whether anything of a vault stands in its store, whatever became of its description.</summary>
    public static async Task<bool> HasAnyAsync(IObjectStore store, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var page = await store.ListAsync("", countMax: 1, cancellationToken: cancellationToken).ConfigureAwait(false);
        return page.Objects.Count > 0;
    }

    /// <summary>Puts what describes a vault where it is missing; for a new vault it is the last thing written.</summary>
    public static async Task DescribeAsync(
        IObjectStore store, VaultId vault, DateTimeOffset now, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        var written = new AboutDocument(vault, CanonicalWriter.FormatCurrent, now).Write();
        await store.PutAsync(VaultNames.About, ObjectContent.Of(written), PutCondition.None, cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Refuses what is another vault's, or of a newer format.</summary>
    /// <exception cref="VaultException">It is.</exception>
    public static void Check(AboutDocument about, VaultId vault)
    {
        ArgumentNullException.ThrowIfNull(about);
        if (about.MinReader > CanonicalWriter.FormatCurrent)
        {
            throw OpenedVault.NewerFormat(about.MinReader);
        }

        if (about.Vault != vault)
        {
            throw new VaultException(
                VaultError.WrongKey, $"The folder holds the vault {about.Vault}, and the key here is of the vault {vault}.");
        }
    }

    /// <summary>
    /// Whether a secret opens what the vault of a store holds. In a vault without pieces nothing can contradict it.
    /// </summary>
    public static async Task<bool> IsOpenedByAsync(
        IObjectStore store, VaultSecret secret, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(secret);
        var tried = 0;
        foreach (var prefix in (string[])[VaultNames.LogPrefix, VaultNames.CheckpointsPrefix])
        {
            var page = await store.ListAsync(prefix, countMax: TriedMax, cancellationToken: cancellationToken).ConfigureAwait(false);
            foreach (var info in page.Objects)
            {
                tried++;
                var bytes = await store.ReadSmallAsync(info.Key, Limits.CheckpointBytes, cancellationToken).ConfigureAwait(false);
                if (bytes is not null && Age.TryOpen(bytes, secret.Key, WorkFactors.Objects, Limits.CheckpointBytes, out _, out _))
                {
                    return true;
                }
            }
        }

        return tried == 0;
    }

    private static string FolderOf(VaultId vault) => $"{Prefix}{vault.Text}/";
}
