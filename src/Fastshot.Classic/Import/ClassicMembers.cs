using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Fastshot.Classic.Format;
using Fastshot.Core.Format;
using Fastshot.Core.Library;
using Fastshot.Core.Model;

namespace Fastshot.Classic.Import;

/// <summary>What our documents have no member for, kept in the member <c>classic</c> and written back by an export.</summary>
internal static class ClassicMembers
{
    private const string Member = "classic";

    // With the rest of a manifest it has to fit into 4 MiB; the collage of a hundred shots takes some 500 KiB.
    private const int ThumbnailBytesMax = 1 << 20;

    /// <summary>Of a shot: the size of its window, and what was not understood.</summary>
    public static UnknownMembers Of(ClassicWindow window) => Wrap(writer =>
        writer.BeginObject()
            .Name("height").Number((long)window.Height)
            .Name("other").Object(window.Unknown)
            .Name("width").Number((long)window.Width)
            .EndObject());

    /// <summary>The times are those of the file, naive: without an offset they are local times of the device that reads.</summary>
    /// <param name="size">Of the file, where all of it came in: by name and size it is known again without being read.</param>
    public static UnknownMembers Of(ClassicDocument document, ImmutableArray<NewShot> shots, long? size) => Wrap(writer =>
    {
        writer.BeginObject()
            .Name("metadata").Object(document.Metadata?.Members ?? UnknownMembers.None)
            .Name("other").Object(document.Unknown);
        if (size is { } bytes)
        {
            writer.Name("size").Number(bytes);
        }

        if (document.Metadata?.Thumbnail is { Length: > 0 and <= ThumbnailBytesMax } thumbnail)
        {
            writer.Name("thumbnail").BeginObject()
                .Name("of").Text(PicturesOf(shots.Select(shot => shot.Sha256)).Hex)
                .Name("png").Text(Encoding.UTF8.GetString(thumbnail.Span))
                .EndObject();
        }

        writer.Name("times").Text("local").Name("timestamp").TextOrNull(document.Timestamp).EndObject();
    });

    /// <summary>The pictures of a session in one hash, in their order.</summary>
    public static Digest PicturesOf(IEnumerable<Digest> pictures) => Digest.Of(Encoding.ASCII.GetBytes(string.Concat(pictures.Select(one => one.Hex))));

    /// <summary>The size of the file that a session came from; null where it did not, or not whole.</summary>
    public static long? SizeOf(UnknownMembers manifest)
    {
        using var document = Parse(manifest);
        return document?.RootElement.NumberOf("size");
    }

    /// <summary>The collage that came with a session, while it has the pictures that it had then; null for any other.</summary>
    public static byte[]? ThumbnailOf(Manifest manifest)
    {
        using var document = Parse(manifest.Unknown);
        return document?.RootElement.MemberOf("thumbnail", JsonValueKind.Object) is { } thumbnail
            && thumbnail.TextOf("of") == PicturesOf(manifest.Shots.Select(shot => shot.Sha256)).Hex
            && thumbnail.MemberOf("png", JsonValueKind.String) is { } png && png.TryGetBytesFromBase64(out var bytes)
                ? bytes
                : null;
    }

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
