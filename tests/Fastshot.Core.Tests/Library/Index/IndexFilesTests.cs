using Fastshot.Core.Library.Index;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Tests.Library.Index;

public sealed class IndexFilesTests : IDisposable
{
    private readonly IndexFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task A_damaged_index_is_moved_aside_with_its_log_and_a_new_one_opens()
    {
        File.WriteAllText(_file.Path, new string('x', 10_000));
        Assert.False(SqliteIndex.TryOpen(_file.Path, out _, out _));
        File.WriteAllText(_file.Path + "-wal", "log");
        File.WriteAllText(_file.Path + "-shm", "memory");

        var aside = await IndexFiles.MoveAsideAsync(new NamesOnDisk(), _file.Path, Deadline.Token);

        Assert.Equal(Path.Combine(_file.Folder, "index.damaged-1.db"), aside);
        Assert.Equal(["index.damaged-1.db", "index.damaged-1.db-wal"], Names());
        using var index = _file.Open();
        Assert.Empty(index.Pieces);
    }

    [Fact]
    public async Task The_two_newest_are_kept()
    {
        for (var i = 0; i < 12; i++)
        {
            File.WriteAllText(_file.Path, $"damage {i}");
            await IndexFiles.MoveAsideAsync(new NamesOnDisk(), _file.Path, Deadline.Token);
        }

        Assert.Equal(["index.damaged-11.db", "index.damaged-12.db"], Names());
    }

    [Fact]
    public async Task Where_there_is_no_index_nothing_moves()
    {
        File.WriteAllText(Path.Combine(_file.Folder, "index.damaged-x.db"), "somebody's");

        Assert.Null(await IndexFiles.MoveAsideAsync(new NamesOnDisk(), _file.Path, Deadline.Token));

        Assert.Equal(["index.damaged-x.db"], Names());
    }

    private IEnumerable<string> Names() =>
        Directory.EnumerateFiles(_file.Folder).Select(one => Path.GetFileName(one)).Order(StringComparer.Ordinal);

    /// <summary>The names of a real folder, moved and removed; nothing here reads or writes a file.</summary>
    private sealed class NamesOnDisk : IFileSystem
    {
        public Task MoveAsync(string from, string to, bool overwrite, CancellationToken cancellationToken = default)
        {
            File.Move(from, to, overwrite);
            return Task.CompletedTask;
        }

        public Task DeleteAsync(string path, CancellationToken cancellationToken = default)
        {
            File.Delete(path);
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<FileEntry>?> ListAsync(string path, CancellationToken cancellationToken = default) =>
            Task.FromResult<IReadOnlyList<FileEntry>?>(
            [
                .. new DirectoryInfo(path).EnumerateFiles()
                    .Select(one => new FileEntry(one.Name, false, one.Length, DateTimeOffset.UnixEpoch)),
            ]);

        public Task<IFile?> OpenAsync(string path, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<IFile> CreateAsync(string path, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task CreateFolderAsync(string path, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task SyncFolderAsync(string path, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<FileEntry?> StatAsync(string path, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public Task<IAsyncDisposable?> TryLockAsync(string path, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }
}
