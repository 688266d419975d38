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
