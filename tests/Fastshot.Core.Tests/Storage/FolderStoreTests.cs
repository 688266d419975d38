using Fastshot.Core.Storage;
using Fastshot.Testing.Files;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Storage;

public sealed class FolderStoreTests : StagingStoreContract
{
    private const string Root = "/vault";

    private readonly ManualTime _time = new();
    private readonly FakeFileSystem _files;
    private readonly FolderStore _store;

    public FolderStoreTests()
    {
        _files = new FakeFileSystem(_time);
        _store = new FolderStore(_files, Root, new SeededRandom(1));
    }

    [Fact]
    public async Task Names_that_are_not_keys_are_passed_over()
    {
        await CreateStagingStoreAsync();
        await _store.PutAsync("log/ab.age", new byte[1]);
        foreach (var name in (string[])["log/ab.age.", "log/a:b.age", "log/.ab.age.swp", ".stfolder", "log/ab.age "])
        {
            await AddAsync(Path.Join(Root, name));
        }

        foreach (var name in (string[])["log/.Conflicts", ".hidden/x", "log/con"])
        {
            await _files.CreateFolderAsync(Path.Join(Root, name), Deadline.Token);
            await AddAsync(Path.Join(Root, name, "cd.age"));
        }

        Assert.Equal(["log/ab.age"], await _store.KeysAsync());
    }

    [Fact]
    public async Task A_listing_enters_only_folders_that_can_hold_the_prefix()
    {
        await CreateStagingStoreAsync();
        await _store.PutAsync("log/ab", new byte[1]);
        await _store.PutAsync("sessions/ab/x", new byte[1]);
        _files.Deny(Path.Join(Root, "sessions"));

        Assert.Equal(["log/ab"], await _store.KeysAsync("log/"));
        Assert.Equal(["log/ab"], await _store.KeysAsync("l"));
        Assert.Empty((await _store.ListAsync("s", ObjectKey.Parse("t"), 10, Deadline.Token)).Objects);
        await Assert.ThrowsAsync<StoreException>(() => _store.KeysAsync());
    }

    [Fact]
    public async Task A_folder_has_no_content_and_is_no_object()
    {
        await CreateStagingStoreAsync();
        await _store.PutAsync("sessions/ab", new byte[1]);
        var key = ObjectKey.Parse("sessions");

        Assert.Null(await _store.HeadAsync(key, Deadline.Token));
        Assert.Null(await _store.GetAsync(key, null, Deadline.Token));
        await _store.DeleteAsync(key, Deadline.Token);
        var failure = await Assert.ThrowsAsync<StoreException>(() => _store.PutAsync("sessions", new byte[1]));

        Assert.Equal(StoreError.Broken, failure.Error);
        Assert.Equal(["sessions/ab"], await _store.KeysAsync());
    }

    [Fact]
    public async Task A_store_that_was_never_there_is_no_such_place_and_is_not_made() =>
        await EveryCallIsAsync(StoreError.NoSuchPlace);

    [Fact]
    public async Task A_store_that_vanishes_is_no_such_place_and_is_not_made_again()
    {
        await CreateStagingStoreAsync();
        await _store.PutAsync("a/x", new byte[1]);
        _files.RemoveFolder(Root);

        await EveryCallIsAsync(StoreError.NoSuchPlace);
        Assert.Null(await _files.StatAsync(Root, Deadline.Token));
    }

    [Fact]
    public async Task A_store_that_vanishes_in_the_middle_of_a_put_is_no_such_place()
    {
        await CreateStagingStoreAsync();
        await using var staged = await _store.StageAsync(Deadline.Token);
        await staged.WriteAsync(new byte[1], Deadline.Token);
        _files.RemoveFolder(Root);

        var failure = await Assert.ThrowsAsync<StoreException>(
            () => staged.CommitAsync(ObjectKey.Parse("a/x"), Deadline.Token));

        Assert.Equal(StoreError.NoSuchPlace, failure.Error);
    }

    [Theory]
    [InlineData(".fastshot-tmp")]
    [InlineData("a")]
    public async Task A_sub_folder_that_a_sync_tool_removed_is_made_again(string name)
    {
        await CreateStagingStoreAsync();
        await _store.PutAsync("a/x", new byte[1]);
        _files.RemoveFolder(Path.Join(Root, name));

        await _store.PutAsync("a/y", new byte[1]);

        Assert.Contains("a/y", await _store.KeysAsync());
    }

    [Fact]
    public async Task A_temporary_file_that_somebody_removes_is_a_passing_failure()
    {
        await CreateStagingStoreAsync();
        await using var staged = await _store.StageAsync(Deadline.Token);
        var temporary = Assert.Single((await _files.ListAsync(Path.Join(Root, ".fastshot-tmp"), Deadline.Token))!);
        await _files.DeleteAsync(Path.Join(Root, ".fastshot-tmp", temporary.Name), Deadline.Token);

        var failure = await Assert.ThrowsAsync<StoreException>(
            () => staged.CommitAsync(ObjectKey.Parse("x"), Deadline.Token));

        Assert.True(failure.IsTransient);
    }

    [Fact]
    public async Task A_store_without_permission_is_denied()
    {
        await CreateStagingStoreAsync();
        _files.Deny(Root);

        await EveryCallIsAsync(StoreError.Denied);
    }

    [Fact]
    public async Task A_read_only_store_is_read_and_refuses_changes()
    {
        await CreateStagingStoreAsync();
        await _store.PutAsync("x", new byte[3]);
        _files.IsReadOnly = true;

        Assert.Equal(new byte[3], await _store.ReadAsync("x"));
        Assert.Equal(["x"], await _store.KeysAsync());
        await IsAsync(StoreError.Denied, () => _store.PutAsync("y", new byte[1]));
        await IsAsync(StoreError.Denied, () => _store.DeleteAsync(ObjectKey.Parse("x"), Deadline.Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300_000)]
    [InlineData(999_999)]
    public async Task A_full_disk_is_said_and_leaves_nothing(long capacity)
    {
        await CreateStagingStoreAsync();
        _files.CapacityBytes = capacity;

        await IsAsync(StoreError.Full, () => _store.PutAsync("x", new byte[1_000_000]));

        Assert.Empty(await _store.KeysAsync());
        Assert.Empty((await _files.ListAsync(Path.Join(Root, ".fastshot-tmp"), Deadline.Token))!);
    }

    [Fact]
    public async Task A_failed_put_removes_its_temporary_file()
    {
        await CreateStagingStoreAsync();
        await _store.PutAsync("x", new byte[1]);

        await IsAsync(StoreError.ConditionFailed, () => _store.PutAsync("x", new byte[1], PutCondition.Absent));
        await using (var staged = await _store.StageAsync(Deadline.Token))
        {
            await staged.WriteAsync(new byte[1], Deadline.Token);
        }

        Assert.Empty((await _files.ListAsync(Path.Join(Root, ".fastshot-tmp"), Deadline.Token))!);
    }

    [Fact]
    public async Task The_sweep_removes_temporary_files_older_than_a_day_and_nothing_else()
    {
        await CreateStagingStoreAsync();
        await _store.PutAsync("x", new byte[1]);
        await _store.StageAsync(Deadline.Token); // Left by a crash.
        _time.Advance(FolderStore.TemporaryAgeMax);
        await using var young = await _store.StageAsync(Deadline.Token);
        Assert.Equal(0, await _store.SweepAsync(_time, Deadline.Token));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, await _store.SweepAsync(_time, Deadline.Token));

        await young.CommitAsync(ObjectKey.Parse("y"), Deadline.Token);
        Assert.Equal(["x", "y"], await _store.KeysAsync());
    }

    [Fact]
    public async Task An_object_that_becomes_shorter_while_it_is_read_is_broken()
    {
        await using var content = new FileReadStream(new ShrunkFile(), 0, 10);

        await IsAsync(StoreError.Broken, async () => await content.ReadExactlyAsync(new byte[10], Deadline.Token));
    }

    protected override async Task<IStagingStore> CreateStagingStoreAsync()
    {
        await _files.CreateFolderAsync(Root, Deadline.Token);
        return _store;
    }

    private static async Task IsAsync(StoreError expected, Func<Task> call) =>
        Assert.Equal(expected, (await Assert.ThrowsAsync<StoreException>(call)).Error);

    private async Task EveryCallIsAsync(StoreError expected)
    {
        var key = ObjectKey.Parse("a/x");
        await IsAsync(expected, () => _store.HeadAsync(key, Deadline.Token));
        await IsAsync(expected, () => _store.GetAsync(key, null, Deadline.Token));
        await IsAsync(expected, () => _store.PutAsync("a/x", new byte[1]));
        await IsAsync(expected, () => _store.PutAsync("a/x", new byte[1], PutCondition.Absent));
        await IsAsync(expected, () => _store.StageAsync(Deadline.Token));
        await IsAsync(expected, () => _store.DeleteAsync(key, Deadline.Token));
        await IsAsync(expected, () => _store.ListAsync("", null, 1000, Deadline.Token));
        await IsAsync(expected, () => _store.ListAsync("a/", null, 1000, Deadline.Token));
    }

    private async Task AddAsync(string path)
    {
        await using var file = await _files.CreateAsync(path, Deadline.Token);
    }

    private sealed class ShrunkFile : IFile
    {
        public long Length => 10;

        public DateTimeOffset Modified => DateTimeOffset.UnixEpoch;

        public Task<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Task.FromResult(offset == 0 ? 4 : 0);

        public int Read(long offset, Span<byte> buffer) => offset == 0 ? 4 : 0;

        public Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
            Task.CompletedTask;

        public Task SyncAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
