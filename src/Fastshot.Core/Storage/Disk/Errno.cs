namespace Fastshot.Core.Storage.Disk;

/// <summary>The numbers by which Unix says what failed, as Linux counts them.</summary>
internal static class Errno
{
    public const int EPERM = 1;
    public const int ENOENT = 2;
    public const int EINTR = 4;
    public const int EAGAIN = 11;
    public const int EACCES = 13;
    public const int EEXIST = 17;
    public const int EXDEV = 18;
    public const int ENOTDIR = 20;
    public const int EISDIR = 21;
    public const int EINVAL = 22;
    public const int EFBIG = 27;
    public const int ENOSPC = 28;
    public const int EROFS = 30;
    public const int ENAMETOOLONG = 36;
    public const int ENOSYS = 38;
    public const int ELOOP = 40;
    public const int ENOTSUP = 95;
    public const int EDQUOT = 122;

    /// <summary>Linux's number for one of this system's.</summary>
    public static int FromSystem(int number) => OperatingSystem.IsMacOS()
        ? number switch
        {
            35 => EAGAIN,
            45 or 102 => ENOTSUP,
            62 => ELOOP,
            63 => ENAMETOOLONG,
            69 => EDQUOT,
            78 => ENOSYS,
            _ => number,
        }
        : number;
}
