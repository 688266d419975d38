using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Disk;
using Fastshot.Testing.Files;

namespace Fastshot.Core.Tests.Storage.Disk;

public sealed class DiskFileSystemTests : FileSystemContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected override IFileSystem Files => DiskFileSystem.Instance;

    protected override string Root => _folder.Path;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_created_file_stays_open_over_a_garbage_collection()
    {
        await using var file = await Files.CreateAsync(Path.Join(Root, "x"), Deadline.Token);
        GC.Collect();
        GC.WaitForPendingFinalizers();

        await file.WriteAsync(new byte[3], Deadline.Token);

        Assert.Equal(3, new FileInfo(Path.Join(Root, "x")).Length);
    }

    [Fact]
    public async Task What_is_created_is_for_its_owner_only()
    {
        await WriteAsync(Path.Join(Root, "x"), "", sync: false);
        await Files.CreateFolderAsync(Path.Join(Root, "a/b"), Deadline.Token);

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(Path.Join(Root, "x")).UnixFileMode);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            new FileInfo(Path.Join(Root, "a")).UnixFileMode);
    }

    [Fact]
    public async Task A_link_counts_as_what_it_leads_to()
    {
        await WriteAsync(Path.Join(Root, "x"), "abc", sync: false);
        await Files.CreateFolderAsync(Path.Join(Root, "a"), Deadline.Token);
        File.CreateSymbolicLink(Path.Join(Root, "link"), Path.Join(Root, "x"));
        Directory.CreateSymbolicLink(Path.Join(Root, "folder"), Path.Join(Root, "a"));
        File.CreateSymbolicLink(Path.Join(Root, "nowhere"), Path.Join(Root, "no"));

        var entries = (await Files.ListAsync(Root, Deadline.Token))!;

        Assert.Equal(3, entries.Single(entry => entry.Name == "link").Length);
        Assert.True(entries.Single(entry => entry.Name == "folder").IsFolder);
        Assert.Equal(["a", "folder", "link", "x"], entries.Select(entry => entry.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_name_that_is_too_long_is_broken_and_the_message_names_it()
    {
        var path = Path.Join(Root, new string('x', 300));

        var failure = await Assert.ThrowsAsync<StoreException>(() => Files.CreateAsync(path, Deadline.Token));

        Assert.Equal(StoreError.Broken, failure.Error);
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rename_to_another_volume_is_refused_and_not_a_copy()
    {
        using var other = SmallDisk.TryMount(1 << 20);
        if (other is null)
        {
            return; // This user may not mount: there is no second volume to rename to.
        }

        await WriteAsync(Path.Join(Root, "x"), "x", sync: false);
        var target = Path.Join(other.Path, "x");

        foreach (var overwrite in (bool[])[true, false])
        {
            var failure = await Assert.ThrowsAsync<StoreException>(
                () => Files.MoveAsync(Path.Join(Root, "x"), target, overwrite, Deadline.Token));
            Assert.Equal(StoreError.Unsupported, failure.Error);
        }

        Assert.False(File.Exists(target));
    }

    [Fact]
    public async Task Cheap_calls_are_done_when_they_return()
    {
        await WriteAsync(Path.Join(Root, "x"), "abc", sync: true);

        var open = Files.OpenAsync(Path.Join(Root, "x"), Deadline.Token);
        Assert.True(open.IsCompletedSuccessfully);
        await using var file = await open;
        Assert.True(file!.ReadAsync(0, new byte[3], Deadline.Token).IsCompletedSuccessfully);
        Assert.True(Files.ListAsync(Root, Deadline.Token).IsCompletedSuccessfully);
        Assert.True(Files.StatAsync(Root, Deadline.Token).IsCompletedSuccessfully);
    }
}
