namespace Fastshot.Core.Imaging.Previews;

/// <summary>What a collage shows for a shot that cannot be decoded here: a quiet cell with the sign for a picture.</summary>
internal static class Placeholder
{
    private const int Samples = 4;

    // Gray with alpha is quiet on light and on dark pages.
    private static readonly byte[] GroundColor = [128, 134, 148, 72];
    private static readonly byte[] SignColor = [128, 134, 148, 190];

    public static void Draw(Raster ground, CollageCell cell)
    {
        var raster = new Raster(cell.Width, cell.Height);
        var unit = Math.Min(cell.Width, cell.Height) * 0.5;
        for (var y = 0; y < cell.Height; y++)
        {
            var row = raster.Row(y);
            for (var x = 0; x < cell.Width; x++)
            {
                Mix(row.Slice(x * 4, 4), Coverage(x - (cell.Width / 2.0), y - (cell.Height / 2.0), unit));
            }
        }

        RoundedCorners.Cut(raster);
        for (var y = 0; y < cell.Height; y++)
        {
            raster.Row(y).CopyTo(ground.Row(cell.Top + y)[(cell.Left * 4)..]);
        }
    }

    private static void Mix(Span<byte> pixel, int coverage)
    {
        const int Whole = Samples * Samples;
        for (var i = 0; i < 4; i++)
        {
            pixel[i] = (byte)(((SignColor[i] * coverage) + (GroundColor[i] * (Whole - coverage))) / Whole);
        }
    }

    private static int Coverage(double left, double top, double unit)
    {
        var covered = 0;
        for (var i = 0; i < Samples * Samples; i++)
        {
            var x = left + (((i % Samples) + 0.5) / Samples);
            var y = top + (((i / Samples) + 0.5) / Samples);
            covered += IsSign(x / unit, y / unit) ? 1 : 0;
        }

        return covered;
    }

    /// <summary>A sun above two hills, in a square from −0.5 to 0.5.</summary>
    private static bool IsSign(double x, double y)
    {
        var (sunX, sunY) = (x - 0.24, y + 0.24);
        var isSun = (sunX * sunX) + (sunY * sunY) <= 0.12 * 0.12;
        var isHill = y <= 0.38 && (IsUnder(x + 0.12, y + 0.22, 1.3) || IsUnder(x - 0.28, y - 0.04, 1.3));
        return isSun || (isHill && Math.Abs(x) <= 0.6);
    }

    /// <summary>Whether a point lies below a peak whose sides fall as steeply as that.</summary>
    private static bool IsUnder(double fromPeakX, double fromPeakY, double slope) =>
        fromPeakY >= Math.Abs(fromPeakX) * slope;
}
