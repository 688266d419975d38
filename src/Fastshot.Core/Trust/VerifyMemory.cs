using System.Text.Json;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Trust;

/// <summary>How far a verification came, page by page, so that one that is stopped can be gone on with. Losing it is safe.</summary>
/// <param name="Percent">How much of the bytes is read.</param>
/// <param name="Seed">What decides which objects are.</param>
/// <param name="After">All objects up to here were read.</param>
/// <param name="Bad">Those among them that are to be read again: something was wrong.</param>
internal sealed record VerifyMemory(int Percent, byte[] Seed, ObjectKey After, IReadOnlyList<string> Bad)
{
    private const int BytesMax = 4 << 20;

    /// <summary>What was kept; null where there is nothing, or it cannot be read.</summary>
    public static async Task<VerifyMemory?> ReadAsync(IFileSystem files, string path, CancellationToken cancellationToken)
    {
        try
        {
            if (await files.ReadSmallAsync(path, BytesMax, cancellationToken).ConfigureAwait(false) is not { } bytes)
            {
                return null;
            }

            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            return new VerifyMemory(
                root.GetProperty("percent").GetInt32(),
                root.GetProperty("seed").GetBytesFromBase64(),
                ObjectKey.Parse(root.GetProperty("after").GetString()!),
                [.. root.GetProperty("bad").EnumerateArray().Select(one => one.GetString()!)]);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException
            or StoreException { Error: StoreError.Broken })
        {
            return null;
        }
    }

    public async Task WriteAsync(IFileSystem files, IRandom random, string path, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteNumber("percent", Percent);
            writer.WriteBase64String("seed", Seed);
            writer.WriteString("after", After.Value);
            writer.WriteStartArray("bad");
            foreach (var one in Bad)
            {
                writer.WriteStringValue(one);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        await new AtomicFile(files, random).WriteCacheAsync(path, bytes.ToArray(), cancellationToken).ConfigureAwait(false);
    }
}
