using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Disk;
using Fastshot.Testing.Stores;

namespace Fastshot.Core.Tests.Storage;

public sealed class FolderStoreOnDiskTests : StagingStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sixteen_stores_on_one_folder_agree_who_was_first()
    {
        var stores = Enumerable.Range(0, 16).Select(i => Open(seed: (ulong)i)).ToList();

        var wins = await Task.WhenAll(stores.Select((store, i) => Task.Run(() => TryPutAsync(store, i + 1))));

        var winner = Assert.Single(wins, length => length > 0);
        Assert.Equal(new byte[winner], await stores[0].ReadAsync("a/x"));

        static async Task<int> TryPutAsync(FolderStore store, int length)
        {
            try
            {
                await store.PutAsync("a/x", new byte[length], PutCondition.Absent);
                return length;
            }
            catch (StoreException e) when (e.Error is StoreError.ConditionFailed)
            {
                return 0;
            }
        }
    }

    [Fact]
    public async Task Files_and_folders_are_for_their_owner_only()
    {
        await Open().PutAsync("a/x", new byte[1]);

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(Path.Join(_folder.Path, "a", "x")).UnixFileMode);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            new FileInfo(Path.Join(_folder.Path, "a")).UnixFileMode);
    }

    protected override Task<IStagingStore> CreateStagingStoreAsync() => Task.FromResult<IStagingStore>(Open());

    private FolderStore Open(ulong seed = 99) =>
        new(DiskFileSystem.Instance, _folder.Path, new SeededRandom(seed));
}
