using System.Collections.Immutable;
using Fastshot.Core.Catalog;
using Fastshot.Core.Library.Index.Sqlite;
using Fastshot.Core.Model;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library.Index;

/// <summary>Answers queries from an index, inside a transaction of its caller, so that all statements see the same.</summary>
internal sealed class IndexReader(Database database)
{
    private readonly StoredEntries _stored = new(database);

    public SessionPage Query(SessionQuery query)
    {
        if (QueryStatements.Of(query) is not { } statements)
        {
            return new SessionPage(0, []);
        }

        var rows = Rows(query, statements);
        var sessions = ImmutableArray.CreateBuilder<SessionInfo>(rows.Count);
        foreach (var row in rows)
        {
            var (id, entry) = _stored.SessionAt(row);
            sessions.Add(SessionReader.Read(id, entry));
        }

        return new SessionPage(Total(query, statements, rows.Count), sessions.MoveToImmutable());
    }

    public List<(DateTimeOffset Created, long SizeBytes)> Moments(SessionQuery query)
    {
        var moments = new List<(DateTimeOffset, long)>();
        if (QueryStatements.Of(query) is not { } statements)
        {
            return moments;
        }

        using var find = Bind(database.Prepare(statements.All), statements);
        while (find.Step())
        {
            moments.Add((RowIds.TimeOf(find.Int64(0)), find.Int64(1)));
        }

        return moments;
    }

    public IndexCounts Counts()
    {
        using var read = database.Prepare("SELECT sessions, trash, bytes FROM counts");
        return read.Step()
            ? new IndexCounts(read.Int64(0), read.Int64(1), read.Int64(2))
            : throw new IndexException(IndexError.Damaged, "The index is damaged: it does not know how much it holds.");
    }

    // The vault's own entry is no session.
    public long Known() =>
        database.Number("SELECT count(*) - (SELECT count(*) FROM sessions WHERE id='~vault') FROM sessions") ?? 0;

    public ImmutableArray<SessionId> WithPrefix(string prefix, int countMax)
    {
        using var find = database.Prepare("SELECT id FROM sessions WHERE id>=?1 AND id<?2 AND row>=0 ORDER BY id LIMIT ?3")
            .Bind(1, prefix).Bind(2, prefix + '~').Bind(3, countMax);
        var found = ImmutableArray.CreateBuilder<SessionId>();
        while (find.Step())
        {
            found.Add(SessionId.TryParse(find.Text(0), out var id)
                ? id
                : throw new IndexException(IndexError.Damaged, "The index is damaged: it holds what is not an id."));
        }

        return found.DrainToImmutable();
    }

    public HashSet<Digest> Pieces()
    {
        using var read = database.Prepare("SELECT name FROM pieces");
        var pieces = new HashSet<Digest>();
        while (read.Step())
        {
            var name = read.Bytes(0);
            pieces.Add(name.Length == Digest.SizeBytes
                ? new Digest(name)
                : throw new IndexException(IndexError.Damaged, "The index is damaged: it holds what is not a piece's name."));
        }

        return pieces;
    }

    public List<PieceName> Unknown(IReadOnlyList<PieceName> pieces)
    {
        using var find = database.Prepare("SELECT 1 FROM pieces WHERE name=?1");
        Span<byte> name = stackalloc byte[Digest.SizeBytes];
        var unknown = new List<PieceName>();
        for (var i = 0; i < pieces.Count; i++)
        {
            pieces[i].Name.CopyTo(name);
            if (!find.Bind(1, name).Step())
            {
                unknown.Add(pieces[i]);
            }

            find.Dispose(); // Ready for the next name.
        }

        return unknown;
    }

    private List<long> Rows(SessionQuery query, QueryStatements statements)
    {
        var rows = new List<long>(Math.Min(query.Limit, 1000));
        using var find = Bind(database.Prepare(statements.Page), statements)
            .Bind(QueryStatements.Limit, query.Limit)
            .Bind(QueryStatements.Offset, query.Offset);
        while (find.Step())
        {
            rows.Add(find.Int64(0));
        }

        return rows;
    }

    private long Total(SessionQuery query, QueryStatements statements, int found)
    {
        // A page that is neither full nor empty is the last.
        if (found < query.Limit && (found > 0 || query.Offset == 0))
        {
            return query.Offset + found;
        }

        if (statements.IsUnconditional)
        {
            var counts = Counts();
            return query.Trash ? counts.Trash : counts.Sessions;
        }

        using var count = Bind(database.Prepare(statements.Count), statements);
        count.Step();
        return count.Int64(0);
    }

    private static Statement Bind(Statement statement, QueryStatements statements)
    {
        statement.Bind(QueryStatements.First, statements.Rows.First).Bind(QueryStatements.Last, statements.Rows.Last);
        return statements.Match is { } match ? statement.Bind(QueryStatements.Text, match) : statement;
    }
}
