namespace Fastshot.Core.Imaging;

/// <summary>What an image says about itself at its beginning: the format, and the size in pixels as stored.</summary>
/// <remarks>
/// As stored: an orientation in EXIF is not applied, so that the numbers are those of the pixels that annotations count.
/// Of an animation it is the size of the whole canvas.
/// </remarks>
public readonly record struct ImageHeader(ImageFormat Format, int Width, int Height)
{
    /// <summary>The longest side that is taken, in pixels.</summary>
    public const int SideMax = 65_535;

    /// <summary>The most pixels that an image may have: 268 million.</summary>
    public const long PixelsMax = 1L << 28;

    public long Pixels => (long)Width * Height;

    /// <summary>Makes a header of the numbers that a file declares; nothing has been allocated for them yet.</summary>
    /// <exception cref="ImageException">The size is zero, or more than is taken.</exception>
    internal static ImageHeader Declared(ImageFormat format, long width, long height)
    {
        if (width < 1 || height < 1)
        {
            throw ImageException.Corrupt($"declares a size of {width} × {height} pixels");
        }

        if (width > SideMax || height > SideMax || width * height > PixelsMax)
        {
            throw new ImageException(
                ImageError.TooLarge,
                $"declares {width} × {height} pixels; at most {SideMax} a side and {PixelsMax} in all are taken");
        }

        return new ImageHeader(format, (int)width, (int)height);
    }
}
