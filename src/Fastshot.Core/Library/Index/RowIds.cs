using System.Buffers.Binary;
using System.Diagnostics;
using Fastshot.Core.Catalog;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;

namespace Fastshot.Core.Library.Index;

/// <summary>Row ids of sessions, in the order in which they were created, so that the newest are found without sorting.</summary>
/// <remarks>
/// The millisecond of creation, then 12 bits that begin as the id's first ones, so that sessions of one millisecond stand
/// in the order of their ids. What is in the trash lies in a range of its own behind the others; what no list shows
/// (purged sessions, the vault's own entry) is negative.
/// </remarks>
internal static class RowIds
{
    private const int SlotBits = 12;
    private const long TrashStart = 1L << 61;
    private const int TriesAWindow = 8;
    private const int WindowBitsMax = 40;

    /// <summary>The first row that a session created at the time could have.</summary>
    public static long At(DateTimeOffset time, bool isTrash) =>
        (time.UtcTicks / TimeSpan.TicksPerMillisecond << SlotBits) + (isTrash ? TrashStart : 0);

    /// <summary>When the session of a row was created; where many were made in one millisecond, some of these later.</summary>
    public static DateTimeOffset TimeOf(long row) =>
        new(((row >= TrashStart ? row - TrashStart : row) >> SlotBits) * TimeSpan.TicksPerMillisecond, TimeSpan.Zero);

    /// <summary>The first and the last row that could hold a session that the query's times and state allow.</summary>
    public static (long First, long Last) RangeOf(SessionQuery query)
    {
        var (start, end) = query.Trash ? (TrashStart, long.MaxValue) : (0, TrashStart);
        return (
            query.Since is { } since ? At(since, query.Trash) : start,
            (query.Until is { } until ? At(until, query.Trash) : end) - 1);
    }

    public static bool IsListed(long row) => row >= 0;

    /// <summary>Where an entry belongs: entries of one place differ in their slot only. Null for what no list shows.</summary>
    public static long? PlaceOf(EntryId id, Entry entry) =>
        id.Session is not null && entry is Entry.Live live
            ? At(SessionReader.CreatedOf(live), SessionReader.TrashedOf(live) is not null)
            : null;

    /// <summary>
    /// The rows to try for a session, best first. The window in which they are scattered widens until there is room: a
    /// hundred thousand sessions of one millisecond take a handful of tries each, and spread over some 30 ms.
    /// </summary>
    public static IEnumerable<long> Candidates(long place, SessionId id)
    {
        var seed = Seed(id);
        yield return place + (long)(seed >> (64 - SlotBits));
        for (var bits = SlotBits; bits <= WindowBitsMax; bits++)
        {
            for (var i = 0; i < TriesAWindow; i++)
            {
                seed = Mix(seed);
                yield return place + (long)(seed >> (64 - bits));
            }
        }
    }

    // The leading bits of the id, in its order.
    private static ulong Seed(SessionId id)
    {
        Span<byte> bytes = stackalloc byte[SessionId.SizeBytes];
        return Crockford.TryDecode(id.Text, bytes)
            ? BinaryPrimitives.ReadUInt64BigEndian(bytes)
            : throw new UnreachableException("A session id is of its alphabet.");
    }

    // SplitMix64: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014.
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E3779B97F4A7C15;
            value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
            value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
            return value ^ (value >> 31);
        }
    }
}
