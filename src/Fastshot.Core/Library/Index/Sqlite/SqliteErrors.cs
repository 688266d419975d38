namespace Fastshot.Core.Library.Index.Sqlite;

/// <summary>What the result codes of SQLite mean for the index (https://www.sqlite.org/rescode.html).</summary>
internal static class SqliteErrors
{
    public static Exception Of(int result, string message) => (result & 0xff) switch
    {
        // The statements are constant and right; where one does not fit the schema, the schema is not ours any more.
        1 or 11 or 17 or 18 or 19 or 20 or 24 or 26 => Failure(IndexError.Damaged, "is damaged", message),
        13 => Failure(IndexError.Full, "does not fit on the disk", message),
        3 or 8 or 23 => Failure(IndexError.ReadOnly, "may not be written", message),
        5 or 6 or 15 => Failure(IndexError.Busy, "is in use by another process", message),
        7 => new InsufficientMemoryException(message),
        21 or 25 => new InvalidOperationException(message),
        _ => Failure(IndexError.Unavailable, "cannot be read or written", message),
    };

    private static IndexException Failure(IndexError error, string what, string message) =>
        new(error, $"The index {what}: {message}.");
}
