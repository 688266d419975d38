using System.Security.Cryptography;
using System.Text.Json;

namespace Fastshot.Classic.Format;

/// <summary>In which of the shapes that occur an index was found.</summary>
public enum ClassicIndexShape
{
    /// <summary>The eight members that the older program writes beside a session.</summary>
    Good,

    /// <summary>Written where nothing was known: no images, no name. It says nothing about the session.</summary>
    Placeholder,

    /// <summary>A whole index stands in the place of the metadata; what it says lies one level deeper.</summary>
    DoubleWrapped,

    /// <summary>The session's own metadata, with its thumbnail.</summary>
    Full,
}

/// <summary>What an index says of a session: the older program lists by it without opening sessions.</summary>
public sealed record ClassicIndex
{
    public required string FileName { get; init; }

    public required ClassicMetadata Metadata { get; init; }

    public required int ImageCount { get; init; }

    /// <summary>The size of the session's object in bytes, or 0 where the index does not say.</summary>
    public long FileSize { get; init; }

    /// <summary>As it stands there; it is compared by nobody but a verification.</summary>
    public string? Checksum { get; init; }

    public string? CreatedAt { get; init; }

    public string? LastUpdated { get; init; }

    public ClassicIndexShape Shape { get; init; }

    /// <summary>Whether it tells what the session is.</summary>
    public bool IsUsable => Shape is not ClassicIndexShape.Placeholder;
}

/// <summary>The two checksums that go by one name: that of the cloud, and that of the local cache.</summary>
internal static class ClassicChecksum
{
    public const string CachePrefix = "sha256:";

    /// <summary>Of a value as Python writes it sorted, in bare hexadecimal.</summary>
    public static string OfSorted(Action<PythonJsonWriter> write)
    {
        var writer = new PythonJsonWriter(PythonJsonStyle.Sorted);
        write(writer);
        return Convert.ToHexStringLower(SHA256.HashData(writer.Written.Span));
    }

    /// <summary>Of a cached index: the text of the file as it is without its checksum.</summary>
    public static string OfCached(JsonElement root, string newLine = "\n")
    {
        var writer = new PythonJsonWriter(PythonJsonStyle.Indented).BeginObject();
        foreach (var member in root.EnumerateObject().Where(member => member.Name != "checksum"))
        {
            writer.Name(member.Name).Value(member.Value);
        }

        var text = writer.EndObject().Written.ToArray();
        if (newLine.Length > 1)
        {
            // Only line ends are bare in JSON.
            text = [.. text.SelectMany(one => one == '\n' ? "\r\n"u8.ToArray() : [one])];
        }

        return CachePrefix + Convert.ToHexStringLower(SHA256.HashData(text));
    }

    /// <summary>Whether a cached index is as it was written, on whatever system; one without checksum is taken as it is.</summary>
    public static bool FitsCached(JsonElement root) =>
        !root.TryGetProperty("checksum", out var checksum)
        || (checksum.ValueKind == JsonValueKind.String
            && (checksum.ValueEquals(OfCached(root)) || checksum.ValueEquals(OfCached(root, "\r\n"))));

    /// <summary>Whether the checksum of a cloud index follows from what it says and what its writer added.</summary>
    public static bool FitsCloud(JsonElement metadata, string checksum) =>
        checksum == Of(metadata, null) || checksum == Of(metadata, ("save_target", "cloud")) || checksum == Of(metadata, ("save_to_cloud", null));

    private static string Of(JsonElement metadata, (string Name, string? Text)? added) => OfSorted(writer =>
    {
        var members = metadata.EnumerateObject().Select(member => (member.Name, (JsonElement?)member.Value, (string?)null));
        var all = added is { } one ? members.Append((one.Name, null, one.Text)) : members;
        writer.BeginObject();
        foreach (var (name, value, text) in all.OrderBy(member => member.Name, StringComparer.Ordinal))
        {
            writer.Name(name);
            if (value is { } element)
            {
                writer.Value(element);
            }
            else if (text is not null)
            {
                writer.Text(text);
            }
            else
            {
                writer.Boolean(true);
            }
        }

        writer.EndObject();
    });
}
