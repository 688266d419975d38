using System.Buffers;
using Fastshot.Core.Catalog;
using Fastshot.Core.Library.Index.Sqlite;
using Fastshot.Core.Model;

namespace Fastshot.Core.Library.Index;

/// <summary>Joins entries into an index, inside a transaction of its caller.</summary>
internal sealed class IndexWriter(Database database)
{
    private readonly ArrayBufferWriter<byte> _blob = new(2048);
    private readonly StoredEntries _stored = new(database);
    private long? _hiddenNext;

    public void Join(IEnumerable<KeyValuePair<EntryId, Entry>> entries, IEnumerable<Digest> pieces)
    {
        var isEmpty = database.Number("SELECT 1 FROM sessions LIMIT 1") is null;
        var changes = Changes(Merge(entries), isEmpty);
        using (var bulk = isEmpty && changes.Count >= BulkLoad.CountMin ? BulkLoad.Begin(database) : null)
        {
            Write(changes);
            bulk?.End();
        }

        Span<byte> name = stackalloc byte[Digest.SizeBytes];
        foreach (var piece in pieces)
        {
            piece.CopyTo(name);
            database.Prepare("INSERT OR IGNORE INTO pieces VALUES(?1)").Bind(1, name).Run();
        }
    }

    public void Forget(IEnumerable<Digest> pieces)
    {
        Span<byte> name = stackalloc byte[Digest.SizeBytes];
        foreach (var piece in pieces)
        {
            piece.CopyTo(name);
            database.Prepare("DELETE FROM pieces WHERE name=?1").Bind(1, name).Run();
        }
    }

    private static Dictionary<EntryId, Entry> Merge(IEnumerable<KeyValuePair<EntryId, Entry>> entries)
    {
        var merged = new Dictionary<EntryId, Entry>();
        foreach (var (id, entry) in entries)
        {
            merged[id] = merged.TryGetValue(id, out var known) ? Catalog.Join.Entries(known, entry) : entry;
        }

        return merged;
    }

    // In the order of their rows, in which the tables and above all the full-text index take them quickly.
    private List<RowChange> Changes(Dictionary<EntryId, Entry> entries, bool isEmpty)
    {
        var changes = new List<RowChange>(entries.Count);
        var taken = new HashSet<long>(entries.Count);
        foreach (var (id, entry) in entries)
        {
            var before = isEmpty ? null : _stored.Find(id);
            var after = before is null ? entry : Catalog.Join.Entries(before.Entry, entry);
            if (!after.Equals(before?.Entry))
            {
                var row = RowOf(id, before, after, candidate => taken.Add(candidate) && (isEmpty || IsFree(candidate)));
                changes.Add(new RowChange(row, id, before, after));
            }
        }

        changes.Sort((left, right) => left.Row.CompareTo(right.Row));
        return changes;
    }

    private long RowOf(EntryId id, StoredEntry? before, Entry after, Func<long, bool> take)
    {
        var place = RowIds.PlaceOf(id, after);
        if (before is not null && RowIds.PlaceOf(id, before.Entry) == place)
        {
            return before.Row;
        }

        if (place is not { } start)
        {
            _hiddenNext ??= Math.Min(0, database.Number("SELECT min(row) FROM sessions") ?? 0) - 1;
            return _hiddenNext--.Value;
        }

        return RowIds.Candidates(start, id.Session!.Value).First(take);
    }

    private bool IsFree(long row)
    {
        using var find = database.Prepare("SELECT 1 FROM sessions WHERE row=?1").Bind(1, row);
        return !find.Step();
    }

    private void Write(List<RowChange> changes)
    {
        // All deletions come first: the full-text index writes itself to the disk whenever a row is not behind the last.
        foreach (var change in changes.Where(one => one.Before is not null))
        {
            Delete(change, change.Before!.Row);
        }

        var (sessions, trash, bytes) = (0L, 0L, 0L);
        foreach (var change in changes)
        {
            var (was, now) = (change.Before is { } before ? Read(change.Id, before.Entry) : null, Read(change.Id, change.After));
            sessions += Count(now, isTrash: false) - Count(was, isTrash: false);
            trash += Count(now, isTrash: true) - Count(was, isTrash: true);
            bytes += SizeOf(now) - SizeOf(was);
            Insert(change, now);
        }

        database.Prepare("UPDATE counts SET sessions=sessions+?1, trash=trash+?2, bytes=bytes+?3")
            .Bind(1, sessions).Bind(2, trash).Bind(3, bytes).Run();
    }

    private void Delete(RowChange change, long row)
    {
        if (row != change.Row)
        {
            database.Prepare("DELETE FROM sessions WHERE row=?1").Bind(1, row).Run();
            database.Prepare("DELETE FROM entries WHERE row=?1").Bind(1, row).Run();
        }

        if (change.ChangesTerms && RowIds.IsListed(row))
        {
            database.Prepare("DELETE FROM search WHERE rowid=?1").Bind(1, row).Run();
        }
    }

    private void Insert(RowChange change, SessionInfo? now)
    {
        // Not INSERT OR REPLACE: that opens a savepoint, at which the full-text index writes itself to the disk.
        var isNew = change.Before?.Row != change.Row;
        database.Prepare(isNew
                ? "INSERT INTO sessions VALUES(?1, ?2, ?3, ?4, ?5)"
                : "UPDATE sessions SET id=?2, name=?3, size=?4, images=?5 WHERE row=?1")
            .Bind(1, change.Row)
            .Bind(2, change.Id.Text)
            .Bind(3, now is null ? "" : NameKey.Of(now.Text.Name))
            .Bind(4, SizeOf(now))
            .Bind(5, now?.Content?.ImageCount ?? 0)
            .Run();
        EntryBlob.Write(_blob, change.Id, change.After);
        database.Prepare(isNew ? "INSERT INTO entries VALUES(?1, ?2)" : "UPDATE entries SET entry=?2 WHERE row=?1")
            .Bind(1, change.Row).Bind(2, _blob.WrittenSpan).Run();
        if (now is not null && change.ChangesTerms)
        {
            database.Prepare("INSERT INTO search(rowid, terms) VALUES(?1, ?2)")
                .Bind(1, change.Row).Bind(2, SearchTerms.Of(now)).Run();
        }
    }

    private static SessionInfo? Read(EntryId id, Entry entry) =>
        entry is Entry.Live live && id.Session is { } session ? SessionReader.Read(session, live) : null;

    private static long Count(SessionInfo? session, bool isTrash) =>
        session is not null && session.Trashed is not null == isTrash ? 1 : 0;

    private static long SizeOf(SessionInfo? session) => session?.Content?.SizeBytes ?? 0;
}
