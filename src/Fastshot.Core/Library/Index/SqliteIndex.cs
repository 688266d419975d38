using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Fastshot.Core.Catalog;
using Fastshot.Core.Library.Index.Sqlite;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library.Index;

/// <summary>The index in an SQLite file, which several processes may read and join into at once.</summary>
/// <remarks>
/// One connection, one call at a time. It is written without waiting for the disk: after a loss of power the last joins may
/// be gone, together with the names of their pieces.
/// </remarks>
public sealed class SqliteIndex : IIndex
{
    private const int BusyTimeoutMilliseconds = 10_000;

    private readonly Lock _turn = new();
    private readonly Database _database;
    private readonly IndexReader _reader;
    private readonly StoredEntries _stored;
    private long _writes;
    private bool _isReadyToWrite;
    private bool _isDisposed;

    private SqliteIndex(Database database)
    {
        _database = database;
        _reader = new IndexReader(database);
        _stored = new StoredEntries(database);
    }

    public IReadOnlySet<Digest> Pieces => Read(() => _reader.Pieces());

    public IReadOnlyList<PieceName> Unknown(IReadOnlyList<PieceName> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        return Read(() => _reader.Unknown(pieces));
    }

    public long Known => Read(() => _reader.Known());

    public IndexCounts Counts => Read(() => _reader.Counts());

    // The first counts what other connections wrote, and only that.
    public long Stamp => Read(() => ((_database.Number("PRAGMA data_version") ?? 0) << 32) + _writes);

    /// <summary>
    /// Opens the file, or creates it in a folder that is there. False, with a reason that follows "the index", where it
    /// is damaged or of another version: it has to be moved aside and made again. Where a retry or a person is needed
    /// instead, it is an <see cref="IndexException"/> of another kind.
    /// </summary>
    /// <remarks>On a disk that cannot be written it is read as it stands, and a join fails.</remarks>
    /// <param name="path">Absolute.</param>
    public static bool TryOpen(
        string path, [NotNullWhen(true)] out SqliteIndex? index, [NotNullWhen(false)] out string? reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            (index, reason) = Open(path);
        }
        catch (IndexException e) when (e.Error is IndexError.Damaged)
        {
            (index, reason) = (null, e.Reason);
        }

        return index is not null;
    }

    public Entry? Find(EntryId id) => Read(() => _stored.Find(id)?.Entry);

    public IReadOnlyList<KeyValuePair<EntryId, Entry>> After(EntryId? id, int countMax) => Read(() => _stored.After(id, countMax));

    public string? Problem()
    {
        try
        {
            return Read(() => _database.Text("PRAGMA quick_check(1)")) is { } found && found != "ok" ? $"is damaged: {found}" : null;
        }
        catch (IndexException e) when (e.Error is IndexError.Damaged)
        {
            return e.Reason;
        }
    }

    public SessionInfo? Get(SessionId id) => Find(id) is Entry.Live live ? SessionReader.Read(id, live) : null;

    public ImmutableArray<SessionId> WithPrefix(string prefix, int countMax)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentOutOfRangeException.ThrowIfNegative(countMax);
        return prefix.Length > SessionId.Length || !Crockford.IsLowerCase(prefix)
            ? []
            : Read(() => _reader.WithPrefix(prefix, countMax));
    }

    public SessionPage Query(SessionQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Read(() => _reader.Query(query));
    }

    public IReadOnlyList<(DateTimeOffset Created, long SizeBytes)> Moments(SessionQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Read(() => _reader.Moments(query));
    }

    public void Join(IEnumerable<KeyValuePair<EntryId, Entry>> entries, IEnumerable<Digest> pieces)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(pieces);
        Write(writer => writer.Join(entries, pieces));
    }

    public void Forget(IEnumerable<Digest> pieces)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        Write(writer => writer.Forget(pieces));
    }

    public void Dispose()
    {
        lock (_turn)
        {
            if (!_isDisposed)
            {
                _isDisposed = true;
                _database.Dispose();
            }
        }
    }

    private static (SqliteIndex? Index, string? Reason) Open(string path)
    {
        try
        {
            return Open(path, Native.OpenReadWrite | Native.OpenCreate);
        }
        catch (IndexException e) when (e.Error is IndexError.ReadOnly or IndexError.Unavailable)
        {
            return OpenReadOnly(path) ?? throw new IndexException(e.Error, e.Message, e);
        }
    }

    // Nobody can change a file on a disk that cannot be written, so it needs no locks, which would be files too.
    private static (SqliteIndex? Index, string? Reason)? OpenReadOnly(string path)
    {
        try
        {
            return Open($"file:{Uri.EscapeDataString(path)}?immutable=1", Native.OpenReadOnly | Native.OpenUri);
        }
        catch (IndexException e) when (e.Error is not IndexError.Damaged)
        {
            return null;
        }
    }

    private static (SqliteIndex? Index, string? Reason) Open(string file, int flags)
    {
        var database = Database.Open(file, flags, BusyTimeoutMilliseconds);
        var reason = "";
        try
        {
            reason = IndexSchema.Ensure(database);
            return (reason is null ? new SqliteIndex(database) : null, reason);
        }
        finally
        {
            if (reason is not null)
            {
                database.Dispose();
            }
        }
    }

    private void Write(Action<IndexWriter> work)
    {
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_isReadyToWrite)
            {
                _database.Execute("PRAGMA synchronous=NORMAL");
                _isReadyToWrite = true;
            }

            _database.Transact("BEGIN IMMEDIATE", () =>
            {
                work(new IndexWriter(_database));
                return true;
            });
            _writes++;
        }
    }

    private T Read<T>(Func<T> work)
    {
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _database.Transact("BEGIN", work);
        }
    }
}
