using Fastshot.Core.Library.Index.Sqlite;
using Fastshot.Core.Model;

namespace Fastshot.Core.Library.Index;

/// <summary>An entry as it stands in an index, and in which row.</summary>
internal sealed record StoredEntry(long Row, Entry Entry);

/// <summary>Reads the entries of an index.</summary>
internal sealed class StoredEntries(Database database)
{
    public StoredEntry? Find(EntryId id)
    {
        using var find = database.Prepare("SELECT row FROM sessions WHERE id=?1").Bind(1, id.Text);
        return find.Step() ? new StoredEntry(find.Int64(0), At(find.Int64(0), id)) : null;
    }

    /// <summary>Entries in the order of their ids, from behind one of them.</summary>
    public IReadOnlyList<KeyValuePair<EntryId, Entry>> After(EntryId? id, int countMax)
    {
        var rows = new List<long>();
        using (var find = database.Prepare("SELECT row FROM sessions WHERE id>?1 ORDER BY id LIMIT ?2")
            .Bind(1, id?.Text ?? "").Bind(2, countMax))
        {
            while (find.Step())
            {
                rows.Add(find.Int64(0));
            }
        }

        return rows.ConvertAll(row => At(row) is var (found, entry) ? KeyValuePair.Create(found, entry) : throw Damaged(row));
    }

    /// <summary>The session in a row that a list found.</summary>
    public (SessionId Id, Entry.Live Entry) SessionAt(long row)
    {
        var (id, entry) = At(row);
        return id.Session is { } session && entry is Entry.Live live ? (session, live) : throw Damaged(row);
    }

    private Entry At(long row, EntryId id)
    {
        var (found, entry) = At(row);
        return found == id ? entry : throw Damaged(row);
    }

    private (EntryId Id, Entry Entry) At(long row)
    {
        using var read = database.Prepare("SELECT entry FROM entries WHERE row=?1").Bind(1, row);
        return read.Step() && EntryBlob.TryRead(read.Bytes(0), out var id, out var entry) ? (id, entry) : throw Damaged(row);
    }

    private static IndexException Damaged(long row) =>
        new(IndexError.Damaged, $"The index is damaged: the entry in row {row} is not what was written.");
}
