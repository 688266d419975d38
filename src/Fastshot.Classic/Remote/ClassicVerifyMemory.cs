using System.Text.Json;
using Fastshot.Core.Storage;

namespace Fastshot.Classic.Remote;

/// <summary>How far the reading of a bucket's sessions came, so that one that is stopped can be gone on with. Losing it is safe.</summary>
/// <param name="Percent">How many of the sessions are read.</param>
/// <param name="Seed">What decides which are, and in what order.</param>
/// <param name="After">All up to this rank were read, in that order.</param>
/// <param name="Bad">The file names of those among them that are to be read again: something was wrong.</param>
internal sealed record ClassicVerifyMemory(int Percent, byte[] Seed, string After, IReadOnlyList<string> Bad)
{
    /// <summary>With more bad ones than these nothing is kept: the next run begins anew.</summary>
    public const int BadMax = 4000;

    public const int SeedLength = 8;

    private const int BytesMax = 4 << 20;

    /// <summary>What was kept; null where there is nothing, or it cannot be read.</summary>
    public static async Task<ClassicVerifyMemory?> ReadAsync(IFileSystem files, string path, CancellationToken cancellationToken)
    {
        try
        {
            if (await files.ReadSmallAsync(path, BytesMax, cancellationToken).ConfigureAwait(false) is not { } bytes)
            {
                return null;
            }

            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            var memory = new ClassicVerifyMemory(
                root.GetProperty("percent").GetInt32(),
                root.GetProperty("seed").GetBytesFromBase64(),
                root.GetProperty("after").GetString()!,
                [.. root.GetProperty("bad").EnumerateArray().Select(one => one.GetString()!)]);
            return memory.Seed.Length == SeedLength ? memory : null;
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException
            or StoreException { Error: StoreError.Broken })
        {
            return null;
        }
    }

    public async Task WriteAsync(ClassicRemoteParts parts, string path, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteNumber("percent", Percent);
            writer.WriteBase64String("seed", Seed);
            writer.WriteString("after", After);
            writer.WriteStartArray("bad");
            foreach (var one in Bad)
            {
                writer.WriteStringValue(one);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        await new AtomicFile(parts.Files, parts.Random).WriteCacheAsync(path, bytes.ToArray(), cancellationToken).ConfigureAwait(false);
    }
}
