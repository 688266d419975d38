using Fastshot.Core.Runtime;
using Fastshot.Core.Storage.Folders;

namespace Fastshot.Core.Storage;

/// <summary>The objects of a store as files of a folder: a local vault, a NAS, a stick, a folder that a tool carries.</summary>
/// <remarks>
/// A put is a temporary file in <c>.fastshot-tmp/</c>, synced, renamed, and the folder synced, so that a crash leaves
/// the object whole or absent. Several processes may use one folder. <see cref="PutCondition.Absent"/> holds between
/// them (but on file systems with neither hard links nor renameat2); <see cref="PutCondition.Unchanged"/> holds within
/// one store object only, and as far as a folder's ETag tells contents apart. An object cannot have the name of a folder
/// of objects. The folder itself has to be there: it is never created.
/// </remarks>
public sealed class FolderStore : IStagingStore
{
    /// <summary>How old a temporary file is when nobody can be writing it any more.</summary>
    public static readonly TimeSpan TemporaryAgeMax = TimeSpan.FromDays(1);

    private readonly StoreFolder _folder;
    private readonly CommitPoint _point;
    private readonly IFileSystem _files;
    private readonly IRandom _random;

    /// <summary>Makes nothing: the folder is first touched by the first request.</summary>
    /// <param name="root">The absolute path of the store's folder.</param>
    /// <param name="random">Names the temporary files.</param>
    public FolderStore(IFileSystem files, string root, IRandom random)
    {
        _folder = new StoreFolder(files, Path.TrimEndingDirectorySeparator(Path.GetFullPath(root)));
        _point = new CommitPoint(_folder);
        (_files, _random) = (files, random);
    }

    public Task<ObjectInfo?> HeadAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        _point.HeadAsync(key, cancellationToken);

    public async Task<StoredObject?> GetAsync(
        ObjectKey key, ByteRange? range = null, CancellationToken cancellationToken = default)
    {
        var file = await _files.OpenAsync(_folder.PathOf(key.Value), cancellationToken).ConfigureAwait(false);
        if (file is null)
        {
            await _folder.RequireAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }

        var offset = Math.Min(range?.Offset ?? 0, file.Length);
        var length = Math.Min(range?.Length ?? long.MaxValue, file.Length - offset);
        return new StoredObject(file.ToObjectInfo(key), new FileReadStream(file, offset, length));
    }

    public async Task<ConditionalGet> GetIfChangedAsync(
        ObjectKey key, string? ifNoneMatch, CancellationToken cancellationToken = default) =>
        await ConditionalGet.OfAsync(await GetAsync(key, null, cancellationToken).ConfigureAwait(false), ifNoneMatch).ConfigureAwait(false);

    public async Task<ObjectInfo> PutAsync(
        ObjectKey key, ObjectContent content, PutCondition condition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        await _point.CheckAsync(key, condition, cancellationToken).ConfigureAwait(false);
        var file = await TemporaryFile.CreateAsync(_folder, _random, cancellationToken).ConfigureAwait(false);
        await using (file.ConfigureAwait(false))
        {
            await content.CopyToAsync(file.WriteAsync, cancellationToken).ConfigureAwait(false);
            return await file.CommitAsync(_point, key, condition, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<IStagedObject> StageAsync(CancellationToken cancellationToken = default) =>
        new StagedFile(
            await TemporaryFile.CreateAsync(_folder, _random, cancellationToken).ConfigureAwait(false), _point);

    public async Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        await _point.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        try
        {
            await _files.SyncFolderAsync(_folder.ParentOf(key), CancellationToken.None).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Error is StoreError.NoSuchPlace)
        {
            await _folder.RequireAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    public Task<ListPage> ListAsync(
        string prefix, ObjectKey? after = null, int countMax = 1000, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ListPage.ThrowIfNotCount(countMax);
        return new FolderListing(_folder, prefix, after, countMax).ReadAsync(cancellationToken);
    }

    /// <summary>Removes temporary files that a crash left more than <see cref="TemporaryAgeMax"/> ago.</summary>
    /// <returns>How many were removed.</returns>
    public async Task<int> SweepAsync(TimeProvider time, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(time);
        var oldest = time.GetUtcNow() - TemporaryAgeMax;
        var entries = await _files.ListAsync(_folder.Temporary, cancellationToken).ConfigureAwait(false) ?? [];
        var left = entries.Where(entry => !entry.IsFolder && entry.Modified < oldest).ToList();
        foreach (var entry in left)
        {
            await _files.DeleteAsync(Path.Join(_folder.Temporary, entry.Name), cancellationToken).ConfigureAwait(false);
        }

        return left.Count;
    }
}
