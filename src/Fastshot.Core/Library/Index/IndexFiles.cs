using System.Globalization;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Library.Index;

/// <summary>The files of an index that does not open: moved aside, so that it can be made again and still be looked at.</summary>
public static class IndexFiles
{
    /// <summary>How many damaged indexes are kept.</summary>
    public const int KeptMax = 2;

    private const string LogEnding = "-wal";
    private const string MemoryEnding = "-shm";

    /// <summary>
    /// Renames <c>index.db</c> to <c>index.damaged-N.db</c>, with its log, where N counts up; the oldest are removed. It
    /// returns the new path, or null where there was no file. Nobody may have the index open in this process.
    /// </summary>
    /// <param name="path">Absolute.</param>
    public static async Task<string?> MoveAsideAsync(
        IFileSystem files, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentException.ThrowIfNullOrEmpty(path);
        var folder = Path.GetDirectoryName(path) ?? throw new ArgumentException("It has no folder.", nameof(path));
        var name = Path.GetFileName(path);
        var listed = await files.ListAsync(folder, cancellationToken).ConfigureAwait(false) ?? [];
        var names = listed.Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        if (!names.Contains(name))
        {
            return null;
        }

        var kept = names.Select(one => NumberOf(one, name)).OfType<int>().Order().ToList();
        var aside = AsidePath(kept.LastOrDefault() + 1);
        // The file goes first: a log that is left without its file is dropped by SQLite, a file without its log is older.
        await files.MoveAsync(path, aside, overwrite: true, cancellationToken).ConfigureAwait(false);
        if (names.Contains(name + LogEnding))
        {
            await files.MoveAsync(path + LogEnding, aside + LogEnding, overwrite: true, cancellationToken).ConfigureAwait(false);
        }

        await files.DeleteAsync(path + MemoryEnding, cancellationToken).ConfigureAwait(false);
        foreach (var number in kept.SkipLast(KeptMax - 1))
        {
            await files.DeleteAsync(AsidePath(number), cancellationToken).ConfigureAwait(false);
            await files.DeleteAsync(AsidePath(number) + LogEnding, cancellationToken).ConfigureAwait(false);
        }

        return aside;

        string AsidePath(int number) => Path.Combine(folder, $"{Start(name)}{number}{Path.GetExtension(name)}");
    }

    private static string Start(string name) => $"{Path.GetFileNameWithoutExtension(name)}.damaged-";

    private static int? NumberOf(string candidate, string name)
    {
        var (start, end) = (Start(name), Path.GetExtension(name));
        return candidate.StartsWith(start, StringComparison.Ordinal)
            && candidate.EndsWith(end, StringComparison.Ordinal)
            && candidate.Length > start.Length + end.Length
            && int.TryParse(
                candidate.AsSpan(start.Length, candidate.Length - start.Length - end.Length),
                NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number < int.MaxValue
                ? number
                : null;
    }
}
