using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Fastshot.Classic.Format;

/// <summary>Reads the index of a session, of the cloud or of the local cache, in each of its shapes.</summary>
public static class ClassicIndexReader
{
    /// <summary>The longest index that is read, in bytes: one with a thumbnail of a thousand images is far shorter.</summary>
    public const int BytesMax = 4 << 20;

    internal const string NamesAnother = "names another session";

    private const int WrappingsMax = 4;

    private static readonly string[] Required = ["version", "filename", "metadata", "created_at"];

    /// <summary>Reads an index that must be that of a session.</summary>
    /// <param name="isCached">Whether it lies in the local cache, where its checksum is that of its text.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> utf8,
        string fileName,
        bool isCached,
        [NotNullWhen(true)] out ClassicIndex? index,
        [NotNullWhen(false)] out string? reason) =>
        JsonMembers.TryRead(
            utf8,
            root => Problem(root, fileName, isCached) is { } problem ? (null, problem) : (IndexOf(root, fileName), null),
            out index,
            out reason);

    private static string? Problem(JsonElement root, string fileName, bool isCached)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return "is JSON, but no index";
        }

        if (Required.FirstOrDefault(name => !root.TryGetProperty(name, out _)) is { } missing)
        {
            return $"lacks '{missing}'";
        }

        if (root.GetProperty("metadata").ValueKind != JsonValueKind.Object)
        {
            return "has no metadata";
        }

        if (root.TextOf("filename") != fileName)
        {
            return NamesAnother;
        }

        return isCached && !ClassicChecksum.FitsCached(root) ? "is not as it was written: its checksum does not fit" : null;
    }

    private static ClassicIndex IndexOf(JsonElement root, string fileName)
    {
        var metadata = root.GetProperty("metadata");
        var wrappings = 0;
        while (wrappings < WrappingsMax
            && metadata.TryGetProperty("metadata", out var inner) && inner.ValueKind == JsonValueKind.Object
            && metadata.TryGetProperty("filename", out _))
        {
            (metadata, wrappings) = (inner, wrappings + 1);
        }

        var images = metadata.NumberOf("image_count") is >= 0 and <= int.MaxValue and var count ? (int)count : 0;
        return new ClassicIndex
        {
            FileName = fileName,
            Metadata = ClassicDocumentReader.MetadataOf(metadata),
            ImageCount = images,
            FileSize = Math.Max(0, metadata.NumberOf("file_size") ?? 0),
            Checksum = root.TextOf("checksum"),
            CreatedAt = root.TextOf("created_at"),
            LastUpdated = root.TextOf("last_updated"),

            // The older program saves no session without images; what says so knew nothing.
            Shape = images == 0 ? ClassicIndexShape.Placeholder
                : wrappings > 0 ? ClassicIndexShape.DoubleWrapped
                : metadata.TryGetProperty("thumbnail_collage", out _) ? ClassicIndexShape.Full
                : ClassicIndexShape.Good,
        };
    }
}
