using System.Collections.Immutable;
using System.Text;
using Fastshot.Core.Catalog;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Vault;

namespace Fastshot.Testing;

/// <summary>An index in the plainest way: all entries in a dictionary, looked through for each query.</summary>
/// <remarks>The model that the real one is compared with, and the index of simulations.</remarks>
public sealed class MemoryIndex : IIndex
{
    private readonly ProtocolRules _rules;
    private readonly Lock _turn = new();
    private readonly Dictionary<EntryId, Entry> _entries = [];
    private readonly Dictionary<EntryId, SessionInfo> _sessions = [];
    private readonly HashSet<Digest> _pieces = [];
    private long _stamp;

    public MemoryIndex()
        : this(ProtocolRules.All)
    {
    }

    internal MemoryIndex(ProtocolRules rules) => _rules = rules;

    public IReadOnlySet<Digest> Pieces
    {
        get
        {
            lock (_turn)
            {
                return _pieces.ToHashSet();
            }
        }
    }

    public IReadOnlyList<PieceName> Unknown(IReadOnlyList<PieceName> pieces)
    {
        lock (_turn)
        {
            return [.. pieces.Where(piece => !_pieces.Contains(piece.Name))];
        }
    }

    public long Stamp => Interlocked.Read(ref _stamp);

    public long Known
    {
        get
        {
            lock (_turn)
            {
                return _entries.Keys.Count(id => id != EntryId.Vault);
            }
        }
    }

    public IndexCounts Counts
    {
        get
        {
            var all = Sessions();
            return new IndexCounts(
                all.Count(one => one.Trashed is null),
                all.Count(one => one.Trashed is not null),
                all.Sum(one => one.Content?.SizeBytes ?? 0));
        }
    }

    public Entry? Find(EntryId id)
    {
        lock (_turn)
        {
            return _entries.GetValueOrDefault(id);
        }
    }

    public IReadOnlyList<KeyValuePair<EntryId, Entry>> After(EntryId? id, int countMax)
    {
        lock (_turn)
        {
            return [.. _entries.Where(one => id is not { } behind || one.Key > behind).OrderBy(one => one.Key).Take(countMax)];
        }
    }

    public SessionInfo? Get(SessionId id) => Sessions().SingleOrDefault(one => one.Id == id);

    public ImmutableArray<SessionId> WithPrefix(string prefix, int countMax) =>
    [
        .. Sessions().Select(one => one.Id)
            .Where(one => one.Text.StartsWith(prefix, StringComparison.Ordinal)).Order().Take(countMax),
    ];

    public SessionPage Query(SessionQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var found = Sessions().Where(one => Matches(query, one)).ToList();
        found.Sort((left, right) => query.Sort switch
        {
            SessionSort.Name => Then(CompareNames(left, right), CompareTimes(left, right)),
            SessionSort.Size => Then(
                (right.Content?.SizeBytes ?? 0).CompareTo(left.Content?.SizeBytes ?? 0), CompareTimes(right, left)),
            SessionSort.Images => Then(
                (right.Content?.ImageCount ?? 0).CompareTo(left.Content?.ImageCount ?? 0), CompareTimes(right, left)),
            _ => CompareTimes(right, left),
        });
        if (query.Reverse)
        {
            found.Reverse();
        }

        return new SessionPage(found.Count, [.. found.Skip(query.Offset).Take(query.Limit)]);
    }

    public IReadOnlyList<(DateTimeOffset Created, long SizeBytes)> Moments(SessionQuery query) =>
        [.. Sessions().Where(one => Matches(query, one)).Select(one => (one.Created, one.Content?.SizeBytes ?? 0))];

    public void Join(IEnumerable<KeyValuePair<EntryId, Entry>> entries, IEnumerable<Digest> pieces)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(pieces);
        lock (_turn)
        {
            foreach (var (id, entry) in entries)
            {
                var joined = _entries.TryGetValue(id, out var known) ? Core.Catalog.Join.Entries(known, entry, _rules) : entry;
                _entries[id] = joined;
                Show(id, joined);
            }

            _pieces.UnionWith(pieces);
            _stamp++;
        }
    }

    public string? Problem() => null;

    public void Forget(IEnumerable<Digest> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        lock (_turn)
        {
            _pieces.ExceptWith(pieces);
            _stamp++;
        }
    }

    public void Dispose()
    {
        // It holds nothing but memory.
    }

    private void Show(EntryId id, Entry entry)
    {
        if (id.Session is { } session && entry is Entry.Live live)
        {
            _sessions[id] = SessionReader.Read(session, live, _rules);
        }
        else
        {
            _sessions.Remove(id);
        }
    }

    private List<SessionInfo> Sessions()
    {
        lock (_turn)
        {
            return [.. _sessions.Values];
        }
    }

    private static bool Matches(SessionQuery query, SessionInfo session) =>
        session.Trashed is not null == query.Trash
        && query.Tags.All(tag => session.Text.Tags.Contains(tag))
        && (query.Color is null || session.Text.Color == query.Color)
        && (query.Class is null || session.Text.Class == query.Class)
        && (query.Since is not { } since || Milliseconds(session.Created) >= Milliseconds(since))
        && (query.Until is not { } until || Milliseconds(session.Created) < Milliseconds(until))
        && (string.IsNullOrWhiteSpace(query.Text) || HasWords(query.Text, session));

    private static bool HasWords(string text, SessionInfo session)
    {
        var terms = SearchTerms.Of(session).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var wanted = SearchTerms.OfQuery(text);
        return !wanted.IsEmpty
            && wanted.All(want => terms.Any(term => term.StartsWith(want, StringComparison.Ordinal)));
    }

    private static int CompareNames(SessionInfo left, SessionInfo right) =>
        ((ReadOnlySpan<byte>)Encoding.UTF8.GetBytes(NameKey.Of(left.Text.Name)))
            .SequenceCompareTo(Encoding.UTF8.GetBytes(NameKey.Of(right.Text.Name)));

    private static int CompareTimes(SessionInfo left, SessionInfo right) =>
        Then(Milliseconds(left.Created).CompareTo(Milliseconds(right.Created)), left.Id.CompareTo(right.Id));

    private static int Then(int first, int second) => first != 0 ? first : second;

    private static long Milliseconds(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerMillisecond;
}
