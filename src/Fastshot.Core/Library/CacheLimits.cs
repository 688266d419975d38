namespace Fastshot.Core.Library;

/// <summary>How much of what was downloaded stays on this device.</summary>
/// <param name="Bytes">Of archives together; the least recently used go first.</param>
/// <param name="Age">How long one stays that is not used.</param>
public sealed record CacheLimits(long Bytes, TimeSpan Age)
{
    /// <summary>How many bytes of opened previews stay, whatever is asked for.</summary>
    public const long PreviewBytes = 200_000_000;

    /// <summary>Nothing stays.</summary>
    public static CacheLimits None { get; } = new(0, TimeSpan.Zero);

    /// <summary>What has to go: all that was not used for so long, and then the least recently used of the rest.</summary>
    public IReadOnlyList<CachedArchive> Beyond(IReadOnlyCollection<CachedArchive> archives, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(archives);
        var beyond = new List<CachedArchive>();
        var rest = 0L;
        foreach (var one in archives.OrderByDescending(one => one.LastUse).ThenBy(one => one.Archive.Sha256))
        {
            if (now - one.LastUse >= Age || rest + one.Archive.Length > Bytes)
            {
                beyond.Add(one);
            }
            else
            {
                rest += one.Archive.Length;
            }
        }

        return beyond;
    }
}

/// <summary>An archive that was downloaded to this device, and when it was last used.</summary>
public readonly record struct CachedArchive(Model.ArchiveName Archive, DateTimeOffset LastUse);

/// <summary>What a cache holds.</summary>
public readonly record struct CacheStats(int Archives, long Bytes, int Previews, long PreviewBytes);
