using System.IO.Enumeration;
using Microsoft.Win32.SafeHandles;

namespace Fastshot.Core.Storage.Disk;

/// <summary>The disk of this computer.</summary>
/// <remarks>
/// On Unix files are created with mode 0600 and folders with 0700. What waits for the device (syncing, long reads and
/// writes) runs on the thread pool; the rest is done when the call returns. On Windows folders need no syncing.
/// </remarks>
public sealed class DiskFileSystem : IFileSystem
{
    private const UnixFileMode FileMode600 = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode FolderMode700 = FileMode600 | UnixFileMode.UserExecute;
    private const FileShare ShareAll = FileShare.ReadWrite | FileShare.Delete;

    private static readonly EnumerationOptions EveryEntry = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
        RecurseSubdirectories = false,
    };

    private DiskFileSystem()
    {
    }

    public static DiskFileSystem Instance { get; } = new();

    public Task<IFile?> OpenAsync(string path, CancellationToken cancellationToken = default) =>
        DoAsync<IFile?>(path, () => Open(path), isSlow: false, cancellationToken);

    public Task<IFile> CreateAsync(string path, CancellationToken cancellationToken = default) =>
        DoAsync<IFile>(path, () => new DiskFile(OpenNew(path, FileMode.CreateNew, ShareAll), path), isSlow: false, cancellationToken);

    public Task MoveAsync(string from, string to, bool overwrite, CancellationToken cancellationToken = default) =>
        DoAsync(to, () => Move(from, to, overwrite), isSlow: false, cancellationToken);

    public Task DeleteAsync(string path, CancellationToken cancellationToken = default) =>
        DoAsync(path, () => Delete(path), isSlow: false, cancellationToken);

    public Task CreateFolderAsync(string path, CancellationToken cancellationToken = default) =>
        DoAsync(path, () => CreateFolder(Path.TrimEndingDirectorySeparator(path)), isSlow: true, cancellationToken);

    public Task SyncFolderAsync(string path, CancellationToken cancellationToken = default) =>
        DoAsync(path, () => SyncFolder(path), isSlow: true, cancellationToken);

    public Task<IReadOnlyList<FileEntry>?> ListAsync(string path, CancellationToken cancellationToken = default) =>
        DoAsync<IReadOnlyList<FileEntry>?>(path, () => List(path, cancellationToken), isSlow: false, cancellationToken);

    public Task<FileEntry?> StatAsync(string path, CancellationToken cancellationToken = default) =>
        DoAsync(path, () => Stat(path), isSlow: false, cancellationToken);

    public Task<IAsyncDisposable?> TryLockAsync(string path, CancellationToken cancellationToken = default) =>
        DoAsync<IAsyncDisposable?>(path, () => DiskLock.TryTake(path), isSlow: false, cancellationToken);

    /// <summary>Does the work here or, if it is slow, on the thread pool; its failures become those of stores.</summary>
    internal static Task<T> DoAsync<T>(string path, Func<T> work, bool isSlow, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        if (isSlow)
        {
            return Task.Run(Do, cancellationToken);
        }

        try
        {
            return Task.FromResult(Do());
        }
        catch (StoreException e)
        {
            return Task.FromException<T>(e);
        }
        catch (OperationCanceledException)
        {
            return Task.FromCanceled<T>(cancellationToken);
        }

        T Do()
        {
            try
            {
                return work();
            }
            catch (Exception e) when (DiskError.IsExpected(e))
            {
                throw DiskError.From(e, path);
            }
        }
    }

    internal static SafeFileHandle OpenNew(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = mode is FileMode.CreateNew ? FileAccess.Write : FileAccess.ReadWrite,
            Share = share,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = FileMode600;
        }

        // Only a stream takes the mode. Its handle is kept, the stream is not: it holds nothing of its own.
        return new FileStream(path, options).SafeFileHandle;
    }

    private static DiskFile? Open(string path)
    {
        // Asked first, because an exception, which a missing file is otherwise, takes milliseconds when it is the first.
        if (!Exists(new FileInfo(path)))
        {
            return null;
        }

        try
        {
            return new DiskFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, ShareAll), path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            return null;
        }
    }

    private static bool Move(string from, string to, bool overwrite)
    {
        if (OperatingSystem.IsWindows())
        {
            File.Move(from, to, overwrite);
        }
        else if (overwrite)
        {
            Posix.Replace(from, to); // File.Move would copy to another volume, which is not atomic.
        }
        else
        {
            Posix.MoveToFree(from, to);
        }

        return true;
    }

    private static bool Delete(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            return false;
        }
    }

    private static bool CreateFolder(string path)
    {
        var parent = Path.GetDirectoryName(path);
        if (parent is null)
        {
            return false; // The root of a volume.
        }

        // Above a new folder those that stand are synced as well: who made them may have been killed before it did so.
        var isThere = Directory.Exists(path);
        if (!isThere)
        {
            CreateFolder(parent);
        }

        if (File.Exists(path))
        {
            throw new StoreException(StoreError.Broken, $"'{path}' is a file where a folder is needed; move it away.");
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return true;
        }

        // Synced even when it stands: another process may have made it a moment ago.
        Directory.CreateDirectory(path, FolderMode700);
        try
        {
            return SyncFolder(parent);
        }
        catch (Exception e) when (isThere && DiskError.IsDenied(e))
        {
            return false; // A folder that may be entered and not read, such as that of all homes: others make what is in it.
        }
    }

    private static bool SyncFolder(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            Posix.SyncFolder(path);
        }

        return true;
    }

    private static List<FileEntry>? List(string path, CancellationToken cancellationToken)
    {
        if (!Exists(new FileInfo(path))) // Asked first, as in Open.
        {
            return null;
        }

        try
        {
            var entries = new List<FileEntry>();
            foreach (var name in new FileSystemEnumerable<string>(path, (ref entry) => entry.FileName.ToString(), EveryEntry))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Stat(Path.Join(path, name)) is { } entry)
                {
                    entries.Add(entry);
                }
            }

            return entries;
        }
        catch (DirectoryNotFoundException)
        {
            return null;
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private static FileEntry? Stat(string path)
    {
        // The type does not matter: a folder shows itself by its attributes.
        var info = new FileInfo(path);
        if (Exists(info) && info.Attributes.HasFlag(FileAttributes.ReparsePoint)
            && info.ResolveLinkTarget(returnFinalTarget: true) is { } target)
        {
            info = new FileInfo(target.FullName);
        }

        if (!Exists(info))
        {
            return null;
        }

        var isFolder = info.Attributes.HasFlag(FileAttributes.Directory);
        return new FileEntry(Path.GetFileName(path), isFolder, isFolder ? 0 : info.Length, new(info.LastWriteTimeUtc));
    }

    // FileInfo.Exists is false for a folder, and for what may not be seen; the attributes tell and throw.
    private static bool Exists(FileInfo info) => info.Attributes is not (FileAttributes)(-1);
}
