using System.Security.Cryptography;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>A vault in a folder, whose archives are also found under names of the tool that carries it between machines.</summary>
internal sealed class CopiesStore(IObjectStore inner) : StoreDecorator(inner)
{
    private const int LooksMax = 64;

    /// <summary>An archive as it lies there, whatever its file is called; null where it is not there. The caller disposes it.</summary>
    public static async Task<StoredObject?> GetArchiveAsync(IObjectStore store, ArchiveName archive, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        var stored = await store.GetAsync(VaultNames.Archive(archive.Sha256), cancellationToken: cancellationToken).ConfigureAwait(false);
        if (store is not CopiesStore || stored?.Info.Length == archive.Length
            || await FindAsync(store, archive, cancellationToken).ConfigureAwait(false) is not { } copy)
        {
            return stored;
        }

        if (stored is not null)
        {
            await stored.DisposeAsync().ConfigureAwait(false);
        }

        return await store.GetAsync(copy, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private static async Task<ObjectKey?> FindAsync(IObjectStore store, ArchiveName archive, CancellationToken cancellationToken)
    {
        var folder = VaultNames.Archive(archive.Sha256).Value;
        var candidates = (await store.ListAllAsync(folder[..(folder.LastIndexOf('/') + 1)], cancellationToken).ConfigureAwait(false))
            .Where(info => info.Length == archive.Length && !VaultNames.TryParse(info.Key, VaultNames.SessionsPrefix, out _))
            .Take(LooksMax);
        foreach (var info in candidates)
        {
            if (await store.GetAsync(info.Key, cancellationToken: cancellationToken).ConfigureAwait(false) is { } stored)
            {
                await using (stored.ConfigureAwait(false))
                {
                    if (new Digest(await SHA256.HashDataAsync(stored.Content, cancellationToken).ConfigureAwait(false)) == archive.Sha256)
                    {
                        return info.Key;
                    }
                }
            }
        }

        return null;
    }
}
