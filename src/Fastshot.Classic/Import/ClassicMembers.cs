using Fastshot.Classic.Format;
using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Classic.Import;

/// <summary>What our documents have no member for, kept in the member <c>classic</c> and written back by an export.</summary>
internal static class ClassicMembers
{
    public static CanonicalValue Of(ClassicWindow window) => CanonicalWriter.Of(writer =>
        writer.BeginObject()
            .Name("height").Number((long)window.Height)
            .Name("other").Object(window.Unknown)
            .Name("width").Number((long)window.Width)
            .EndObject());

    /// <summary>The times are those of the file, naive: without an offset they are local times of the device that reads.</summary>
    public static CanonicalValue Of(ClassicDocument document) => CanonicalWriter.Of(writer =>
        writer.BeginObject()
            .Name("metadata").Object(document.Metadata?.Members ?? UnknownMembers.None)
            .Name("other").Object(document.Unknown)
            .Name("times").Text("local")
            .Name("timestamp").TextOrNull(document.Timestamp)
            .EndObject());

    private static CanonicalWriter Object(this CanonicalWriter writer, UnknownMembers members)
    {
        writer.BeginObject();
        foreach (var (name, value) in members.All)
        {
            writer.Name(name).Value(value);
        }

        return writer.EndObject();
    }
}
