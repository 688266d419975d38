using Fastshot.Core.Runtime;

namespace Fastshot.Core.Storage.Folders;

/// <summary>A file under a random name, which becomes an object by being renamed, or leaves no trace.</summary>
internal sealed class TemporaryFile : IAsyncDisposable
{
    private readonly StoreFolder _folder;
    private readonly string _path;
    private readonly IFile _file;
    private bool _isMoved;

    private TemporaryFile(StoreFolder folder, string path, IFile file) => (_folder, _path, _file) = (folder, path, file);

    public static async Task<TemporaryFile> CreateAsync(
        StoreFolder folder, IRandom random, CancellationToken cancellationToken)
    {
        var path = Path.Join(folder.Temporary, random.NewName(16)); // In the store: a rename across volumes is not atomic.
        var file = await folder.InAsync(
            folder.Temporary, token => folder.Files.CreateAsync(path, token), cancellationToken).ConfigureAwait(false);
        return new TemporaryFile(folder, path, file);
    }

    public Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) =>
        _file.WriteAsync(bytes, cancellationToken);

    /// <summary>Makes the bytes durable, gives the file its key where the condition holds, and makes that durable.</summary>
    public async Task<ObjectInfo> CommitAsync(
        CommitPoint point, ObjectKey key, PutCondition condition, CancellationToken cancellationToken)
    {
        await _file.SyncAsync(cancellationToken).ConfigureAwait(false);
        await _file.DisposeAsync().ConfigureAwait(false);

        // Looked up before the rename: afterwards another writer's object may stand there.
        var entry = await _folder.Files.StatAsync(_path, cancellationToken).ConfigureAwait(false);
        var parent = _folder.ParentOf(key);
        await _folder.InAsync(
            parent,
            async token =>
            {
                await point.MoveAsync(_path, key, condition, token).ConfigureAwait(false);
                return _isMoved = true;
            },
            cancellationToken).ConfigureAwait(false);

        // The object is visible now; a cancellation would leave the caller with a wrong idea.
        await _folder.Files.SyncFolderAsync(parent, CancellationToken.None).ConfigureAwait(false);
        return entry!.ToObjectInfo(key); // It was there: otherwise the rename had failed.
    }

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync().ConfigureAwait(false);
        if (_isMoved)
        {
            return;
        }

        try
        {
            await _folder.Files.DeleteAsync(_path).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            // The failure that led here says more; the sweep finds what is left.
        }
    }
}
