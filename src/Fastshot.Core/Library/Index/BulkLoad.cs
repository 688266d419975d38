using Fastshot.Core.Library.Index.Sqlite;

namespace Fastshot.Core.Library.Index;

/// <summary>The time in which an empty index takes so many entries that sorting once is quicker than keeping sorted.</summary>
/// <remarks>It belongs to the transaction around it: undone with that, or ended before that is committed.</remarks>
internal sealed class BulkLoad : IDisposable
{
    /// <summary>From how many entries on it pays.</summary>
    public const int CountMin = 2000;

    private const long TermBytesDefault = 1 << 20;
    private const long TermBytes = 192 << 20;

    private readonly Database _database;

    private BulkLoad(Database database) => _database = database;

    public static BulkLoad Begin(Database database)
    {
        database.Execute("PRAGMA cache_size=-65536");
        foreach (var name in IndexSchema.SortIndexes.Keys)
        {
            database.Execute($"DROP INDEX {name}");
        }

        // All terms are sorted in memory and written once, in one piece.
        database.Execute($"INSERT INTO search(search, rank) VALUES('hashsize', {TermBytes})");
        return new BulkLoad(database);
    }

    public void End()
    {
        foreach (var sql in IndexSchema.SortIndexes.Values)
        {
            _database.Execute(sql);
        }

        _database.Execute($"INSERT INTO search(search, rank) VALUES('hashsize', {TermBytesDefault})");
    }

    public void Dispose() => _database.Execute("PRAGMA cache_size=-2000");
}
