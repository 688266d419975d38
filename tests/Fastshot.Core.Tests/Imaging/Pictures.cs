using Fastshot.Core.Imaging;

namespace Fastshot.Core.Tests.Imaging;

/// <summary>Rasters to test with: the worst, the smoothest, and something like a screenshot.</summary>
internal static class Pictures
{
    public static Raster Noise(int width, int height, int seed, bool hasAlpha = false)
    {
        var raster = new Raster(width, height);
        new Random(seed).NextBytes(raster.Rgba);
        for (var i = 0; i < raster.Rgba.Length; i += 4)
        {
            var pixel = raster.Rgba.Slice(i, 4);
            pixel[3] = hasAlpha ? pixel[3] : (byte)255;
            if (pixel[3] == 0)
            {
                pixel.Clear();
            }
        }

        return raster;
    }

    public static Raster Gradient(int width, int height) => Make(
        width, height, (x, y) => ((byte)(x * 255 / width), (byte)(y * 255 / height), (byte)((x + y) * 255 / (width + height))));

    /// <summary>A picture of exactly that many colors, if it has as many pixels.</summary>
    public static Raster Colors(int width, int height, int count) => Make(
        width, height, (x, y) => ((byte)(((y * width) + x) % count), 10, (byte)(((y * width) + x) % count / 2)));

    /// <summary>Bars and lines of text on a light or a dark ground.</summary>
    public static Raster Screen(int width, int height, int seed)
    {
        var (ground, ink) = seed % 2 == 0 ? (245, 30) : (25, 220);
        return Make(width, height, (x, y) =>
        {
            var isText = y > 24 && y % 12 < 7 && unchecked((x * 73856093) ^ (y * 19349663) ^ seed) % 3 == 0;
            var level = (byte)(isText ? ink : ground);
            return y <= 24 ? ((byte)(60 + (seed * 40 % 180)), (byte)90, (byte)160) : (level, level, level);
        });
    }

    private static Raster Make(int width, int height, Func<int, int, (byte Red, byte Green, byte Blue)> color)
    {
        var raster = new Raster(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var pixel = raster.Row(y).Slice(x * 4, 4);
                (pixel[0], pixel[1], pixel[2]) = color(x, y);
                pixel[3] = 255;
            }
        }

        return raster;
    }
}
