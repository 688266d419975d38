using Microsoft.Win32.SafeHandles;

namespace Fastshot.Core.Storage.Disk;

/// <summary>An open file on the disk.</summary>
internal sealed class DiskFile(SafeFileHandle handle, string path) : IFile
{
    // Below this, the copy from or to the page cache is cheaper than a hop to another thread.
    private const int OffloadSizeMin = 256 * 1024;

    public long Length { get; private set; } = RandomAccess.GetLength(handle);

    public DateTimeOffset Modified { get; } = new(File.GetLastWriteTimeUtc(handle));

    public Task<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        DiskFileSystem.DoAsync(
            path, () => RandomAccess.Read(handle, buffer.Span, offset), buffer.Length >= OffloadSizeMin, cancellationToken);

    public int Read(long offset, Span<byte> buffer)
    {
        try
        {
            return RandomAccess.Read(handle, buffer, offset);
        }
        catch (Exception e) when (DiskError.IsExpected(e))
        {
            throw DiskError.From(e, path);
        }
    }

    public Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        DiskFileSystem.DoAsync(
            path,
            () =>
            {
                RandomAccess.Write(handle, bytes.Span, Length);
                return Length += bytes.Length;
            },
            bytes.Length >= OffloadSizeMin,
            cancellationToken);

    public Task SyncAsync(CancellationToken cancellationToken = default) =>
        DiskFileSystem.DoAsync(
            path,
            () =>
            {
                RandomAccess.FlushToDisk(handle);
                return true;
            },
            isSlow: true,
            cancellationToken);

    public ValueTask DisposeAsync()
    {
        handle.Dispose();
        return ValueTask.CompletedTask;
    }
}
