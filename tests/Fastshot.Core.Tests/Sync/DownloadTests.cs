using Fastshot.Core.Library;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Testing.Sync;

namespace Fastshot.Core.Tests.Sync;

/// <summary>Archives that are fetched ahead, from a place that is fast to a disk that is slow.</summary>
public sealed class DownloadTests
{
    private readonly Meeting _meeting = new();

    [Fact]
    public async Task While_an_archive_is_made_durable_the_next_one_is_received_and_no_more_at_once_than_allowed()
    {
        var (first, second) = await _meeting.TwoAsync();
        await first.SaveAsync();
        await first.SaveAsync();
        await first.SaveAsync();
        await first.SyncAsync();
        await second.SyncAsync();
        var store = new WatchedStore(_meeting.Store);
        var disk = new SlowDisk(second.Files, () => store.SecondBegun.Task);
        using var library = await SessionLibrary.OpenOrCreateAsync(second.Parts with { Files = disk }, Deadline.Token);
        var remote = new VaultRemote(
            store, isBucket: false, library, second.Files, $"{MeetingDevice.Home}/sync-{library.Vault}.json", new SeededRandom(1), _meeting.Time);

        var sync = remote.SyncAsync(
            new SyncOptions { Download = DownloadChoice.All, TransfersMax = 1 }, progress: null, Deadline.Token);
        store.Send(); // Not before now: whoever would begin another one has done so.
        var report = await sync;

        Assert.Equal(3, report.Downloaded);
        Assert.Equal(1, store.OpenMax);
    }

    /// <summary>Knows how many archives are open at once, tells when the second one is, and sends none before it is told to.</summary>
    private sealed class WatchedStore(IObjectStore inner) : StoreDecorator(inner)
    {
        private readonly Lock _turn = new();
        private readonly TaskCompletionSource _send = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _begun;
        private int _open;

        public TaskCompletionSource SecondBegun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int OpenMax { get; private set; }

        /// <summary>Lets the bytes of archives come.</summary>
        public void Send() => _send.SetResult();

        public override async Task<StoredObject?> GetAsync(
            ObjectKey key, ByteRange? range = null, CancellationToken cancellationToken = default)
        {
            var found = await base.GetAsync(key, range, cancellationToken);
            if (found is null || !key.Value.Contains(VaultNames.SessionsPrefix, StringComparison.Ordinal))
            {
                return found;
            }

            lock (_turn)
            {
                OpenMax = Math.Max(OpenMax, ++_open);
                if (++_begun == 2)
                {
                    SecondBegun.SetResult();
                }
            }

            return new StoredObject(found.Info, new WatchedStream(found.Content, _send.Task, Close));
        }

        protected override Task<T> DoAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken) => request();

        private void Close()
        {
            lock (_turn)
            {
                _open--;
            }
        }
    }

    private sealed class WatchedStream(Stream inner, Task sent, Action close) : ReadOnlyStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await sent.WaitAsync(cancellationToken);
            return await inner.ReadAsync(buffer, cancellationToken);
        }

        public override async ValueTask DisposeAsync()
        {
            close();
            await inner.DisposeAsync();
            await base.DisposeAsync();
        }
    }

    /// <summary>Makes nothing durable before something else has happened.</summary>
    private sealed class SlowDisk(IFileSystem inner, Func<Task> before) : IFileSystem
    {
        public Task<IFile?> OpenAsync(string path, CancellationToken cancellationToken = default) => inner.OpenAsync(path, cancellationToken);

        public async Task<IFile> CreateAsync(string path, CancellationToken cancellationToken = default) =>
            new SlowFile(await inner.CreateAsync(path, cancellationToken), before);

        public Task MoveAsync(string from, string to, bool overwrite, CancellationToken cancellationToken = default) =>
            inner.MoveAsync(from, to, overwrite, cancellationToken);

        public Task DeleteAsync(string path, CancellationToken cancellationToken = default) => inner.DeleteAsync(path, cancellationToken);

        public Task CreateFolderAsync(string path, CancellationToken cancellationToken = default) => inner.CreateFolderAsync(path, cancellationToken);

        public Task SyncFolderAsync(string path, CancellationToken cancellationToken = default) => inner.SyncFolderAsync(path, cancellationToken);

        public Task<IReadOnlyList<FileEntry>?> ListAsync(string path, CancellationToken cancellationToken = default) =>
            inner.ListAsync(path, cancellationToken);

        public Task<FileEntry?> StatAsync(string path, CancellationToken cancellationToken = default) => inner.StatAsync(path, cancellationToken);

        public Task<IAsyncDisposable?> TryLockAsync(string path, CancellationToken cancellationToken = default) =>
            inner.TryLockAsync(path, cancellationToken);
    }

    private sealed class SlowFile(IFile inner, Func<Task> before) : IFile
    {
        public long Length => inner.Length;

        public DateTimeOffset Modified => inner.Modified;

        public Task<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(offset, buffer, cancellationToken);

        public int Read(long offset, Span<byte> buffer) => inner.Read(offset, buffer);

        public Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
            inner.WriteAsync(bytes, cancellationToken);

        public async Task SyncAsync(CancellationToken cancellationToken = default)
        {
            await before().WaitAsync(cancellationToken);
            await inner.SyncAsync(cancellationToken);
        }

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
