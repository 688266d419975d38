using Fastshot.Core.Storage;

namespace Fastshot.Testing.Files;

/// <summary>Files in memory that forget, in a crash, what was not synced; and that can be full, read-only, or gone.</summary>
/// <remarks>
/// As on a disk, a folder is made in steps, level by level, each followed by a sync of what holds it, and a crash between
/// them may lose it. Every call is done when it returns. A crash is foreseen by
/// <see cref="StopBefore"/> (from there on every call throws <see cref="SimulatedCrashException"/>), and its possible
/// outcomes are <see cref="StatesAfterCrash"/>; looking at them changes nothing here.
/// </remarks>
public sealed class FakeFileSystem : IFileSystem
{
    private readonly Lock _turn = new();
    private readonly TimeProvider _time;
    private readonly Dictionary<string, FakeFolder> _folders;
    private readonly HashSet<string> _locks = new(StringComparer.Ordinal);
    private readonly HashSet<string> _denied = new(StringComparer.Ordinal);
    private bool _isStopped;

    public FakeFileSystem(TimeProvider time)
        : this(time, new Dictionary<string, FakeFolder>(StringComparer.Ordinal) { ["/"] = new("/", isDurable: true) })
    {
    }

    private FakeFileSystem(TimeProvider time, Dictionary<string, FakeFolder> folders) =>
        (_time, _folders) = (time, folders);

    /// <summary>How many changing operations were done: creations, writes, syncs, moves, removals.</summary>
    public int Operations { get; private set; }

    /// <summary>The number of the operation before which the process ends; null where it lives.</summary>
    public int? StopBefore { get; set; }

    /// <summary>How many bytes all files together may have; null for any number.</summary>
    public long? CapacityBytes { get; set; }

    /// <summary>How many bytes all files together have.</summary>
    public long UsedBytes
    {
        get
        {
            lock (_turn)
            {
                return _folders.Values.SelectMany(folder => folder.Visible.Values).Distinct().Sum(file => (long)file.Length);
            }
        }
    }

    public bool IsReadOnly { get; set; }

    /// <summary>Waits before each call, where others may run; null where each is done at once.</summary>
    public Func<Task>? Turn { get; set; }

    /// <summary>Takes away the permission for everything in a folder and below it.</summary>
    public void Deny(string folder) => _denied.Add(folder);

    public void Allow(string folder) => _denied.Remove(folder);

    /// <summary>Takes a folder away with all that it holds, as when a stick is pulled out.</summary>
    public void RemoveFolder(string path)
    {
        lock (_turn)
        {
            foreach (var folder in _folders.Keys.Where(folder => IsWithin(folder, path)).ToList())
            {
                _folders.Remove(folder);
            }
        }
    }

    /// <summary>The next process comes after one that was ended: the disk is as that one left it, synced or not.</summary>
    public void Restart()
    {
        lock (_turn)
        {
            (_isStopped, StopBefore) = (false, null);
            _locks.Clear();
        }
    }

    /// <summary>What the disk may hold after a crash now: all states where they are few, else so many of them.</summary>
    public IEnumerable<FakeFileSystem> StatesAfterCrash(int countMax = 256)
    {
        lock (_turn)
        {
            var choices = new CrashChoices(_folders);
            return
            [
                .. choices.Enumerate(countMax).Select(choice => new FakeFileSystem(_time, choices.Apply(choice))),
            ];
        }
    }

    /// <summary>One state that the disk may have after a crash now, by lot.</summary>
    public FakeFileSystem Crash(SeededRandom random)
    {
        lock (_turn)
        {
            var choices = new CrashChoices(_folders);
            return new FakeFileSystem(_time, choices.Apply(choices.Draw(random)));
        }
    }

    public Task<IFile?> OpenAsync(string path, CancellationToken cancellationToken = default) =>
        LookAsync<IFile?>(path, () => Find(path) is { } file ? new OpenFakeFile(this, file, path) : null, cancellationToken);

    public Task<IFile> CreateAsync(string path, CancellationToken cancellationToken = default) =>
        ChangeAsync<IFile>(
            path,
            () =>
            {
                RequireFree(path);
                var file = new FakeFile([], 0, _time.GetUtcNow());
                FolderOf(path).Set(NameOf(path), file);
                return new OpenFakeFile(this, file, path);
            },
            cancellationToken);

    public Task MoveAsync(string from, string to, bool overwrite, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            to,
            () =>
            {
                var file = Find(from) ?? throw Failure(StoreError.NoSuchPlace, from, "is not there");
                if (!overwrite)
                {
                    RequireFree(to);
                }

                if (_folders.ContainsKey(to))
                {
                    throw Failure(StoreError.Broken, to, "is a folder");
                }

                FolderOf(to).Set(NameOf(to), file);
                FolderOf(from).Set(NameOf(from), null);
                return true;
            },
            cancellationToken);

    public Task DeleteAsync(string path, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            path,
            () =>
            {
                var isThere = Find(path) is not null;
                if (isThere)
                {
                    FolderOf(path).Set(NameOf(path), null);
                }

                return isThere;
            },
            cancellationToken);

    public async Task CreateFolderAsync(string path, CancellationToken cancellationToken = default)
    {
        if (FakeFolder.ParentOf(path) is not { } parent)
        {
            return;
        }

        if (!_folders.ContainsKey(path))
        {
            await CreateFolderAsync(parent, cancellationToken);
            await ChangeAsync(path, () => TryMake(path), cancellationToken);
        }

        await SyncFolderAsync(parent, cancellationToken);
    }

    public Task SyncFolderAsync(string path, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            path,
            () =>
            {
                (_folders.GetValueOrDefault(path) ?? throw Failure(StoreError.NoSuchPlace, path, "is not there")).Sync();
                foreach (var folder in _folders.Values.Where(folder => folder.Parent == path))
                {
                    folder.IsDurable = true;
                }

                return true;
            },
            cancellationToken);

    public Task<IReadOnlyList<FileEntry>?> ListAsync(string path, CancellationToken cancellationToken = default) =>
        LookAsync<IReadOnlyList<FileEntry>?>(path, () => List(path), cancellationToken);

    public Task<FileEntry?> StatAsync(string path, CancellationToken cancellationToken = default) =>
        LookAsync(
            path,
            () => _folders.ContainsKey(path) ? FolderEntry(path)
                : Find(path) is { } file ? Entry(NameOf(path), file)
                : null,
            cancellationToken);

    /// <summary>Whether everybody gets every lock, as at some network shares.</summary>
    public bool LocksLie { get; set; }

    public Task<IAsyncDisposable?> TryLockAsync(string path, CancellationToken cancellationToken = default) =>
        ChangeAsync<IAsyncDisposable?>(
            path,
            () =>
            {
                if (Find(path) is null)
                {
                    FolderOf(path).Set(NameOf(path), new FakeFile([], 0, _time.GetUtcNow()));
                }

                return _locks.Add(path) || LocksLie ? new FakeLock(this, path) : null;
            },
            cancellationToken);

    /// <summary>Counts an operation, ends the process where that was foreseen, and does it.</summary>
    internal Task<T> ChangeAsync<T>(string path, Func<T> work, CancellationToken cancellationToken) =>
        LookAsync(
            path,
            () =>
            {
                if (Operations == StopBefore)
                {
                    _isStopped = true;
                    throw new SimulatedCrashException();
                }

                Operations++;
                return IsReadOnly ? throw Failure(StoreError.Denied, path, "is read-only") : work();
            },
            cancellationToken);

    internal Task<T> LookAsync<T>(string path, Func<T> work, CancellationToken cancellationToken) =>
        Turn is null ? Look(path, work, cancellationToken) : LookInTurnAsync(path, work, Turn, cancellationToken);

    private async Task<T> LookInTurnAsync<T>(string path, Func<T> work, Func<Task> turn, CancellationToken cancellationToken)
    {
        await turn();
        return await Look(path, work, cancellationToken);
    }

    private Task<T> Look<T>(string path, Func<T> work, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        try
        {
            lock (_turn)
            {
                if (_isStopped)
                {
                    throw new SimulatedCrashException();
                }

                return _denied.Count > 0 && _denied.Any(folder => IsWithin(path, folder))
                    ? throw Failure(StoreError.Denied, path, "may not be used")
                    : Task.FromResult(work());
            }
        }
        catch (Exception e) when (e is StoreException or SimulatedCrashException)
        {
            return Task.FromException<T>(e);
        }
    }

    /// <summary>Appends as many bytes as there is space for, and fails where that is not all of them.</summary>
    internal void Append(FakeFile file, ReadOnlySpan<byte> bytes, string path)
    {
        var used = CapacityBytes is null ? 0 : UsedBytes;
        var count = (int)Math.Min(bytes.Length, Math.Max(0, (CapacityBytes ?? long.MaxValue) - used));
        file.Append(bytes[..count], _time.GetUtcNow());
        if (count < bytes.Length)
        {
            throw Failure(StoreError.Full, path, "does not fit: the disk is full");
        }
    }

    internal static bool IsWithin(string path, string folder) =>
        path == folder || path.StartsWith(folder.TrimEnd('/') + '/', StringComparison.Ordinal);

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static FileEntry Entry(string name, FakeFile file) => new(name, IsFolder: false, file.Length, file.Modified);

    private static FileEntry FolderEntry(string path) => new(NameOf(path), IsFolder: true, 0, DateTimeOffset.UnixEpoch);

    private static StoreException Failure(StoreError error, string path, string what) => new(error, $"'{path}' {what}.");

    private List<FileEntry>? List(string path) => _folders.TryGetValue(path, out var folder)
        ?
        [
            .. folder.Visible.Select(name => Entry(name.Key, name.Value)),
            .. _folders.Where(other => other.Value.Parent == path).Select(other => FolderEntry(other.Key)),
        ]
        : null;

    private bool TryMake(string path) =>
        Find(path) is null
            ? _folders.TryAdd(path, new FakeFolder(path, isDurable: false))
            : throw Failure(StoreError.Broken, path, "is a file");

    private FakeFile? Find(string path) =>
        _folders.GetValueOrDefault(FakeFolder.ParentOf(path) ?? "")?.Visible.GetValueOrDefault(NameOf(path));

    private FakeFolder FolderOf(string path) =>
        _folders.GetValueOrDefault(FakeFolder.ParentOf(path) ?? "")
        ?? throw Failure(StoreError.NoSuchPlace, path, "lies in no folder that is there");

    private void RequireFree(string path)
    {
        if (Find(path) is not null || _folders.ContainsKey(path))
        {
            throw Failure(StoreError.ConditionFailed, path, "is there already");
        }
    }

    private sealed class FakeLock(FakeFileSystem files, string path) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            lock (files._turn)
            {
                files._locks.Remove(path);
            }

            return ValueTask.CompletedTask;
        }
    }
}
