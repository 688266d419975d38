using Fastshot.Core.Model;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Library;

/// <summary>
/// Which archives were downloaded to this device, and when each was last opened: empty files, whose times the file system
/// keeps. All of it can be deleted: an archive without a mark stays. They lie in one folder: each folder more is synced
/// when it is made, which takes longer than many marks.
/// </summary>
internal sealed class DownloadMarks(LibraryParts parts)
{
    private static readonly TimeSpan Exactness = TimeSpan.FromHours(6);

    private string Folder => Path.Combine(parts.Cache, "used");

    /// <summary>Marks one that comes to this device.</summary>
    public async Task AddAsync(Digest archive, CancellationToken cancellationToken)
    {
        try
        {
            await new AtomicFile(parts.Files, parts.Random)
                .WriteCacheAsync(PathOf(archive), ReadOnlyMemory<byte>.Empty, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // Without its mark it stays.
        }
    }

    /// <summary>Notes that one is used, where it was downloaded; to a few hours, so that opening it does not cost a write each time.</summary>
    public async Task TouchAsync(Digest archive, CancellationToken cancellationToken)
    {
        if (await parts.Files.StatAsync(PathOf(archive), cancellationToken).ConfigureAwait(false) is { } mark
            && (parts.Time.GetUtcNow() - mark.Modified).Duration() > Exactness)
        {
            await AddAsync(archive, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes a mark: the archive is here no more.</summary>
    public Task RemoveAsync(Digest archive, CancellationToken cancellationToken) => parts.Files.DeleteAsync(PathOf(archive), cancellationToken);

    /// <summary>All marks, each with the time of the last use.</summary>
    public async Task<IReadOnlyDictionary<Digest, DateTimeOffset>> ListAsync(CancellationToken cancellationToken)
    {
        var marks = new Dictionary<Digest, DateTimeOffset>();
        foreach (var file in await parts.Files.ListAsync(Folder, cancellationToken).ConfigureAwait(false) ?? [])
        {
            if (Digest.TryParseHex(file.Name, out var archive))
            {
                marks[archive] = file.Modified;
            }
        }

        return marks;
    }

    private string PathOf(Digest archive) => Path.Combine(Folder, archive.Hex);
}
