namespace Fastshot.Core.Imaging.Previews;

/// <summary>Takes the tips off the four corners of a raster, with soft edges.</summary>
internal static class RoundedCorners
{
    private const int Radius = 5;
    private const int Samples = 4;

    // How much of each pixel of the upper left corner stays, of 16.
    private static readonly int[] Kept = MakeKept();

    /// <summary>Rasters too small for corners are left as they are.</summary>
    public static void Cut(Raster raster)
    {
        if (Math.Min(raster.Width, raster.Height) < 4 * Radius)
        {
            return;
        }

        for (var y = 0; y < Radius; y++)
        {
            for (var x = 0; x < Radius; x++)
            {
                var kept = Kept[(y * Radius) + x];
                Keep(raster, x, y, kept);
                Keep(raster, raster.Width - 1 - x, y, kept);
                Keep(raster, x, raster.Height - 1 - y, kept);
                Keep(raster, raster.Width - 1 - x, raster.Height - 1 - y, kept);
            }
        }
    }

    private static void Keep(Raster raster, int x, int y, int kept)
    {
        var pixel = raster.Row(y).Slice(x * 4, 4);
        pixel[3] = (byte)(pixel[3] * kept / (Samples * Samples));
        if (pixel[3] == 0)
        {
            pixel.Clear();
        }
    }

    private static int[] MakeKept()
    {
        var kept = new int[Radius * Radius];
        for (var i = 0; i < kept.Length * Samples * Samples; i++)
        {
            var (pixel, sample) = (i / (Samples * Samples), i % (Samples * Samples));
            var x = Radius - (pixel % Radius) - (((sample % Samples) + 0.5) / Samples);
            var y = Radius - (pixel / Radius) - (((sample / Samples) + 0.5) / Samples);
            kept[pixel] += (x * x) + (y * y) <= Radius * Radius ? 1 : 0;
        }

        return kept;
    }
}
