using System.Runtime.CompilerServices;

namespace Fastshot.Testing;

/// <summary>The folder of this repository, for tests that look at its sources and documents.</summary>
public static class Repository
{
    // What builds and tools make; nothing in there is ours.
    private static readonly string[] Made = [".git", "artifacts", "bin", "obj", "node_modules"];

    public static string Root { get; } = FindRoot();

    /// <summary>The absolute path of something in the repository.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>All files below a folder, as paths relative to the repository with slashes, in order.</summary>
    public static IReadOnlyList<string> Files(string folder = "") =>
        [.. Walk(PathOf(folder))
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder).Concat(
            Directory.EnumerateDirectories(folder)
                .Where(inner => !Made.Contains(Path.GetFileName(inner)))
                .SelectMany(Walk));

    private static string FindRoot([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../.."));
}
