using System.Buffers;
using System.Text;

namespace Fastshot.Core.Library.Index.Sqlite;

/// <summary>A prepared statement: bound, stepped through, and made ready again by disposing it.</summary>
/// <remarks>Parameters are counted from 1, columns from 0. What a column returns is valid until the next step.</remarks>
internal sealed class Statement(Database database, nint handle) : IDisposable
{
    public Statement Bind(int parameter, long value)
    {
        database.Check(Native.BindInt64(handle, parameter, value));
        return this;
    }

    public unsafe Statement Bind(int parameter, ReadOnlySpan<byte> blob)
    {
        // A null pointer would bind NULL.
        byte none = 0;
        fixed (byte* start = blob)
        {
            database.Check(Native.BindBlob(
                handle, parameter, start is null ? &none : start, blob.Length, Native.Transient));
        }

        return this;
    }

    public unsafe Statement Bind(int parameter, ReadOnlySpan<char> text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var length = Encoding.UTF8.GetBytes(text, buffer);
            fixed (byte* start = buffer)
            {
                database.Check(Native.BindText(handle, parameter, start, length, Native.Transient));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return this;
    }

    /// <summary>Goes to the next row; false where there is none.</summary>
    public bool Step()
    {
        var result = Native.Step(handle);
        database.Check(result);
        return result == Native.Row;
    }

    /// <summary>Runs it to its end, once, and makes it ready for the next run.</summary>
    public void Run()
    {
        Step();
        Dispose();
    }

    public long Int64(int column) => Native.ColumnInt64(handle, column);

    public unsafe ReadOnlySpan<byte> Bytes(int column)
    {
        var start = Native.ColumnBlob(handle, column);
        return start is null ? [] : new ReadOnlySpan<byte>(start, Native.ColumnBytes(handle, column));
    }

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    /// <summary>Makes it ready for the next run. A failure of the last one was thrown by it already.</summary>
    public void Dispose() => _ = Native.Reset(handle);

    internal void Finish() => _ = Native.Finish(handle);
}
