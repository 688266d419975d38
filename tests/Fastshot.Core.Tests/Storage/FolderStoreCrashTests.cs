using System.Globalization;
using Fastshot.Core.Storage;
using Fastshot.Testing.Files;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Storage;

/// <summary>Ends the process before each operation of a run, and looks at every disk that may be found afterwards.</summary>
public sealed class FolderStoreCrashTests
{
    private const string Root = "/home/vault";
    private const string Temporary = $"{Root}/.fastshot-tmp";
    private const int StatesMax = 2000;

    private readonly ManualTime _time = new();

    [Fact]
    public async Task What_was_acknowledged_is_there_whole_and_what_was_not_is_there_whole_or_not_at_all()
    {
        var states = 0;
        var stopBefore = 0;
        for (var isOver = false; !isOver; stopBefore++)
        {
            var files = await EmptyVaultAsync();
            var run = new Run();
            files.StopBefore = files.Operations + stopBefore;
            isOver = await run.EndsAsync(new FolderStore(files, Root, new SeededRandom(5)), files);
            var disks = files.StatesAfterCrash(StatesMax).ToList();
            Assert.True(disks.Count < StatesMax, "These are not all states.");
            foreach (var disk in disks)
            {
                await run.CheckAsync(new FolderStore(disk, Root, new SeededRandom(6)), stopBefore);
                await GoesOnAsync(disk);
                states++;
            }
        }

        Assert.InRange(stopBefore, 40, 200);
        Assert.InRange(states, 300, 100_000);
    }

    [Fact]
    public async Task A_put_that_is_acknowledged_has_no_unsynced_part()
    {
        var files = await EmptyVaultAsync();
        await new FolderStore(files, Root, new SeededRandom(5)).PutAsync("log/x", new byte[5]);

        foreach (var disk in files.StatesAfterCrash())
        {
            Assert.Equal(new byte[5], await new FolderStore(disk, Root, new SeededRandom(5)).ReadAsync("log/x"));
        }
    }

    [Fact]
    public async Task What_refuses_an_absent_put_is_durable()
    {
        var files = await EmptyVaultAsync();
        var store = new FolderStore(files, Root, new SeededRandom(5));
        await store.PutAsync("log/first", new byte[1]);
        await RenameInAsync(files, "log/x"); // By another process, which has not synced the folder yet.

        await Assert.ThrowsAsync<StoreException>(() => store.PutAsync("log/x", new byte[9], PutCondition.Absent));

        foreach (var disk in files.StatesAfterCrash())
        {
            Assert.Equal(["log/first", "log/x"], await new FolderStore(disk, Root, new SeededRandom(5)).KeysAsync());
        }
    }

    private static async Task RenameInAsync(FakeFileSystem files, string key)
    {
        var temporary = $"{Temporary}/other";
        await using (var file = await files.CreateAsync(temporary, Deadline.Token))
        {
            await file.WriteAsync(new byte[9], Deadline.Token);
            await file.SyncAsync(Deadline.Token);
        }

        await files.MoveAsync(temporary, Path.Join(Root, key), overwrite: false, Deadline.Token);
    }

    private async Task<FakeFileSystem> EmptyVaultAsync()
    {
        var files = new FakeFileSystem(_time);
        await files.CreateFolderAsync(Root, Deadline.Token);
        return files;
    }

    // The next process can do the same again, and the sweep leaves no temporary file.
    private static async Task GoesOnAsync(FakeFileSystem disk)
    {
        var store = new FolderStore(disk, Root, new SeededRandom(7));
        var again = new Run();
        Assert.True(await again.EndsAsync(store, disk));
        await again.CheckAsync(store, int.MaxValue);
        var later = new ManualTime();
        later.Advance(FolderStore.TemporaryAgeMax + TimeSpan.FromSeconds(1));
        await store.SweepAsync(later, Deadline.Token);
        Assert.Empty(await disk.ListAsync(Temporary, Deadline.Token) ?? []);
    }

    /// <summary>What a program does with a store, and what it has been told.</summary>
    private sealed class Run
    {
        private readonly Dictionary<string, List<byte[]?>> _possible = new(StringComparer.Ordinal);

        /// <summary>Returns false where the process ended in the middle.</summary>
        public async Task<bool> EndsAsync(IStagingStore store, FakeFileSystem files)
        {
            try
            {
                await DoAsync("log/a", Content(1, 30), bytes => PutAbsentAsync(store, "log/a", bytes!));
                await DoAsync("sessions/ab/b", Content(2, 262_500), bytes => StageAsync(store, "sessions/ab/b", bytes!));
                await files.SyncFolderAsync(Temporary, Deadline.Token);
                await DoAsync("log/a", Content(3, 40), bytes => store.PutAsync("log/a", bytes!));
                await DoAsync("head", Content(4, 50), bytes => store.PutAsync("head", bytes!));
                await DoAsync("sessions/ab/b", null, _ => DeleteAsync(store, "sessions/ab/b"));
                // As the system does after a while; otherwise old temporary names would multiply the states.
                await files.SyncFolderAsync(Temporary, Deadline.Token);
                await DoAsync("sessions/ab/c", Content(5, 0), bytes => store.PutAsync("sessions/ab/c", bytes!));
                await DoAsync("head", Content(6, 50), async bytes => await ReplaceAsync(store, "head", bytes!));
                await files.SyncFolderAsync(Temporary, Deadline.Token);
                await DoAsync("log/a", null, _ => DeleteAsync(store, "log/a"));
                await DoAsync("log/a", Content(7, 20), bytes => PutAbsentAsync(store, "log/a", bytes!));
                return true;
            }
            catch (SimulatedCrashException)
            {
                return false;
            }
        }

        public async Task CheckAsync(FolderStore store, int stoppedBefore)
        {
            var where = string.Create(CultureInfo.InvariantCulture, $"stopped before operation {stoppedBefore}");
            foreach (var (key, possible) in _possible)
            {
                var found = await store.ReadAsync(key);
                Assert.True(possible.Exists(bytes => IsSame(bytes, found)), $"{key} holds {found?.Length} bytes, {where}");
            }

            Assert.All(await store.KeysAsync(), key => Assert.True(_possible.ContainsKey(key), $"{key} is there, {where}"));
        }

        private static bool IsSame(byte[]? left, byte[]? right) =>
            left is null || right is null ? left == right : left.AsSpan().SequenceEqual(right);

        private static byte[] Content(ulong seed, int length) => new SeededRandom(seed).Bytes(length);

        private static async Task PutAbsentAsync(IStagingStore store, string key, byte[] bytes)
        {
            try
            {
                await store.PutAsync(key, bytes, PutCondition.Absent);
            }
            catch (StoreException e) when (e.Error is StoreError.ConditionFailed)
            {
                // A run before this one was ended when it stood already.
                await store.PutAsync(key, bytes);
            }
        }

        private static async Task ReplaceAsync(IStagingStore store, string key, byte[] bytes)
        {
            var found = await store.HeadAsync(ObjectKey.Parse(key), Deadline.Token);
            await store.PutAsync(key, bytes, PutCondition.Unchanged(found!.ETag));
        }

        private static async Task StageAsync(IStagingStore store, string key, byte[] bytes)
        {
            await using var staged = await store.StageAsync(Deadline.Token);
            await staged.WriteAsync(bytes.AsMemory(..1000), Deadline.Token);
            await staged.WriteAsync(bytes.AsMemory(1000..), Deadline.Token);
            await staged.CommitAsync(ObjectKey.Parse(key), Deadline.Token);
        }

        private static Task DeleteAsync(IStagingStore store, string key) =>
            store.DeleteAsync(ObjectKey.Parse(key), Deadline.Token);

        // Until it is acknowledged, both may be there; from then on, only the new.
        private async Task DoAsync(string key, byte[]? bytes, Func<byte[]?, Task> change)
        {
            if (!_possible.TryGetValue(key, out var possible))
            {
                _possible[key] = possible = [null];
            }

            possible.Add(bytes);
            await change(bytes);
            possible.RemoveRange(0, possible.Count - 1);
        }
    }
}
