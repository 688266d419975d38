namespace Fastshot.Core.Imaging.Previews;

/// <summary>A shot on the ground of a collage: in its own shape, in the middle of its cell, framed by a thin line.</summary>
internal static class CollageTile
{
    private const int FrameGray = 128;

    // Of 255; enough to see a white shot's edge on a white page, and a black one's on a black page.
    private const int FrameAlpha = 80;

    public static void Draw(Raster ground, CollageCell cell, Raster picture)
    {
        var (width, height) = Raster.Fit(picture.Width, picture.Height, cell.Width, cell.Height);

        // A pixel of rounding must not leave a slit beside shots that meet their cell.
        (width, height) = (Meet(width, cell.Width, picture.Width), Meet(height, cell.Height, picture.Height));
        var scaled = picture.ScaleTo(width, height);
        Frame(scaled);
        RoundedCorners.Cut(scaled);
        var (left, top) = (cell.Left + ((cell.Width - width) / 2), cell.Top + ((cell.Height - height) / 2));
        for (var y = 0; y < height; y++)
        {
            scaled.Row(y).CopyTo(ground.Row(top + y)[(left * 4)..]);
        }
    }

    private static int Meet(int side, int cell, int picture) => cell - side is > 0 and <= 2 && cell <= picture ? cell : side;

    private static void Frame(Raster raster)
    {
        for (var x = 0; x < raster.Width; x++)
        {
            Shade(raster.Row(0).Slice(x * 4, 4));
            Shade(raster.Row(raster.Height - 1).Slice(x * 4, 4));
        }

        for (var y = 1; y < raster.Height - 1; y++)
        {
            Shade(raster.Row(y)[..4]);
            Shade(raster.Row(y)[^4..]);
        }
    }

    /// <summary>Lays the line's gray over a pixel.</summary>
    private static void Shade(Span<byte> pixel)
    {
        var under = pixel[3] * (255 - FrameAlpha) / 255;
        var alpha = under + FrameAlpha;
        for (var i = 0; i < 3; i++)
        {
            pixel[i] = (byte)(((pixel[i] * under) + (FrameGray * FrameAlpha)) / alpha);
        }

        pixel[3] = (byte)alpha;
    }
}
