using System.Text.Json;
using Fastshot.Classic.Format;
using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Classic.Import;

/// <summary>What our documents have no member for, kept in the member <c>classic</c> and written back by an export.</summary>
internal static class ClassicMembers
{
    private const string Member = "classic";

    /// <summary>Of a shot: the size of its window, and what was not understood.</summary>
    public static UnknownMembers Of(ClassicWindow window) => Wrap(writer =>
        writer.BeginObject()
            .Name("height").Number((long)window.Height)
            .Name("other").Object(window.Unknown)
            .Name("width").Number((long)window.Width)
            .EndObject());

    /// <summary>The times are those of the file, naive: without an offset they are local times of the device that reads.</summary>
    public static UnknownMembers Of(ClassicDocument document) => Wrap(writer =>
        writer.BeginObject()
            .Name("metadata").Object(document.Metadata?.Members ?? UnknownMembers.None)
            .Name("other").Object(document.Unknown)
            .Name("times").Text("local")
            .Name("timestamp").TextOrNull(document.Timestamp)
            .EndObject());

    /// <summary>What was kept of a document; nothing where it was not the older program's.</summary>
    public static (ClassicMetadata? Metadata, string? Timestamp, UnknownMembers Other) Read(UnknownMembers manifest)
    {
        using var document = Parse(manifest);
        if (document is null)
        {
            return (null, null, UnknownMembers.None);
        }

        var root = document.RootElement;
        var metadata = root.MemberOf("metadata", JsonValueKind.Object) is { } block && block.EnumerateObject().Any()
            ? ClassicDocumentReader.MetadataOf(block)
            : null;
        return (metadata, root.TextOf("timestamp"), OthersOf(root));
    }

    /// <summary>What was kept of a window.</summary>
    public static (int? Width, int? Height, UnknownMembers Other) Read(Shot shot)
    {
        using var document = Parse(shot.Unknown);
        return document is null
            ? (null, null, UnknownMembers.None)
            : (SideOf(document.RootElement, "width"), SideOf(document.RootElement, "height"), OthersOf(document.RootElement));
    }

    private static UnknownMembers Wrap(Action<CanonicalWriter> write) => new([new(Member, CanonicalWriter.Of(write))]);

    private static JsonDocument? Parse(UnknownMembers members)
    {
        foreach (var (name, value) in members.All)
        {
            if (name == Member && CanonicalJson.TryParse(value.Memory, out var document, out _))
            {
                return document;
            }
        }

        return null;
    }

    private static int? SideOf(JsonElement root, string name) =>
        root.NumberOf(name) is >= 0 and <= 1_000_000_000 and var side ? (int)side : null;

    private static UnknownMembers OthersOf(JsonElement root)
    {
        if (root.MemberOf("other", JsonValueKind.Object) is not { } other)
        {
            return UnknownMembers.None;
        }

        var members = new Dictionary<string, CanonicalValue>(StringComparer.Ordinal);
        foreach (var member in other.EnumerateObject())
        {
            if (CanonicalJson.TryCanonicalize(member.Value, out var value))
            {
                members[member.Name] = value;
            }
        }

        return new UnknownMembers(members);
    }

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
