using System.Runtime.InteropServices;
using System.Text;

namespace Fastshot.Core.Library.Index.Sqlite;

/// <summary>One connection to an SQLite file, with its statements, which are prepared when they are first used.</summary>
/// <remarks>Used by one caller at a time. Every failure is an <see cref="IndexException"/>.</remarks>
internal sealed class Database : IDisposable
{
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);
    private nint _handle;

    private Database(nint handle) => _handle = handle;

    /// <summary>Opens a path or, with the flag for it, a URI.</summary>
    public static Database Open(string file, int flags, int busyTimeoutMilliseconds)
    {
        if (Native.Initialized != Native.Ok)
        {
            throw SqliteErrors.Of(Native.Initialized, "SQLite does not start");
        }

        var result = Native.Open(file, out var handle, flags | Native.OpenNoMutex, 0);
        var database = new Database(handle);
        try
        {
            database.Check(result);
            database.Check(Native.BusyTimeout(handle, busyTimeoutMilliseconds));
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>A statement, ready to be bound; disposing it makes it ready for the next use.</summary>
    public Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = Compile(sql);
            _statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>Runs a statement that is not needed again.</summary>
    public void Execute(string sql)
    {
        var statement = Compile(sql);
        try
        {
            while (statement.Step())
            {
                // What a pragma answers is of no interest here.
            }
        }
        finally
        {
            statement.Finish();
        }
    }

    /// <summary>Runs a statement with one row of one number, or null where there is no row.</summary>
    public long? Number(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Int64(0) : null;
    }

    /// <summary>Runs a statement with one row of one text, or null where there is no row.</summary>
    public string? Text(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Text(0) : null;
    }

    /// <summary>Runs the work in a transaction that is undone where the work fails.</summary>
    public T Transact<T>(string begin, Func<T> work)
    {
        Run(begin);
        try
        {
            var result = work();
            Run("COMMIT");
            return result;
        }
        catch
        {
            // Some failures have rolled back already; then there is nothing to undo.
            if (Native.IsAutoCommit(_handle) == 0)
            {
                Rollback();
            }

            throw;
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Finish();
        }

        _statements.Clear();
        _ = Native.Close(_handle);
        _handle = 0;
    }

    internal void Check(int result)
    {
        if (result is not (Native.Ok or Native.Row or Native.Done))
        {
            throw SqliteErrors.Of(result, Message());
        }
    }

    private void Run(string sql)
    {
        using var statement = Prepare(sql);
        statement.Step();
    }

    private unsafe void Rollback()
    {
        fixed (byte* sql = "ROLLBACK\0"u8)
        {
            if (Native.Prepare(_handle, sql, -1, out var statement, 0) == Native.Ok)
            {
                _ = Native.Step(statement);
                _ = Native.Finish(statement);
            }
        }
    }

    private unsafe Statement Compile(string sql)
    {
        var utf8 = Encoding.UTF8.GetBytes(sql);
        fixed (byte* start = utf8)
        {
            Check(Native.Prepare(_handle, start, utf8.Length, out var handle, 0));
            return new Statement(this, handle);
        }
    }

    private unsafe string Message() => Marshal.PtrToStringUTF8((nint)Native.ErrorMessage(_handle)) ?? "";
}
