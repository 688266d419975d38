namespace Fastshot.Core.Imaging;

/// <summary>Pixels in memory: red, green, blue and alpha, a byte each, rows from top to bottom without gaps.</summary>
/// <remarks>Alpha is straight: the colors are not multiplied by it. A pixel that cannot be seen is four zeros.</remarks>
public sealed class Raster
{
    private readonly byte[] _rgba;

    /// <summary>Makes a raster that cannot be seen yet.</summary>
    public Raster(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        (Width, Height, _rgba) = (width, height, new byte[width * height * 4]);
    }

    public int Width { get; }

    public int Height { get; }

    public Span<byte> Rgba => _rgba;

    public Span<byte> Row(int y) => _rgba.AsSpan(y * Width * 4, Width * 4);

    /// <summary>The largest size of the same shape inside a box; never larger than the image, never below one pixel.</summary>
    public static (int Width, int Height) Fit(int width, int height, int boxWidth, int boxHeight)
    {
        var ratio = Math.Min(1.0, Math.Min((double)boxWidth / width, (double)boxHeight / height));
        return (Side(width), Side(height));

        int Side(int side) => Math.Max(1, (int)Math.Round(side * ratio, MidpointRounding.AwayFromZero));
    }

    /// <summary>The same picture, smaller, by the average of the areas.</summary>
    internal Raster ScaleTo(int width, int height)
    {
        var scaler = new AreaScaler(Width, Height, width, height, isOrdered: true);
        for (var y = 0; y < Height; y++)
        {
            scaler.Add(Row(y), y);
        }

        return scaler.ToRaster();
    }
}
