using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Fastshot.Classic.Tests;

/// <summary>Files that the older program wrote, and the truth about them; they lie beside the checkout.</summary>
internal static class DataSet
{
    public const string Key = "dev-Schlüssel β 2026!";

    private static readonly string Folder = Path.GetFullPath(Path.Combine(RootFolder(), "../shared/data/classic-8"));

    public static JsonElement Manifest { get; } = JsonDocument.Parse(Read("manifest.json")).RootElement;

    public static string PathOf(string name) => Path.Combine(Folder, name);

    public static byte[] Read(string name) => File.ReadAllBytes(PathOf(name));

    /// <summary>All files below a folder, by their names in it.</summary>
    public static IEnumerable<string> FilesOf(string folder) => Directory
        .GetFiles(PathOf(folder), "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
        .Select(path => Path.GetRelativePath(PathOf(folder), path));

    private static string RootFolder([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../.."));
}
