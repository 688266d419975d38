using System.Buffers;
using Fastshot.Core.Model;

namespace Fastshot.Core.Format;

/// <summary>Reads one shot of a manifest.</summary>
internal static class ShotReader
{
    private const double CoordinateMax = 1e9;
    private const int FileLengthMax = 60;

    private static readonly string[] Known =
    [
        "file", "mediaType", "width", "height", "size", "sha256", "x", "y", "scale", "opacity", "hidden", "captured",
        "title", "annotations",
    ];

    private static readonly SearchValues<char> FileCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-_");

    public static Shot Read(MemberReader members)
    {
        var file = members.Text("file", FileLengthMax) ?? "";
        if (!IsFileName(file))
        {
            members.Refuse("names a picture that is not shots/<name>");
        }

        if (!Digest.TryParseHex(members.Text("sha256", 64), out var sha256))
        {
            members.Refuse("has a picture without its SHA-256");
        }

        return new Shot
        {
            File = file,
            MediaType = members.Text("mediaType", 100) ?? "application/octet-stream",
            Width = (int)members.Integer("width", 1, 65_535),
            Height = (int)members.Integer("height", 1, 65_535),
            Size = members.Integer("size", 0, Limits.ArchiveBytes),
            Sha256 = sha256,
            Placement = new Placement(
                members.Number("x", -CoordinateMax, CoordinateMax, 0), members.Number("y", -CoordinateMax, CoordinateMax, 0))
            {
                Scale = members.Number("scale", 1e-6, 1e6, 1),
                Opacity = members.Number("opacity", 0, 1, 1),
                Hidden = members.Boolean("hidden"),
            },
            Captured = members.Time("captured"),
            Title = members.Text("title", Limits.TitleLength),
            Annotations = [.. members.Array("annotations", 10_000).Select(AnnotationOf)],
            Unknown = members.Others(Known),
        };
    }

    /// <summary>
    /// Whether a name can be a picture's: one plain file below <c>shots/</c> on every system, so that nothing is written
    /// elsewhere, into a device, or over another picture.
    /// </summary>
    public static bool IsFileName(string name)
    {
        const string Folder = "shots/";
        return name.StartsWith(Folder, StringComparison.Ordinal)
            && name.Length is > 6 and <= FileLengthMax
            && name[Folder.Length] != '.'
            && name[^1] != '.'
            && !name.AsSpan(Folder.Length).ContainsAnyExcept(FileCharacters)
            && !IsDevice(name[Folder.Length..].Split('.')[0]);
    }

    // Windows takes these for devices, whatever the extension (learn.microsoft.com, "Naming Files, Paths, and Namespaces").
    private static bool IsDevice(string stem) =>
        stem is "con" or "prn" or "aux" or "nul"
        || (stem.Length == 4 && (stem.StartsWith("com", StringComparison.Ordinal) || stem.StartsWith("lpt", StringComparison.Ordinal)) && char.IsAsciiDigit(stem[3]));

    private static Annotation AnnotationOf(MemberReader members) =>
        new(members.Text("type", 100) ?? "", members.Others(["type"]));
}
