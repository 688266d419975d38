namespace Fastshot.Core.Storage.Folders;

/// <summary>The folder of a store: where each key lies, and which sub-folders are known to stand durably.</summary>
/// <remarks>
/// The folder itself is never made here: where it vanished (a stick that was pulled out), what lies under its path
/// would be something else.
/// </remarks>
internal sealed class StoreFolder(IFileSystem files, string root)
{
    private const int KnownMax = 4096;

    private readonly Lock _turn = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public IFileSystem Files => files;

    public string Temporary => Path.Join(root, ".fastshot-tmp");

    /// <summary>The path of a key, or of a folder of keys; that of an empty name is the store's own.</summary>
    public string PathOf(string name) =>
        name.Length == 0 ? root : Path.Join(root, name.Replace('/', Path.DirectorySeparatorChar));

    public string ParentOf(ObjectKey key) => Path.GetDirectoryName(PathOf(key.Value))!;

    /// <summary>Tells a store without the object from a store that is gone.</summary>
    public async Task RequireAsync(CancellationToken cancellationToken)
    {
        if (await files.StatAsync(root, cancellationToken).ConfigureAwait(false) is not { IsFolder: true })
        {
            Forget();
            throw new StoreException(
                StoreError.NoSuchPlace,
                $"'{root}' is not there; check that the disk is connected and the path is right.");
        }
    }

    /// <summary>Makes a folder within the store, level by level, so that each name is durable before it is relied on.</summary>
    public async Task EnsureAsync(string folder, CancellationToken cancellationToken)
    {
        if (folder.Length <= root.Length || IsKnown(folder))
        {
            return;
        }

        await EnsureAsync(Path.GetDirectoryName(folder)!, cancellationToken).ConfigureAwait(false);
        await RequireAsync(cancellationToken).ConfigureAwait(false);
        await files.CreateFolderAsync(folder, cancellationToken).ConfigureAwait(false);
        lock (_turn)
        {
            if (_known.Count >= KnownMax)
            {
                _known.Clear();
            }

            _known.Add(folder);
        }
    }

    /// <summary>
    /// Does what needs a folder; once more where the folder turned out to be gone although the store still stands, as
    /// sync tools remove empty folders.
    /// </summary>
    public async Task<T> InAsync<T>(
        string folder, Func<CancellationToken, Task<T>> action, CancellationToken cancellationToken)
    {
        for (var isFirst = true; ; isFirst = false)
        {
            await EnsureAsync(folder, cancellationToken).ConfigureAwait(false);
            try
            {
                return await action(cancellationToken).ConfigureAwait(false);
            }
            catch (StoreException e) when (e.Error is StoreError.NoSuchPlace)
            {
                Forget();
                await RequireAsync(cancellationToken).ConfigureAwait(false);
                if (!isFirst)
                {
                    throw new StoreException(
                        StoreError.Unavailable,
                        $"Another program removes files below '{folder}' while they are written; try again.",
                        e);
                }
            }
        }
    }

    private bool IsKnown(string folder)
    {
        lock (_turn)
        {
            return _known.Contains(folder);
        }
    }

    private void Forget()
    {
        lock (_turn)
        {
            _known.Clear();
        }
    }
}
