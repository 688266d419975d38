using System.Runtime.CompilerServices;
using System.Text;
using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;

namespace Fastshot.Core.Trust;

/// <summary>The archives that the state names, of all sessions and all their versions, or those of them whose names lie in a range: a row for each, in the order of names.</summary>
internal sealed class NamedArchives
{
    private const int PortionMax = 500;

    private readonly List<Row> _rows;
    private readonly bool[] _isTaken;

    private NamedArchives(List<Row> rows)
    {
        _rows = rows;
        _isTaken = new bool[rows.Count];
        Bytes = rows.Sum(one => one.Length);
    }

    public int Count => _rows.Count;

    public long Bytes { get; }

    /// <summary>Those that are left, in the order of their names.</summary>
    public IEnumerable<KeyValuePair<Digest, Named>> Rest =>
        _rows.Where((_, i) => !_isTaken[i]).Select(one => KeyValuePair.Create(one.Archive, one.Named));

    /// <summary>Reads them all.</summary>
    public static Task<NamedArchives> ReadAsync(SessionLibrary library, CancellationToken cancellationToken) =>
        ReadAsync(library, NameRange.All, cancellationToken);

    /// <summary>Reads those whose names lie in a range.</summary>
    public static async Task<NamedArchives> ReadAsync(SessionLibrary library, NameRange range, CancellationToken cancellationToken)
    {
        // Of its final size from the begin: a list that grows holds itself twice for a moment.
        var counts = await library.CountAsync(cancellationToken).ConfigureAwait(false);
        var rows = new List<Row>((int)Math.Min(((counts.Sessions + counts.Trash) / range.Count) + PortionMax, int.MaxValue / 64));
        EntryId? after = null;
        while (true)
        {
            var portion = await library.Objects.EntriesAfterAsync(after, PortionMax, cancellationToken).ConfigureAwait(false);
            foreach (var (id, entry) in portion)
            {
                if (entry is Entry.Live live && id.Session is { } session)
                {
                    rows.AddRange(ContentHistory.ArchivesOf(live)
                        .Where(archive => range.Holds(archive.Sha256))
                        .Select(archive => new Row(archive.Sha256, archive.Length, session)));
                }
            }

            if (portion.Count < PortionMax)
            {
                break;
            }

            after = portion[^1].Key;
        }

        rows.Sort((left, right) => left.Archive.CompareTo(right.Archive));
        return new NamedArchives(rows);
    }

    public bool Contains(Digest archive) => Find(archive) is { } at && !_isTaken[at];

    /// <summary>Whose an archive is; null where no session names it.</summary>
    public SessionId? SessionOf(Digest archive) => Find(archive) is { } at ? _rows[at].Named.Session : null;

    /// <summary>Takes one out: it was met.</summary>
    public bool Take(Digest archive, out Named named)
    {
        named = default;
        if (Find(archive) is not { } at || _isTaken[at])
        {
            return false;
        }

        // Where several sessions name it, it was met for all of them.
        named = _rows[at].Named;
        for (; at < _rows.Count && _rows[at].Archive == archive; at++)
        {
            _isTaken[at] = true;
        }

        return true;
    }

    // The first row of that name.
    private int? Find(Digest archive)
    {
        var (low, high) = (0, _rows.Count);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = _rows[middle].Archive.CompareTo(archive) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low < _rows.Count && _rows[low].Archive == archive ? low : null;
    }

    /// <summary>How long an archive is, and whose.</summary>
    public readonly record struct Named(long Length, SessionId Session);

    // Without a reference: a hundred thousand texts of ids took as much again.
    private readonly struct Row
    {
        private readonly SessionText _session;

        public Row(Digest archive, long length, SessionId session)
        {
            (Archive, Length) = (archive, length);
            Encoding.ASCII.GetBytes(session.Text, _session);
        }

        public Digest Archive { get; }

        public long Length { get; }

        public Named Named => new(Length, SessionId.Parse(Encoding.ASCII.GetString(_session)));
    }

    [InlineArray(SessionId.Length)]
    private struct SessionText
    {
        private byte _first;
    }
}
