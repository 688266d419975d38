using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Trust;

/// <summary>What a cleaning of the cache did, or in a dry run would do.</summary>
/// <param name="Dropped">Archives that went from this device.</param>
/// <param name="Kept">Archives beyond the limits that stay: it was not seen that the remote has them.</param>
/// <param name="Previews">Previews that went.</param>
public sealed record CacheReport(int Dropped, long DroppedBytes, int Kept, int Previews);

/// <summary>
/// Keeps what was downloaded within limits. An archive goes only where a listing of this very run shows it at the remote
/// with its length, and all that is known of its session was there after the last sync.
/// </summary>
/// <param name="place">Where devices meet, or null where there is none: then every archive stays.</param>
/// <param name="memoryFile">The absolute path of what this device remembers of the remote.</param>
public sealed class CacheCleaning(SessionLibrary library, IObjectStore? place, IFileSystem files, string memoryFile, TimeProvider time)
{
    /// <summary>Whether anything is beyond the limits; nothing is asked of the remote.</summary>
    public async Task<bool> IsDueAsync(CacheLimits limits, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return limits.Beyond(await library.Objects.Cache.ArchivesAsync(cancellationToken).ConfigureAwait(false), time.GetUtcNow()).Count > 0
            || await library.Objects.Cache.TrimPreviewsAsync(CacheLimits.PreviewBytes, isDryRun: true, cancellationToken).ConfigureAwait(false) > 0;
    }

    /// <summary>Drops what is beyond the limits and safe elsewhere.</summary>
    /// <exception cref="StoreException">The remote cannot be asked; then no archive was dropped.</exception>
    public async Task<CacheReport> RunAsync(
        CacheLimits limits, long previewBytes, bool isDryRun, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(limits);
        var cache = library.Objects.Cache;
        var previews = await cache.TrimPreviewsAsync(previewBytes, isDryRun, cancellationToken).ConfigureAwait(false);
        var beyond = limits.Beyond(await cache.ArchivesAsync(cancellationToken).ConfigureAwait(false), time.GetUtcNow());
        var report = await DropAsync(beyond, isDryRun, cancellationToken).ConfigureAwait(false);
        return report with { Previews = previews };
    }

    /// <summary>Drops archives of a person's choice, where they were downloaded and are safe elsewhere.</summary>
    /// <exception cref="StoreException">The remote cannot be asked; then no archive was dropped.</exception>
    public async Task<CacheReport> DropAsync(IReadOnlySet<Digest> archives, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(archives);
        var here = await library.Objects.Cache.ArchivesAsync(cancellationToken).ConfigureAwait(false);
        List<CachedArchive> chosen = [.. here.Where(one => archives.Contains(one.Archive.Sha256))];
        var report = await DropAsync(chosen, isDryRun: false, cancellationToken).ConfigureAwait(false);
        return report with { Kept = archives.Count - report.Dropped };
    }

    private async Task<CacheReport> DropAsync(IReadOnlyList<CachedArchive> beyond, bool isDryRun, CancellationToken cancellationToken)
    {
        var (dropped, bytes) = (0, 0L);
        if (beyond.Count > 0 && place is not null)
        {
            var safe = await SafeAsync(beyond, cancellationToken).ConfigureAwait(false);
            foreach (var archive in safe)
            {
                (dropped, bytes) = (dropped + 1, bytes + archive.Length);
                if (!isDryRun)
                {
                    await library.Objects.Cache.DropAsync(archive, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        return new CacheReport(dropped, bytes, beyond.Count - dropped, Previews: 0);
    }

    private async Task<List<ArchiveName>> SafeAsync(IReadOnlyList<CachedArchive> beyond, CancellationToken cancellationToken)
    {
        var synced = await SyncedSessions.ReadAsync(library, files, memoryFile, cancellationToken).ConfigureAwait(false);
        var named = await NamedArchives.ReadAsync(library, cancellationToken).ConfigureAwait(false);
        var wanted = beyond.Select(one => one.Archive)
            .Where(one => !synced.IsEmpty && synced.IsCertain && (named.SessionOf(one.Sha256) is not { } session || synced.Contains(session)))
            .ToHashSet();
        var safe = new List<ArchiveName>();
        var store = VaultPlace.StoreOf(place!, library.Vault);
        ObjectKey? after = null;
        do
        {
            var page = await store.ListAsync(VaultNames.SessionsPrefix, after, cancellationToken: cancellationToken).ConfigureAwait(false);
            foreach (var info in page.Objects)
            {
                if (VaultNames.TryParse(info.Key, VaultNames.SessionsPrefix, out var name) && wanted.Contains(new ArchiveName(name, info.Length)))
                {
                    safe.Add(new ArchiveName(name, info.Length));
                }
            }

            after = page.Next;
        }
        while (after is not null);

        return safe;
    }
}
