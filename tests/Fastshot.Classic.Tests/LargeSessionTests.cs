using System.Security.Cryptography;
using System.Text;
using Fastshot.Classic.Format;

namespace Fastshot.Classic.Tests;

/// <summary>A session of 9 MB: its pictures are read where they are, and none is in memory twice.</summary>
public sealed class LargeSessionTests
{
    [Fact]
    public async Task It_opens_to_its_records_and_original_bytes_in_less_than_its_own_length_of_memory()
    {
        var random = new SeededRandom(9);
        var pictures = Enumerable.Range(0, 3).Select(_ => new byte[750_000]).ToArray();
        Array.ForEach(pictures, picture => random.Fill(picture));
        var file = FileOf(pictures);
        Assert.InRange(file.Length, 8_900_000, 9_200_000);
        var hashes = pictures.Select(picture => Convert.ToHexString(SHA256.HashData(picture))).ToArray();
        var buffer = new byte[128 << 10];
        await ReadAsync(FileOf([new byte[10]]), buffer); // So that what is made once is made.

        // Nothing in it waits, so it all happens on this thread, whatever other tests do.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var reading = ReadAsync(file, buffer);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.True(reading.IsCompletedSuccessfully);
        Assert.Equal(hashes, await reading);
        Assert.InRange(allocated, 1, file.Length / 4);
    }

    private static async Task<string[]> ReadAsync(byte[] file, byte[] buffer)
    {
        var document = ClassicDocumentReader.Read(ClassicContainer.Open(file, ["a key"]));
        var hashes = new List<string>();
        foreach (var window in document.Windows)
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using var picture = new Base64Stream(window.Picture!.Value);
            while (await picture.ReadAsync(buffer, Deadline.Token) is > 0 and var count)
            {
                hash.AppendData(buffer, 0, count);
            }

            hashes.Add(Convert.ToHexString(hash.GetHashAndReset()));
        }

        return [.. hashes];
    }

    // Each picture three times, as the older program writes it.
    private static byte[] FileOf(byte[][] pictures)
    {
        var windows = string.Join(", ", pictures.Select(Convert.ToBase64String).Select(picture =>
            $$"""{"scale": 1.0, "image_data": "{{picture}}", "original_image_data": "{{picture}}", "annotated_original_data": "{{picture}}", "draw_history": []}"""));
        var payload = Encoding.UTF8.GetBytes($$"""{"session": {"version": "1.0", "windows": [{{windows}}]}, "metadata": {"name": "large"} }""");
        new ClassicCipher("a key").Apply(payload);
        return [.. ClassicContainer.Cover.Span, .. ClassicContainer.Marker, .. payload];
    }
}
