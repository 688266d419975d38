using System.Diagnostics.CodeAnalysis;
using Fastshot.Classic.Format;
using Fastshot.Core.Storage;

namespace Fastshot.Classic.Cache;

/// <summary>The files of the older program's cache below a home: its list, its indexes, and its copies of sessions.</summary>
internal sealed class ClassicCacheFiles(IFileSystem files, string home)
{
    public const string Lock = ".fastshot/cache_lock";

    /// <summary>Below the home, with slashes: the names under which findings speak of them.</summary>
    public const string Overall = Folder + "overall_meta.json";
    public const string Info = Folder + "cache_info.json";
    public const string Indexes = Folder + "meta_indexes/";
    public const string Copies = "fastshot_sessions/";

    private const string Folder = ".fastshot/meta_cache/";
    private const string IndexExtension = ".meta.json";

    /// <summary>Whether the older program has a cache there.</summary>
    public async Task<bool> AreThereAsync(CancellationToken cancellationToken) =>
        await files.StatAsync(PathOf(Folder.TrimEnd('/')), cancellationToken).ConfigureAwait(false) is { IsFolder: true };

    public string PathOf(string name) => Path.Combine([home, .. name.Split('/')]);

    /// <summary>The names of all indexes.</summary>
    public Task<IReadOnlyList<string>> ListIndexesAsync(CancellationToken cancellationToken) => ListAsync(Indexes, IndexExtension, cancellationToken);

    /// <summary>The names of all copies of sessions.</summary>
    public Task<IReadOnlyList<string>> ListCopiesAsync(CancellationToken cancellationToken) =>
        ListAsync(Copies, ClassicNames.Extension, cancellationToken);

    /// <summary>The file name of the session of an index, where there is a copy of it.</summary>
    public async Task<string?> FileOfAsync(string index, CancellationToken cancellationToken) =>
        (await ListCopiesAsync(cancellationToken).ConfigureAwait(false)).Select(copy => copy[Copies.Length..])
            .FirstOrDefault(file => ClassicNames.TrySession(file, out _) && IndexOf(file) == index);

    /// <summary>A file of at most so many bytes; null where it is not there, or longer.</summary>
    public async Task<byte[]?> ReadAsync(string name, int bytesMax, CancellationToken cancellationToken)
    {
        try
        {
            return await files.ReadSmallAsync(PathOf(name), bytesMax, cancellationToken).ConfigureAwait(false);
        }
        catch (StoreException e) when (e.Error is StoreError.Broken)
        {
            return null;
        }
    }

    /// <summary>The index that lies under a name, for the session that it names itself.</summary>
    public static bool TryRead(
        byte[] bytes, string name, [NotNullWhen(true)] out ClassicIndex? index, [NotNullWhen(false)] out string? reason)
    {
        index = null;
        var file = FileNameIn(bytes);
        if (file is null || !ClassicNames.TrySession(file, out _) || ClassicNames.Index(file).Value[ClassicNames.IndexesPrefix.Length..] != name[Indexes.Length..])
        {
            // What it says of itself, where it can be read, before what is wrong with its name.
            reason = ClassicIndexReader.TryRead(bytes, file ?? "", isCached: true, out _, out var broken) ? ClassicIndexReader.NamesAnother : broken;
            return false;
        }

        return ClassicIndexReader.TryRead(bytes, file, isCached: true, out index, out reason);
    }

    /// <summary>The name of the index of a session.</summary>
    public static string IndexOf(string file) => Indexes + ClassicNames.Index(file).Value[ClassicNames.IndexesPrefix.Length..];

    private static string? FileNameIn(byte[] bytes) =>
        JsonMembers.TryRead(bytes, root => (root.TextOf("filename"), "names no session"), out var file, out _) ? file : null;

    private async Task<IReadOnlyList<string>> ListAsync(string folder, string extension, CancellationToken cancellationToken) =>
    [
        .. (await files.ListAsync(PathOf(folder.TrimEnd('/')), cancellationToken).ConfigureAwait(false) ?? [])
            .Where(entry => !entry.IsFolder && entry.Name.EndsWith(extension, StringComparison.Ordinal))
            .Select(entry => folder + entry.Name)
            .Order(StringComparer.Ordinal),
    ];
}
