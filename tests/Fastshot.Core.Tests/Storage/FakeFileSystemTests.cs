using Fastshot.Core.Storage;
using Fastshot.Testing.Files;

namespace Fastshot.Core.Tests.Storage;

/// <summary>What only a fake file system does: forgetting, and ending the process.</summary>
public sealed class FakeFileSystemTests : FileSystemContract
{
    private readonly FakeFileSystem _files = new(new ManualTime());

    protected override IFileSystem Files => _files;

    protected override string Root => "/";

    [Fact]
    public async Task Bytes_that_were_not_synced_may_be_lost_or_kept_in_part_or_be_zeros()
    {
        await WriteAsync("/x", "ab", sync: true);
        await _files.SyncFolderAsync("/", Deadline.Token);
        await WriteAsync("/y", "abcd", sync: false);
        await _files.SyncFolderAsync("/", Deadline.Token);

        var found = await ReadAllAsync("/y");

        Assert.Equal(new HashSet<string?> { "", "ab", "abcd", "\0\0\0\0" }, found.ToHashSet());
        Assert.Equal(["ab"], (await ReadAllAsync("/x")).Distinct());
    }

    [Fact]
    public async Task Names_that_were_not_synced_may_be_lost_each_for_itself()
    {
        await WriteAsync("/x", "x", sync: true);
        await WriteAsync("/y", "y", sync: true);

        var states = new HashSet<string>(StringComparer.Ordinal);
        foreach (var disk in _files.StatesAfterCrash())
        {
            states.Add(await NamesAsync(disk));
        }

        Assert.Equal(["", "x", "x y", "y"], states.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_move_that_was_not_synced_leaves_the_old_file_or_the_new_one_under_the_name()
    {
        await WriteAsync("/x", "old", sync: true);
        await WriteAsync("/temporary", "new", sync: true);
        await _files.SyncFolderAsync("/", Deadline.Token);

        await _files.MoveAsync("/temporary", "/x", overwrite: true, Deadline.Token);

        Assert.Equal(["new", "old"], (await ReadAllAsync("/x")).Distinct().Order(StringComparer.Ordinal));
        await _files.SyncFolderAsync("/", Deadline.Token);
        Assert.Equal(["new"], await ReadAllAsync("/x"));
    }

    [Fact]
    public async Task A_folder_that_was_not_synced_may_be_lost_with_all_that_was_synced_in_it()
    {
        _files.StopBefore = _files.Operations + 1; // Made, and the root not synced.
        await Assert.ThrowsAsync<SimulatedCrashException>(() => _files.CreateFolderAsync("/a", Deadline.Token));
        _files.Restart();
        await WriteAsync("/a/x", "x", sync: true);
        await _files.SyncFolderAsync("/a", Deadline.Token);

        Assert.Equal([null, "x"], (await ReadAllAsync("/a/x")).Distinct().Order());

        await _files.CreateFolderAsync("/a", Deadline.Token);
        Assert.Equal(["x"], (await ReadAllAsync("/a/x")).Distinct());
    }

    [Fact]
    public async Task More_states_than_asked_for_are_a_choice_with_the_extremes()
    {
        for (var i = 0; i < 20; i++)
        {
            await WriteAsync($"/{i}", "x", sync: true);
        }

        var counts = new List<int>();
        foreach (var disk in _files.StatesAfterCrash(countMax: 100))
        {
            counts.Add((await disk.ListAsync("/", Deadline.Token))!.Count);
        }

        Assert.Equal(100, counts.Count);
        Assert.Equal((0, 20), (counts.Min(), counts.Max()));
    }

    [Fact]
    public async Task After_the_end_of_the_process_nothing_is_done_any_more()
    {
        _files.StopBefore = 2;
        await WriteAsync("/x", "", sync: false);

        await Assert.ThrowsAsync<SimulatedCrashException>(() => _files.CreateAsync("/y", Deadline.Token));
        await Assert.ThrowsAsync<SimulatedCrashException>(() => _files.StatAsync("/x", Deadline.Token));
        Assert.Equal(2, _files.Operations);
    }

    [Fact]
    public async Task A_crash_gives_locks_back()
    {
        Assert.NotNull(await _files.TryLockAsync("/lock", Deadline.Token));

        Assert.NotNull(await _files.Crash(new SeededRandom(1)).TryLockAsync("/lock", Deadline.Token));
    }

    private static async Task<string> NamesAsync(FakeFileSystem disk) =>
        string.Join(' ', (await disk.ListAsync("/", Deadline.Token))!.Select(entry => entry.Name).Order(StringComparer.Ordinal));

    private async Task<List<string?>> ReadAllAsync(string path)
    {
        var found = new List<string?>();
        foreach (var disk in _files.StatesAfterCrash())
        {
            found.Add(await ReadAsync(disk, path));
        }

        return found;
    }
}
