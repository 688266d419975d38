using System.Runtime.CompilerServices;

namespace Fastshot.Core.Tests.Imaging;

/// <summary>Small image files that other programs made (libvips; PngSuite by Willem van Schaik).</summary>
internal static class Samples
{
    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder())
        .Select(path => Path.GetFileName(path)!)
        .Order(StringComparer.Ordinal);

    public static string[] OfPngSuite =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Folder(), "PngSuite"), "*.png")
            .Select(path => $"PngSuite/{Path.GetFileName(path)}")
            .Order(StringComparer.Ordinal),
    ];

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(Folder(), name));

    private static string Folder([CallerFilePath] string thisFile = "") =>
        Path.Combine(Path.GetDirectoryName(thisFile)!, "Samples");
}
