using System.Text.Json;

namespace Fastshot.Classic.Format;

/// <summary>Writes the index of a session, with the members and in the order of the older program.</summary>
public static class ClassicIndexWriter
{
    /// <summary>As it stands in a bucket; the times are local ones without an offset.</summary>
    public static byte[] Cloud(ClassicIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        var checksum = ClassicChecksum.OfSorted(writer => writer.BeginObject()
            .Name("class").Text(index.Metadata.Class)
            .Name("color").Text(index.Metadata.Color)
            .NameOfTime(index)
            .Name("desc").Text(index.Metadata.Description)
            .Name("file_size").Number(index.FileSize)
            .Name("image_count").Number(index.ImageCount)
            .Name("name").Text(index.Metadata.Name)
            .Name("save_target").Text("cloud")
            .Tags(index)
            .EndObject());
        var written = Begin(index)
            .Name("checksum").Text(checksum)
            .Name("created_at").TextOrNull(index.CreatedAt)
            .Name("last_updated").TextOrNull(index.LastUpdated)
            .EndObject();
        return written.Written.ToArray();
    }

    /// <summary>As it stands in the local cache; the times are those of the world, with an offset.</summary>
    public static byte[] Cached(ClassicIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        var bare = Begin(index)
            .Name("created_at").TextOrNull(index.CreatedAt)
            .Name("last_updated").TextOrNull(index.LastUpdated)
            .EndObject().Written;
        using var document = JsonDocument.Parse(bare);
        var writer = new PythonJsonWriter(PythonJsonStyle.Indented).BeginObject();
        foreach (var member in document.RootElement.EnumerateObject())
        {
            writer.Name(member.Name).Value(member.Value);
        }

        return writer.Name("checksum").Text(ClassicChecksum.OfCached(document.RootElement)).EndObject().Written.ToArray();
    }

    private static PythonJsonWriter Begin(ClassicIndex index) => new PythonJsonWriter(PythonJsonStyle.Indented).BeginObject()
        .Name("version").Text("1.0")
        .Name("filename").Text(index.FileName)
        .Name("metadata").BeginObject()
            .Name("name").Text(index.Metadata.Name)
            .Name("desc").Text(index.Metadata.Description)
            .Tags(index)
            .Name("color").Text(index.Metadata.Color)
            .Name("class").Text(index.Metadata.Class)
            .Name("image_count").Number(index.ImageCount)
            .NameOfTime(index)
            .Name("file_size").Number(index.FileSize)
        .EndObject();

    private static PythonJsonWriter NameOfTime(this PythonJsonWriter writer, ClassicIndex index) =>
        writer.Name("created_at").TextOrNull(index.Metadata.CreatedAt);

    private static PythonJsonWriter Tags(this PythonJsonWriter writer, ClassicIndex index)
    {
        writer.Name("tags").BeginArray();
        foreach (var tag in index.Metadata.Tags)
        {
            writer.Text(tag);
        }

        return writer.EndArray();
    }

    internal static PythonJsonWriter TextOrNull(this PythonJsonWriter writer, string? text) =>
        text is null ? writer.Null() : writer.Text(text);
}
