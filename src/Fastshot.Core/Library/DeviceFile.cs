using System.Text.Json;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Library;

/// <summary>What only this device needs to know about itself, kept in <c>device.json</c>. Losing it is harmless.</summary>
/// <param name="Id">26 characters of lower-case Crockford Base32: 128 random bits, drawn once.</param>
/// <param name="HasShownKey">Whether the person has seen the recovery key.</param>
internal sealed record DeviceFile(string Id, bool HasShownKey)
{
    private const string FileName = "device.json";
    private const int BytesMax = 64 << 10;
    private const int IdBytes = 16;
    private const int IdLength = 26;

    /// <summary>Reads the file; where there is none, or a damaged one, a new one is written: a new id harms nothing.</summary>
    public static async Task<DeviceFile> ReadOrCreateAsync(LibraryParts parts, CancellationToken cancellationToken)
    {
        if (await ReadAsync(parts, cancellationToken).ConfigureAwait(false) is { } file)
        {
            return file;
        }

        file = new DeviceFile(NewId(parts.Random), HasShownKey: false);
        await file.WriteAsync(parts, cancellationToken).ConfigureAwait(false);
        return file;
    }

    public static async Task<DeviceFile?> ReadAsync(LibraryParts parts, CancellationToken cancellationToken) =>
        await parts.Files.ReadSmallAsync(PathOf(parts), BytesMax, cancellationToken).ConfigureAwait(false) is { } bytes
            ? Parse(bytes)
            : null;

    public async Task WriteAsync(LibraryParts parts, CancellationToken cancellationToken)
    {
        using var written = new MemoryStream();
        using (var writer = new Utf8JsonWriter(written))
        {
            writer.WriteStartObject();
            writer.WriteString("id", Id);
            writer.WriteBoolean("hasShownKey", HasShownKey);
            writer.WriteEndObject();
        }

        await new AtomicFile(parts.Files, parts.Random)
            .WriteAsync(PathOf(parts), written.ToArray(), overwrite: true, cancellationToken).ConfigureAwait(false);
    }

    private static string PathOf(LibraryParts parts) => Path.Combine(parts.Folder, FileName);

    private static DeviceFile? Parse(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("id", out var id)
                && id.ValueKind == JsonValueKind.String
                && id.GetString() is { Length: IdLength } text && Crockford.IsLowerCase(text)
                ? new DeviceFile(text, root.TryGetProperty("hasShownKey", out var shown) && shown.ValueKind == JsonValueKind.True)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string NewId(IRandom random)
    {
        Span<byte> bytes = stackalloc byte[IdBytes];
        random.Fill(bytes);
        return Crockford.Encode(bytes).ToLowerInvariant();
    }
}
