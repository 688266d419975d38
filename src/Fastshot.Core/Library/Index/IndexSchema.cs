using Fastshot.Core.Library.Index.Sqlite;

namespace Fastshot.Core.Library.Index;

/// <summary>The tables of an index file, and by which number it is recognized as one.</summary>
internal static class IndexSchema
{
    /// <summary>"FS" and the version of tables, entries, terms and row ids. Another one means: make the index again.</summary>
    public const long Version = ('F' << 24) | ('S' << 16) | 2;

    /// <summary>The indexes by which lists are sorted; a bulk makes them last.</summary>
    public static readonly IReadOnlyDictionary<string, string> SortIndexes = new Dictionary<string, string>
    {
        ["by_name"] = "CREATE INDEX by_name ON sessions(name)",
        ["by_size"] = "CREATE INDEX by_size ON sessions(size)",
        ["by_images"] = "CREATE INDEX by_images ON sessions(images)",
    };

    // sessions is narrow, so that skipping a hundred thousand rows is quick; entries has the same rows. The full-text
    // table keeps neither texts nor positions: rows only, for every term and for its first one, two and three characters.
    private static readonly string[] Tables =
    [
        "CREATE TABLE sessions(row INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, "
            + "size INTEGER NOT NULL, images INTEGER NOT NULL)",
        "CREATE UNIQUE INDEX by_id ON sessions(id)",
        "CREATE TABLE entries(row INTEGER PRIMARY KEY, entry BLOB NOT NULL)",
        "CREATE TABLE pieces(name BLOB PRIMARY KEY) WITHOUT ROWID",
        "CREATE TABLE counts(sessions INTEGER NOT NULL, trash INTEGER NOT NULL, bytes INTEGER NOT NULL)",
        "INSERT INTO counts VALUES(0, 0, 0)",
        "CREATE VIRTUAL TABLE search USING fts5(terms, content='', contentless_delete=1, detail=none, "
            + "prefix='1 2 3', tokenize='ascii')",
    ];

    /// <summary>Creates the tables in a file that is empty; says what else it is where it is neither empty nor an index.</summary>
    public static string? Ensure(Database database)
    {
        var reason = VersionOf(database) == Version
            ? null
            : database.Transact("BEGIN IMMEDIATE", () => Foreignness(database) ?? Create(database));
        if (reason is null)
        {
            KeepLogAhead(database);
        }

        return reason;
    }

    // Readers need not wait for a writer then. The switch needs the file for itself and waits for nobody: who opens it
    // next does it, where two come at the same time.
    private static void KeepLogAhead(Database database)
    {
        if (database.Text("PRAGMA journal_mode") == "wal")
        {
            return;
        }

        try
        {
            database.Execute("PRAGMA journal_mode=WAL");
        }
        catch (IndexException e) when (e.Error is IndexError.Busy or IndexError.ReadOnly)
        {
            // It works without, too.
        }
    }

    private static string? Create(Database database)
    {
        // Another process may have been faster.
        if (VersionOf(database) == Version)
        {
            return null;
        }

        foreach (var sql in Tables.Concat(SortIndexes.Values).Append($"PRAGMA user_version={Version}"))
        {
            database.Execute(sql);
        }

        return null;
    }

    private static long VersionOf(Database database) => database.Number("PRAGMA user_version") ?? 0;

    private static string? Foreignness(Database database)
    {
        var version = VersionOf(database);
        return version == 0 && database.Number("SELECT count(*) FROM sqlite_schema") == 0 || version == Version
            ? null
            : version >> 16 == Version >> 16
                ? $"is of version {version & 0xffff}, and this program reads version {Version & 0xffff}"
                : "is not an index of this program";
    }
}
