using System.Text.Json;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Library;

/// <summary>Who this device is: an id drawn once and kept in <c>device.json</c>. Losing it is harmless.</summary>
internal static class DeviceIdentity
{
    private const int BytesMax = 64 << 10;
    private const int IdBytes = 16;
    private const int NameLengthMax = 100;

    public static async Task<Device> ReadOrCreateAsync(LibraryParts parts, CancellationToken cancellationToken)
    {
        var path = Path.Combine(parts.Folder, "device.json");
        var device = new Device(NewId(parts.Random), NameOf(parts.DeviceName), parts.Platform);
        if (await DeviceFiles.ReadAsync(parts.Files, path, BytesMax, cancellationToken).ConfigureAwait(false) is { } bytes
            && IdOf(bytes) is { } id)
        {
            return device with { Id = id };
        }

        using var written = new MemoryStream();
        using (var writer = new Utf8JsonWriter(written))
        {
            writer.WriteStartObject();
            writer.WriteString("id", device.Id);
            writer.WriteEndObject();
        }

        await new AtomicFile(parts.Files, parts.Random)
            .WriteAsync(path, written.ToArray(), overwrite: true, cancellationToken).ConfigureAwait(false);
        return device;
    }

    private static string? IdOf(byte[] bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("id", out var id)
                && id.ValueKind == JsonValueKind.String
                && id.GetString() is { Length: 26 } text && Crockford.IsLowerCase(text)
                ? text
                : null;
        }
        catch (JsonException)
        {
            return null; // A damaged file is written anew: a new id harms nothing.
        }
    }

    private static string NewId(IRandom random)
    {
        Span<byte> bytes = stackalloc byte[IdBytes];
        random.Fill(bytes);
        return Crockford.Encode(bytes).ToLowerInvariant();
    }

    private static string NameOf(string name)
    {
        var plain = new string([.. name.Where(character => !char.IsControl(character) && !char.IsSurrogate(character))]);
        return plain[..Math.Min(plain.Length, NameLengthMax)];
    }
}
