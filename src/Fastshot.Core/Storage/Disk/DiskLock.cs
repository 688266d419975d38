using Microsoft.Win32.SafeHandles;

namespace Fastshot.Core.Storage.Disk;

/// <summary>An open file that nobody else can lock, on Unix by flock(2); the file stays when the lock is given back.</summary>
internal sealed class DiskLock : IAsyncDisposable
{
    private readonly SafeFileHandle _file;

    private DiskLock(SafeFileHandle file) => _file = file;

    /// <summary>Takes the lock without waiting, or returns null where somebody has it.</summary>
    public static DiskLock? TryTake(string path)
    {
        SafeFileHandle file;
        try
        {
            file = DiskFileSystem.OpenNew(path, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException e) when (DiskError.IsSharing(e))
        {
            return null;
        }

        // FileShare.None has locked it already, but passes over file systems that refuse; those must be heard of.
        if (!OperatingSystem.IsWindows() && !IsLocked(file))
        {
            return null;
        }

        return new DiskLock(file);
    }

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static bool IsLocked(SafeFileHandle file)
    {
        var isLocked = false;
        try
        {
            isLocked = Posix.TryLock(file);
            return isLocked;
        }
        finally
        {
            if (!isLocked)
            {
                file.Dispose();
            }
        }
    }
}
