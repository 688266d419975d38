using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Disk;
using Fastshot.Testing.Files;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Storage.Disk;

/// <summary>A disk that is full, and one that is read-only: the fake one, and a real one where this user may mount.</summary>
public sealed class SmallDiskTests
{
    private const int Size = 1 << 20;

    [Fact]
    public async Task A_full_fake_disk_is_said_and_leaves_nothing()
    {
        var files = new FakeFileSystem(new ManualTime()) { CapacityBytes = Size };
        await files.CreateFolderAsync("/vault", Deadline.Token);

        await FillAsync(files, "/vault");
    }

    [Fact]
    public async Task A_full_disk_is_said_and_leaves_nothing()
    {
        using var disk = SmallDisk.TryMount(Size);
        if (disk is not null)
        {
            await FillAsync(DiskFileSystem.Instance, disk.Path);
        }
    }

    [Fact]
    public async Task A_read_only_disk_is_denied_to_writers_and_open_to_readers()
    {
        using var disk = SmallDisk.TryMount(Size);
        if (disk is null)
        {
            return; // The fake one is read-only in FolderStoreTests.
        }

        var store = new FolderStore(DiskFileSystem.Instance, disk.Path, new SeededRandom(1));
        await store.PutAsync("a/x", new byte[3]);
        disk.MakeReadOnly();

        Assert.Equal(new byte[3], await store.ReadAsync("a/x"));
        Assert.Equal(["a/x"], await store.KeysAsync());
        await IsAsync(StoreError.Denied, () => store.PutAsync("a/y", new byte[1]));
        await IsAsync(StoreError.Denied, () => store.PutAsync("b/y", new byte[1]));
        await IsAsync(StoreError.Denied, () => store.DeleteAsync(ObjectKey.Parse("a/x"), Deadline.Token));
        await IsAsync(StoreError.ConditionFailed, () => store.PutAsync("a/x", new byte[1], PutCondition.Absent));
        await IsAsync(
            StoreError.Denied,
            () => DiskFileSystem.Instance.TryLockAsync(Path.Join(disk.Path, "lock"), Deadline.Token));
    }

    private static async Task FillAsync(IFileSystem files, string root)
    {
        var store = new FolderStore(files, root, new SeededRandom(1));
        await store.PutAsync("first", new byte[Size / 4]);

        await IsAsync(StoreError.Full, () => store.PutAsync("a/second", new byte[Size]));
        await using (var staged = await store.StageAsync(Deadline.Token))
        {
            await IsAsync(StoreError.Full, () => staged.WriteAsync(new byte[Size], Deadline.Token));
        }

        Assert.Equal(["first"], await store.KeysAsync());
        Assert.Empty((await files.ListAsync(Path.Join(root, ".fastshot-tmp"), Deadline.Token))!);
        await store.PutAsync("third", new byte[Size / 4]);
        Assert.Equal(["first", "third"], await store.KeysAsync());
    }

    private static async Task IsAsync(StoreError expected, Func<Task> call) =>
        Assert.Equal(expected, (await Assert.ThrowsAsync<StoreException>(call)).Error);
}
