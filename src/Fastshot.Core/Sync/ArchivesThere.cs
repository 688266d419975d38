using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>What lies among the archives of a remote, as one look showed it.</summary>
internal sealed class ArchivesThere
{
    private readonly Dictionary<ObjectKey, long> _lengths;

    private ArchivesThere(Dictionary<ObjectKey, long> lengths) => _lengths = lengths;

    public static async Task<ArchivesThere> ReadAsync(IObjectStore store, CancellationToken cancellationToken) =>
        new((await store.ListAllAsync(VaultNames.SessionsPrefix, cancellationToken).ConfigureAwait(false))
            .ToDictionary(info => info.Key, info => info.Length));

    /// <summary>Whether an archive stands there with its length.</summary>
    public bool Has(ArchiveName archive) => _lengths.GetValueOrDefault(VaultNames.Archive(archive.Sha256), -1) == archive.Length;

    /// <summary>Those that stand there and are not among some names.</summary>
    public IReadOnlyList<ArchiveName> Except(IReadOnlySet<Digest> names)
    {
        var others = new List<ArchiveName>();
        foreach (var (key, length) in _lengths)
        {
            if (VaultNames.TryParse(key, VaultNames.SessionsPrefix, out var name) && !names.Contains(name))
            {
                others.Add(new ArchiveName(name, length));
            }
        }

        return others;
    }
}
