using System.Runtime.InteropServices;

namespace Fastshot.Core.Storage.Disk;

/// <summary>Turns what the framework throws for a file into the one exception of stores.</summary>
internal static class DiskError
{
    // Windows: HRESULT_FROM_WIN32 of the error.
    private const int WindowsError = unchecked((int)0x80070000);

    /// <summary>Whether the exception speaks about the file, and not about a bug.</summary>
    public static bool IsExpected(Exception e) =>
        e is UnauthorizedAccessException or (IOException and not StoreException);

    /// <summary>Whether another opening of the file keeps this one out.</summary>
    public static bool IsSharing(IOException e) => ErrnoOf(e) is Errno.EAGAIN;

    /// <summary>Whether a permission is missing.</summary>
    public static bool IsDenied(Exception e) => IsExpected(e) && KindOf(e) is StoreError.Denied;

    public static StoreException From(Exception e, string path)
    {
        var error = KindOf(e);
        var hint = error switch
        {
            StoreError.Full => "the disk is full or the quota is used up; free some space and try again",
            StoreError.Denied => "permission was denied; check the owner, the mode, and that it is not mounted read-only",
            StoreError.NoSuchPlace => "the folder is not there; check that the disk is connected and the path is right",
            StoreError.ConditionFailed => "a file of this name is there already",
            StoreError.Unsupported => "the file system cannot do what was asked; use another volume",
            StoreError.Broken => "the path cannot be used; check for a file in place of a folder, or a name that is too long",
            _ => "the disk did not answer as it should; check that it is connected, and try again",
        };
        return new StoreException(error, $"'{path}': {hint} ({ReasonOf(e)}).", e);
    }

    private static StoreError KindOf(Exception e) => e switch
    {
        UnauthorizedAccessException => StoreError.Denied,
        DirectoryNotFoundException or FileNotFoundException or DriveNotFoundException => StoreError.NoSuchPlace,
        PathTooLongException => StoreError.Broken,
        _ => ErrnoOf(e) switch
        {
            Errno.ENOSPC or Errno.EDQUOT => StoreError.Full,
            Errno.EACCES or Errno.EPERM or Errno.EROFS => StoreError.Denied,
            Errno.ENOENT => StoreError.NoSuchPlace,
            Errno.EEXIST => StoreError.ConditionFailed,
            Errno.EXDEV or Errno.ENOSYS or Errno.ENOTSUP or Errno.EINVAL or Errno.EFBIG => StoreError.Unsupported,
            Errno.ENOTDIR or Errno.EISDIR or Errno.ENAMETOOLONG or Errno.ELOOP => StoreError.Broken,
            _ => StoreError.Unavailable,
        },
    };

    private static int ErrnoOf(Exception e) => OperatingSystem.IsWindows()
        ? unchecked(e.HResult - WindowsError) switch
        {
            39 or 112 or 1295 => Errno.ENOSPC, // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL, ERROR_DISK_QUOTA_EXCEEDED
            5 or 19 => Errno.EACCES, // ERROR_ACCESS_DENIED, ERROR_WRITE_PROTECT
            80 or 183 => Errno.EEXIST, // ERROR_FILE_EXISTS, ERROR_ALREADY_EXISTS
            32 or 33 => Errno.EAGAIN, // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
            17 => Errno.EXDEV, // ERROR_NOT_SAME_DEVICE
            267 => Errno.ENOTDIR, // ERROR_DIRECTORY
            _ => 0,
        }
        : Errno.FromSystem(e.HResult);

    // The framework's own messages may be stripped from the program; the system's are always there.
    private static string ReasonOf(Exception e) =>
        (e is UnauthorizedAccessException ? e.InnerException ?? e : e).HResult is > 0 and var number
            ? Marshal.GetPInvokeErrorMessage(number)
            : e.GetType().Name;
}
