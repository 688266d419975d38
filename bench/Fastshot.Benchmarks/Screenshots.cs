using System.Buffers.Binary;
using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Png;

namespace Fastshot.Benchmarks;

/// <summary>Made-up screenshots of 2560 × 1440 and some 2 MB: flat panels, and a strip that compresses like a photograph.</summary>
internal static class Screenshots
{
    private const int Width = 2560;
    private const int Height = 1440;
    private const int StripHeight = 560;

    /// <summary>Writes different pictures, the same for the same seed. From the eleventh on only their chunk of text differs.</summary>
    public static void Write(string folder, int count)
    {
        const int Drawn = 10;
        Directory.CreateDirectory(folder);
        var drawn = Enumerable.Range(0, Math.Min(count, Drawn)).Select(i => PngEncoder.Encode(Draw((uint)i + 1))).ToArray();
        for (var i = 0; i < count; i++)
        {
            File.WriteAllBytes(Path.Combine(folder, $"shot{i:000}.png"), WithText(drawn[i % Drawn], $"Comment\0number {i}"));
        }
    }

    private static Raster Draw(uint seed)
    {
        var raster = new Raster(Width, Height);
        var state = 0x9E3779B9u ^ (seed << 8);
        for (var y = 0; y < Height; y++)
        {
            var row = raster.Row(y);
            for (var i = 0; i < row.Length; i++)
            {
                var panel = (byte)(40 + (((i / 1600) + (y / 240) + (int)seed) % 5 * 40));
                row[i] = (i & 3) == 3 ? byte.MaxValue
                    : y < StripHeight ? (byte)((y / 4) + (Next(ref state) & 15))
                    : panel;
            }
        }

        return raster;
    }

    // Xorshift: Marsaglia, "Xorshift RNGs", 2003.
    private static uint Next(ref uint state)
    {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        return state >> 8;
    }

    private static byte[] WithText(byte[] png, string text)
    {
        const int EndSize = 12;
        byte[] typed = [.. "tEXt"u8, .. text.Select(letter => (byte)letter)];
        var chunk = new byte[typed.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, typed.Length - 4);
        typed.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(typed.Length + 4), Crc32.Append(0, typed));
        return [.. png.AsSpan(0, png.Length - EndSize), .. chunk, .. png.AsSpan(png.Length - EndSize)];
    }
}
