using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Fastshot.Core.Storage.Disk;

/// <summary>The system calls that durable files need and the framework does not offer (POSIX.1-2017; renameat2: Linux).</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class Posix
{
    private const int ReadOnly = 0;
    private const int CurrentFolder = -100;
    private const uint NoReplace = 1;
    private const int ExclusiveWithoutWaiting = 2 | 4;

    /// <summary>Makes the names in a folder durable; a file system that cannot (some network shares) is left alone.</summary>
    public static void SyncFolder(string path)
    {
        var closeOnExec = OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;
        var folder = -1;
        Check(() => folder = Open(path, ReadOnly | closeOnExec));
        try
        {
            if (Try(() => FSync(folder)) is var error and not (0 or Errno.EINVAL or Errno.ENOTSUP))
            {
                throw Failure(error);
            }
        }
        finally
        {
            _ = Close(folder);
        }
    }

    /// <summary>Renames, over what stands there.</summary>
    public static void Replace(string from, string to) => Check(() => Rename(from, to));

    /// <summary>Renames where nothing stands, atomically on every file system that has links or renameat2.</summary>
    public static void MoveToFree(string from, string to)
    {
        var error = OperatingSystem.IsLinux() ? TryRenameToFree(from, to) : Errno.ENOSYS;
        if (error is Errno.EINVAL or Errno.ENOSYS or Errno.ENOTSUP)
        {
            error = Try(() => Link(from, to));
            if (error is 0)
            {
                Check(() => Unlink(from));
            }
        }

        if (error is Errno.EPERM or Errno.ENOTSUP or Errno.ENOSYS or Errno.EINVAL)
        {
            // Neither exists there: two processes may both find the name free, and the later one replaces.
            error = Path.Exists(to) ? Errno.EEXIST : Try(() => Rename(from, to));
        }

        if (error is not 0)
        {
            throw Failure(error);
        }
    }

    /// <summary>Locks an open file against every other opening of it, or returns false where it is locked.</summary>
    public static bool TryLock(SafeHandle file)
    {
        var error = Try(() => FLock(file, ExclusiveWithoutWaiting));
        return error switch
        {
            0 => true,
            Errno.EAGAIN => false,
            _ => throw Failure(error),
        };
    }

    private static int TryRenameToFree(string from, string to)
    {
        try
        {
            return Try(() => RenameAt2(CurrentFolder, from, CurrentFolder, to, NoReplace));
        }
        catch (EntryPointNotFoundException)
        {
            return Errno.ENOSYS; // A C library without it.
        }
    }

    private static void Check(Func<int> call)
    {
        if (Try(call) is var error and not 0)
        {
            throw Failure(error);
        }
    }

    /// <summary>Calls until no signal interrupts, and returns the error's number, or 0.</summary>
    private static int Try(Func<int> call)
    {
        var error = 0;
        do
        {
            error = call() >= 0 ? 0 : Errno.FromSystem(Marshal.GetLastPInvokeError());
        }
        while (error is Errno.EINTR);

        return error;
    }

    // As the framework does it: the number stands in HResult.
    private static IOException Failure(int error) => new(Marshal.GetPInvokeErrorMessage(error), error);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int file);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameAt2(int fromFolder, string from, int toFolder, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);

    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unlink(string path);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int FLock(SafeHandle file, int operation);
}
