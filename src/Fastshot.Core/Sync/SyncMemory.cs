using System.Text.Json;
using Fastshot.Core.Catalog;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Sync;

/// <summary>How long something has been so: days on which the program ran, for a folder has no clock to trust.</summary>
/// <param name="Last">The last day that was counted.</param>
public readonly record struct DaysSeen(int Count, DateOnly Last)
{
    /// <summary>One day more, unless today was counted.</summary>
    public DaysSeen At(DateOnly today) => today == Last ? this : new DaysSeen(Count + 1, today);
}

/// <summary>What this device remembers of its remote between syncs. Losing it is safe: counts start again.</summary>
internal sealed class SyncMemory
{
    private const int OwnMax = 4096;
    private const int UnnamedMax = 10_000;
    private const int BytesMax = 64 << 20;

    /// <summary>When the last sync ended, or null.</summary>
    public DateTimeOffset? LastSync { get; set; }

    /// <summary>When all archives were last looked for at the remote, or null.</summary>
    public DateTimeOffset? LastCheck { get; set; }

    /// <summary>The tag of what described the vault when it was last read in a bucket; null where that is not known.</summary>
    public string? AboutETag { get; set; }

    /// <summary>When the remote was last looked at, and all that stood there became known; or null.</summary>
    public DateTimeOffset? LastLook { get; set; }

    /// <summary>The head's ETag as it stood before that look, or as this device has written it since; null where that is not known.</summary>
    public string? HeadETag { get; set; }

    /// <summary>The head's ETag that was last met and is not known for long enough to be relied on, and since when; or null.</summary>
    public (string ETag, DateTimeOffset Since)? HeadMet { get; set; }

    /// <summary>How many records this device has sent since that look.</summary>
    public long SentSinceLook { get; set; }

    /// <summary>Whether this device changed what stands there without telling the others yet: the next sync looks, and tells them.</summary>
    public bool IsUntold { get; set; }

    /// <summary>Whether the bucket takes conditions; null before it was asked with one. Where it does not, it is not asked again.</summary>
    public bool? TakesConditions { get; set; }

    /// <summary>The highest counter of this device's own changes, for the sessions that it changed last.</summary>
    public Dictionary<SessionId, long> Own { get; } = [];

    /// <summary>Sessions of which this device sent changes after its last pull: another may have purged them unseen.</summary>
    public HashSet<SessionId> SentSincePull { get; } = [];

    /// <summary>Purges by hand that wait for a pull, each with the version of the trashing that the person saw.</summary>
    public Dictionary<SessionId, FieldVersion> Wishes { get; } = [];

    /// <summary>Sessions in the trash, each with the trashing that was seen and for how long.</summary>
    public Dictionary<SessionId, (FieldVersion Trashing, DaysSeen Seen)> Trash { get; } = [];

    /// <summary>Archives of purged sessions, and for how long it is known that they are.</summary>
    public Dictionary<ArchiveName, DaysSeen> Gone { get; } = [];

    /// <summary>Archives at the remote that no session names, and for how long.</summary>
    public Dictionary<ArchiveName, DaysSeen> Unnamed { get; } = [];

    /// <summary>Files of a folder that have no name of a piece and are none that is missing, each with its ETag.</summary>
    public Dictionary<string, string> Foreign { get; } = new(StringComparer.Ordinal);

    /// <summary>Checkpoints that stand whole at the remote and are joined here, and for how long.</summary>
    public Dictionary<Digest, DaysSeen> Whole { get; } = [];

    /// <summary>Reads the file of it; where there is none, nothing is remembered.</summary>
    public static async Task<SyncMemory> ReadAsync(IFileSystem files, string path, CancellationToken cancellationToken) =>
        await files.ReadSmallAsync(path, BytesMax, cancellationToken).ConfigureAwait(false) is { } bytes ? Parse(bytes) : new SyncMemory();

    /// <summary>Reads what was written; what cannot be read counts as lost.</summary>
    public static SyncMemory Parse(ReadOnlyMemory<byte> utf8)
    {
        var memory = new SyncMemory();
        try
        {
            using var document = JsonDocument.Parse(utf8);
            new SyncMemoryReader(memory).Read(document.RootElement);
            return memory;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException
            or OverflowException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            return new SyncMemory();
        }
    }

    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            SyncMemoryWriter.Write(writer, this);
        }

        return bytes.ToArray();
    }

    /// <summary>Begins to count for how long it is known that the archives of a session that is purged go.</summary>
    public void NoteGone(Entry.Live purged, DateOnly today)
    {
        foreach (var archive in ContentHistory.ArchivesOf(purged))
        {
            Gone.TryAdd(archive, new DaysSeen(0, today));
        }
    }

    /// <summary>Counts for how long archives are named by no session; one that is among them no more starts again.</summary>
    public void NoteUnnamed(IEnumerable<ArchiveName> archives, DateOnly today)
    {
        var seen = archives.Take(UnnamedMax)
            .Select(one => KeyValuePair.Create(one, Unnamed.TryGetValue(one, out var before) ? before.At(today) : new DaysSeen(0, today)))
            .ToList();
        Unnamed.Clear();
        foreach (var (archive, days) in seen)
        {
            Unnamed[archive] = days;
        }
    }

    /// <summary>Remembers a change of this device's own.</summary>
    public void Remember(SessionId session, long counter)
    {
        var known = Own.Remove(session, out var before) ? before : 0; // Removed, to be the newest again.
        Own[session] = Math.Max(known, counter);
        foreach (var oldest in Own.Keys.Take(Math.Max(0, Own.Count - OwnMax)).ToList())
        {
            Own.Remove(oldest);
        }
    }
}
