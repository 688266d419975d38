using Fastshot.Core.Storage;

namespace Fastshot.Testing.Files;

/// <summary>A file of a fake file system while it is open; it stays readable when its name goes.</summary>
internal sealed class OpenFakeFile(FakeFileSystem files, FakeFile file, string path) : IFile
{
    public long Length => file.Length;

    public DateTimeOffset Modified { get; } = file.Modified;

    public Task<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        files.LookAsync(path, () => file.Read(offset, buffer.Span), cancellationToken);

    public int Read(long offset, Span<byte> buffer) => file.Read(offset, buffer);

    public Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        files.ChangeAsync(
            path,
            () =>
            {
                files.Append(file, bytes.Span, path);
                return true;
            },
            cancellationToken);

    public Task SyncAsync(CancellationToken cancellationToken = default) =>
        files.ChangeAsync(
            path,
            () =>
            {
                file.Sync();
                return true;
            },
            cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
