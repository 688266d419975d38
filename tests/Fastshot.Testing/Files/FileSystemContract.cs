using System.Text;
using Fastshot.Core.Storage;

namespace Fastshot.Testing.Files;

/// <summary>What every file system keeps, as <see cref="IFileSystem"/> says it; so that the fake one is believed.</summary>
public abstract class FileSystemContract
{
    protected abstract IFileSystem Files { get; }

    /// <summary>An empty folder.</summary>
    protected abstract string Root { get; }

    [Fact]
    public async Task What_is_not_there_is_null()
    {
        Assert.Null(await Files.OpenAsync(At("x"), Deadline.Token));
        Assert.Null(await Files.OpenAsync(At("no/x"), Deadline.Token));
        Assert.Null(await Files.StatAsync(At("x"), Deadline.Token));
        Assert.Null(await Files.StatAsync(At("no/x"), Deadline.Token));
        Assert.Null(await Files.ListAsync(At("no"), Deadline.Token));
    }

    [Fact]
    public async Task What_was_written_is_read_anywhere()
    {
        await WriteAsync(At("x"), "0123456789", sync: true);

        await using var file = await Files.OpenAsync(At("x"), Deadline.Token);
        var buffer = new byte[4];

        Assert.Equal(10, file!.Length);
        Assert.Equal(4, await file.ReadAsync(3, buffer, Deadline.Token));
        Assert.Equal("3456"u8.ToArray(), buffer);
        Assert.Equal(1, await file.ReadAsync(9, buffer, Deadline.Token));
        Assert.Equal(0, await file.ReadAsync(10, buffer, Deadline.Token));
        Assert.Equal(0, await file.ReadAsync(99, buffer, Deadline.Token));
    }

    [Fact]
    public async Task A_large_file_is_read_whole()
    {
        var bytes = new SeededRandom(2).Bytes(1_000_000);
        await using (var file = await Files.CreateAsync(At("x"), Deadline.Token))
        {
            await file.WriteAsync(bytes.AsMemory(..300_000), Deadline.Token);
            await file.WriteAsync(bytes.AsMemory(300_000..), Deadline.Token);
            Assert.Equal(bytes.Length, file.Length);
            await file.SyncAsync(Deadline.Token);
        }

        await using var opened = await Files.OpenAsync(At("x"), Deadline.Token);
        var buffer = new byte[bytes.Length];

        Assert.Equal(bytes.Length, await opened!.ReadAsync(0, buffer, Deadline.Token));
        Assert.Equal(bytes, buffer);
    }

    [Fact]
    public async Task A_file_is_created_once()
    {
        await WriteAsync(At("x"), "x", sync: false);

        await IsAsync(StoreError.ConditionFailed, () => Files.CreateAsync(At("x"), Deadline.Token));
    }

    [Fact]
    public async Task A_file_without_a_folder_has_no_place()
    {
        await WriteAsync(At("x"), "x", sync: false);

        await IsAsync(StoreError.NoSuchPlace, () => Files.CreateAsync(At("no/x"), Deadline.Token));
        await IsAsync(StoreError.NoSuchPlace, () => Files.MoveAsync(At("x"), At("no/x"), true, Deadline.Token));
        await IsAsync(StoreError.NoSuchPlace, () => Files.MoveAsync(At("x"), At("no/x"), false, Deadline.Token));
        await IsAsync(StoreError.NoSuchPlace, () => Files.MoveAsync(At("y"), At("z"), true, Deadline.Token));
        await IsAsync(StoreError.NoSuchPlace, () => Files.MoveAsync(At("y"), At("z"), false, Deadline.Token));
        await IsAsync(StoreError.NoSuchPlace, () => Files.SyncFolderAsync(At("no"), Deadline.Token));
    }

    [Fact]
    public async Task A_move_replaces_only_where_it_is_told_to()
    {
        await WriteAsync(At("x"), "x", sync: false);
        await WriteAsync(At("y"), "y", sync: false);

        await IsAsync(StoreError.ConditionFailed, () => Files.MoveAsync(At("x"), At("y"), false, Deadline.Token));
        Assert.Equal(("x", "y"), (await ReadAsync(Files, At("x")), await ReadAsync(Files, At("y"))));

        await Files.MoveAsync(At("x"), At("y"), overwrite: true, Deadline.Token);
        Assert.Equal((null, "x"), (await ReadAsync(Files, At("x")), await ReadAsync(Files, At("y"))));

        await Files.MoveAsync(At("y"), At("z"), overwrite: false, Deadline.Token);
        Assert.Equal((null, "x"), (await ReadAsync(Files, At("y")), await ReadAsync(Files, At("z"))));
    }

    [Fact]
    public async Task A_file_is_deleted_once_and_what_is_not_there_is_no_error()
    {
        await WriteAsync(At("x"), "x", sync: false);

        await Files.DeleteAsync(At("x"), Deadline.Token);
        await Files.DeleteAsync(At("x"), Deadline.Token);
        await Files.DeleteAsync(At("no/x"), Deadline.Token);

        Assert.Null(await Files.StatAsync(At("x"), Deadline.Token));
    }

    [Fact]
    public async Task A_file_that_is_open_is_readable_when_its_name_is_gone()
    {
        await WriteAsync(At("x"), "x", sync: false);
        await using var file = await Files.OpenAsync(At("x"), Deadline.Token);

        await Files.DeleteAsync(At("x"), Deadline.Token);

        Assert.Equal(1, await file!.ReadAsync(0, new byte[1], Deadline.Token));
    }

    [Fact]
    public async Task Folders_are_made_with_those_above_them_and_made_twice_without_error()
    {
        await Files.CreateFolderAsync(At("a/b/c"), Deadline.Token);
        await Files.CreateFolderAsync(At("a/b/c"), Deadline.Token);
        await Files.SyncFolderAsync(At("a/b"), Deadline.Token);

        Assert.True((await Files.StatAsync(At("a/b"), Deadline.Token))!.IsFolder);
        Assert.Empty((await Files.ListAsync(At("a/b/c"), Deadline.Token))!);
    }

    [Fact]
    public async Task A_folder_lists_its_files_and_folders_and_no_deeper()
    {
        await Files.CreateFolderAsync(At("a/b/c"), Deadline.Token);
        await WriteAsync(At("a/x"), "abc", sync: false);
        await WriteAsync(At("a/.y"), "", sync: false);

        var entries = await Files.ListAsync(At("a"), Deadline.Token);

        Assert.Equal(
            [(".y", false, 0), ("b", true, 0), ("x", false, 3)],
            entries!.OrderBy(entry => entry.Name, StringComparer.Ordinal)
                .Select(entry => (entry.Name, entry.IsFolder, entry.Length)));
        Assert.Contains(await Files.StatAsync(At("a/x"), Deadline.Token), entries!);
    }

    [Fact]
    public async Task A_file_is_no_folder_and_a_folder_no_file()
    {
        await Files.CreateFolderAsync(At("a"), Deadline.Token);
        await WriteAsync(At("x"), "x", sync: false);

        Assert.Null(await Files.OpenAsync(At("a"), Deadline.Token));
        Assert.Null(await Files.ListAsync(At("x"), Deadline.Token));
        await Files.DeleteAsync(At("a"), Deadline.Token);
        await IsAsync(StoreError.Broken, () => Files.CreateFolderAsync(At("x"), Deadline.Token));
        await IsAsync(StoreError.Broken, () => Files.MoveAsync(At("x"), At("a"), overwrite: true, Deadline.Token));
        await IsAsync(StoreError.ConditionFailed, () => Files.MoveAsync(At("x"), At("a"), overwrite: false, Deadline.Token));
        Assert.True((await Files.StatAsync(At("a"), Deadline.Token))!.IsFolder);
    }

    [Fact]
    public async Task A_file_and_its_entry_have_the_same_time()
    {
        await WriteAsync(At("x"), "x", sync: true);

        await using var file = await Files.OpenAsync(At("x"), Deadline.Token);

        Assert.Equal((await Files.StatAsync(At("x"), Deadline.Token))!.Modified, file!.Modified);
    }

    [Fact]
    public async Task A_lock_is_held_by_one_until_it_is_given_back()
    {
        var first = await Files.TryLockAsync(At("lock"), Deadline.Token);
        Assert.NotNull(first);
        Assert.Null(await Files.TryLockAsync(At("lock"), Deadline.Token));
        await using var other = await Files.TryLockAsync(At("lock2"), Deadline.Token);
        Assert.NotNull(other);

        await first.DisposeAsync();

        await using var second = await Files.TryLockAsync(At("lock"), Deadline.Token);
        Assert.NotNull(second);
        Assert.NotNull(await Files.StatAsync(At("lock"), Deadline.Token));
    }

    protected static async Task<string?> ReadAsync(IFileSystem files, string path)
    {
        await using var file = await files.OpenAsync(path, Deadline.Token);
        if (file is null)
        {
            return null;
        }

        var bytes = new byte[file.Length];
        var count = await file.ReadAsync(0, bytes, Deadline.Token);
        return Encoding.ASCII.GetString(bytes, 0, count);
    }

    protected async Task WriteAsync(string path, string text, bool sync)
    {
        await using var file = await Files.CreateAsync(path, Deadline.Token);
        await file.WriteAsync(Encoding.ASCII.GetBytes(text), Deadline.Token);
        if (sync)
        {
            await file.SyncAsync(Deadline.Token);
        }
    }

    private static async Task IsAsync(StoreError expected, Func<Task> call) =>
        Assert.Equal(expected, (await Assert.ThrowsAsync<StoreException>(call)).Error);

    private string At(string name) => Path.Join(Root, name);
}
