using System.Globalization;

namespace Fastshot.Core.Storage.Folders;

/// <summary>The ETag of a file: its length and the time of its last write.</summary>
/// <remarks>
/// Two contents of one length, written within one tick of the file system's clock (some milliseconds, two seconds on
/// FAT), have the same. Nothing that a vault relies on compares the ETags of a folder.
/// </remarks>
internal static class FolderETag
{
    public static string Of(long length, DateTimeOffset modified) =>
        string.Create(CultureInfo.InvariantCulture, $"{length:x}-{modified.UtcTicks:x}");

    public static ObjectInfo ToObjectInfo(this FileEntry entry, ObjectKey key) =>
        new(key, entry.Length, Of(entry.Length, entry.Modified), entry.Modified);

    public static ObjectInfo ToObjectInfo(this IFile file, ObjectKey key) =>
        new(key, file.Length, Of(file.Length, file.Modified), file.Modified);
}
