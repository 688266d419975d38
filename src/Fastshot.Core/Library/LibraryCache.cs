using Fastshot.Core.Model;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>What of a library can be had again from elsewhere: downloaded archives, and opened previews.</summary>
/// <remarks>What this device saved itself is none of it. Whether an archive really is elsewhere is its caller's to know.</remarks>
public sealed class LibraryCache
{
    private readonly LibraryParts _parts;
    private readonly OpenedVault _vault;

    internal LibraryCache(LibraryParts parts, OpenedVault vault)
    {
        (_parts, _vault) = (parts, vault);
        Marks = new DownloadMarks(parts);
    }

    internal DownloadMarks Marks { get; }

    private string PreviewFolder => Path.Combine(_parts.Cache, "previews");

    /// <summary>How much there is.</summary>
    public async Task<CacheStats> CountAsync(CancellationToken cancellationToken = default)
    {
        var archives = await ArchivesAsync(cancellationToken).ConfigureAwait(false);
        var previews = await PreviewsAsync(cancellationToken).ConfigureAwait(false);
        return new CacheStats(
            archives.Count, archives.Sum(one => one.Archive.Length), previews.Count, previews.Sum(one => one.Length));
    }

    /// <summary>The downloaded archives that are here.</summary>
    public async Task<IReadOnlyList<CachedArchive>> ArchivesAsync(CancellationToken cancellationToken = default)
    {
        var archives = new List<CachedArchive>();
        foreach (var (archive, lastUse) in await Marks.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (await _vault.Store.HeadAsync(VaultNames.Archive(archive), cancellationToken).ConfigureAwait(false) is { } info)
            {
                archives.Add(new CachedArchive(new ArchiveName(archive, info.Length), lastUse));
            }
        }

        return archives;
    }

    /// <summary>Drops an archive that is elsewhere, too.</summary>
    public async Task DropAsync(ArchiveName archive, CancellationToken cancellationToken = default)
    {
        await _vault.DeleteArchiveAsync(archive, cancellationToken).ConfigureAwait(false);
        await Marks.RemoveAsync(archive.Sha256, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes previews, the oldest first, until so many bytes are left; in a dry run it only counts.</summary>
    public async Task<int> TrimPreviewsAsync(long bytesMax, bool isDryRun, CancellationToken cancellationToken = default)
    {
        var rest = 0L;
        var count = 0;
        foreach (var (path, length, _) in (await PreviewsAsync(cancellationToken).ConfigureAwait(false)).OrderByDescending(one => one.Modified))
        {
            rest += length;
            if (rest > bytesMax || length == 0)
            {
                count++;
                if (!isDryRun)
                {
                    await _parts.Files.DeleteAsync(path, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        return count;
    }

    private async Task<List<(string Path, long Length, DateTimeOffset Modified)>> PreviewsAsync(CancellationToken cancellationToken)
    {
        var previews = new List<(string Path, long Length, DateTimeOffset Modified)>();
        foreach (var folder in await _parts.Files.ListAsync(PreviewFolder, cancellationToken).ConfigureAwait(false) ?? [])
        {
            var path = Path.Combine(PreviewFolder, folder.Name);
            foreach (var file in await _parts.Files.ListAsync(path, cancellationToken).ConfigureAwait(false) ?? [])
            {
                previews.Add((Path.Combine(path, file.Name), file.Length, file.Modified));
            }
        }

        return previews;
    }
}
