using Fastshot.Core.Model;
using Fastshot.Core.Vault;
using System.Collections.Immutable;

namespace Fastshot.Core.Library.Index;

/// <summary>By which this device lists and searches; it can be deleted at any time, and made again from the pieces.</summary>
/// <remarks>
/// Every member may be called concurrently; other processes join into the same index, so each call sees what was joined
/// before it. A failure of the index is an <see cref="IndexException"/>.
/// </remarks>
public interface IIndex : IDisposable
{
    /// <summary>The names of the pieces that are joined into it, read anew each time.</summary>
    IReadOnlySet<Digest> Pieces { get; }

    /// <summary>Those of the pieces that are not joined into it yet, in their order.</summary>
    IReadOnlyList<PieceName> Unknown(IReadOnlyList<PieceName> pieces);

    /// <summary>How many sessions it knows, purged ones included.</summary>
    long Known { get; }

    /// <summary>How much there is.</summary>
    IndexCounts Counts { get; }

    /// <summary>Something that differs after each change, whichever process made it; it means nothing else.</summary>
    long Stamp { get; }

    /// <summary>The joined entry, live or purged, or null where no piece told of it.</summary>
    Entry? Find(EntryId id);

    /// <summary>Entries in the order of their ids, purged ones included, from behind one of them.</summary>
    IReadOnlyList<KeyValuePair<EntryId, Entry>> After(EntryId? id, int countMax);

    /// <summary>The session as a list shows it, in the trash or not; null where it is unknown or purged.</summary>
    SessionInfo? Get(SessionId id);

    /// <summary>Sessions whose id starts so, in the trash or not, in the order of their ids.</summary>
    ImmutableArray<SessionId> WithPrefix(string prefix, int countMax);

    /// <summary>One page of what a query finds, and how many it finds.</summary>
    SessionPage Query(SessionQuery query);

    /// <summary>When each session that a query finds was created, to some milliseconds, and the bytes of its pictures; in no order.</summary>
    IReadOnlyList<(DateTimeOffset Created, long SizeBytes)> Moments(SessionQuery query);

    /// <summary>Joins entries into those that are there and remembers the pieces they came from: all of it, or nothing.</summary>
    void Join(IEnumerable<KeyValuePair<EntryId, Entry>> entries, IEnumerable<Digest> pieces);

    /// <summary>Looks the whole index through; what is wrong, as the end of a sentence, or null.</summary>
    string? Problem();

    /// <summary>Forgets the names of pieces that are gone, of which everything is in others.</summary>
    void Forget(IEnumerable<Digest> pieces);
}

/// <summary>How much an index knows.</summary>
/// <param name="Sessions">That are neither in the trash nor purged.</param>
/// <param name="Trash">Sessions in the trash.</param>
/// <param name="Bytes">Of the pictures of both.</param>
public readonly record struct IndexCounts(long Sessions, long Trash, long Bytes);
