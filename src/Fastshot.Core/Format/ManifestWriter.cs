using Fastshot.Core.Model;

namespace Fastshot.Core.Format;

/// <summary>Writes manifests (docs/vault-format.md, "Archive").</summary>
public static class ManifestWriter
{
    internal const string Kind = "manifest";

    public static byte[] Write(Manifest manifest, VaultId vault)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        var text = manifest.Text;
        var writer = new CanonicalWriter().BeginDocument(Kind, vault).Members(
        [
            ("session", one => one.Text(manifest.Session.Text)),
            ("created", one => one.Text(Rfc3339.Format(manifest.Created))),
            ("name", one => one.Text(text.Name)),
            ("description", one => one.Text(text.Description)),
            ("tags", one => WriteArray(one, text.Tags, (array, tag) => array.Text(tag))),
            ("color", one => one.Text(text.Color)),
            ("class", one => one.Text(text.Class)),
            ("source", one => WriteSource(one, manifest.Source)),
            ("board", one => one.BeginObject()
                .Name("height").Number(manifest.Board.Height).Name("width").Number(manifest.Board.Width).EndObject()),
            ("shots", one => WriteArray(one, manifest.Shots, WriteShot)),
            .. MembersOf(manifest.Unknown),
        ]);
        return [.. writer.EndObject().Written.Span];
    }

    private static void WriteSource(CanonicalWriter writer, Source source) => writer.BeginObject().Members(
    [
        ("classicFile", one => one.TextOrNull(source.ClassicFile)),
        ("device", one => one.Text(source.Device)),
        ("program", one => one.Text(source.Program)),
        .. MembersOf(source.Unknown),
    ]).EndObject();

    private static void WriteShot(CanonicalWriter writer, Shot shot) => writer.BeginObject().Members(
    [
        ("file", one => one.Text(shot.File)),
        ("mediaType", one => one.Text(shot.MediaType)),
        ("width", one => one.Number(shot.Width)),
        ("height", one => one.Number(shot.Height)),
        ("size", one => one.Number(shot.Size)),
        ("sha256", one => one.Text(shot.Sha256.Hex)),
        ("x", one => one.Number(shot.Placement.X)),
        ("y", one => one.Number(shot.Placement.Y)),
        ("scale", one => one.Number(shot.Placement.Scale)),
        ("opacity", one => one.Number(shot.Placement.Opacity)),
        ("hidden", one => one.Boolean(shot.Placement.Hidden)),
        ("captured", one => one.TextOrNull(shot.Captured is { } captured ? Rfc3339.Format(captured) : null)),
        ("title", one => one.TextOrNull(shot.Title)),
        ("annotations", one => WriteArray(one, shot.Annotations, WriteAnnotation)),
        .. MembersOf(shot.Unknown),
    ]).EndObject();

    private static void WriteAnnotation(CanonicalWriter writer, Annotation annotation) => writer.BeginObject().Members(
        [("type", one => one.Text(annotation.Type)), .. MembersOf(annotation.Members)]).EndObject();

    private static void WriteArray<T>(CanonicalWriter writer, IEnumerable<T> items, Action<CanonicalWriter, T> write)
    {
        writer.BeginArray();
        foreach (var item in items)
        {
            write(writer, item);
        }

        writer.EndArray();
    }

    private static IEnumerable<(string Name, Action<CanonicalWriter> Write)> MembersOf(UnknownMembers members) =>
        members.All.Select(member => (member.Key, (Action<CanonicalWriter>)(writer => writer.Value(member.Value))));
}
