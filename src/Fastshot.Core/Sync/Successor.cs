using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>The vault that came in place of another (docs/sync-protocol.md, "Rotation").</summary>
internal static class Successor
{
    /// <summary>Which vault came in place of this library's, as far as this device knows.</summary>
    public static async Task<VaultId?> OfAsync(SessionLibrary library, CancellationToken cancellationToken) =>
        await library.EntryOfAsync(EntryId.Vault, cancellationToken).ConfigureAwait(false) is Entry.Live vault
            ? VaultReader.SuccessorOf(vault)
            : null;

    /// <summary>Refuses to sync a vault that is no longer the one where devices meet.</summary>
    /// <exception cref="VaultException">Another vault came in its place.</exception>
    public static async Task RefuseAsync(SessionLibrary library, CancellationToken cancellationToken)
    {
        if (await OfAsync(library, cancellationToken).ConfigureAwait(false) is { } successor)
        {
            throw new VaultException(
                VaultError.Replaced, $"The key of this vault was changed: the vault {successor} came in its place. Nothing was sent.")
            {
                Hint = "fastshot remote set URL, with the same URL, asks for the new passphrase and takes everything along.",
            };
        }
    }
}
