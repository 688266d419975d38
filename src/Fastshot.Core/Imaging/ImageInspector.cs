using Fastshot.Core.Imaging.Containers;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Imaging.Png;

namespace Fastshot.Core.Imaging;

/// <summary>An image that was found whole: its header, and a small raster where its format can be decoded here.</summary>
public sealed record InspectedImage(ImageHeader Header, Raster? Raster);

/// <summary>Tells whether a file is an image, which one, how large, and whether it is whole and sound.</summary>
/// <remarks>
/// A PNG is decoded completely. Of the other formats the structure is walked to its end; where libvips is installed they
/// are decoded as well, up to <see cref="Vips.InputBytesMax"/> and <see cref="Vips.PixelsMax"/>. It computes and reads
/// synchronously: the caller schedules it, and owns the stream, which must be able to seek. The memory does not depend
/// on the length of a PNG, nor on its pixels. Safe for concurrent use.
/// </remarks>
/// <param name="findVips">Asked for libvips where an image needs it; null where it shall not be used.</param>
public sealed class ImageInspector(Func<Vips?>? findVips)
{
    private const int StartLength = 1024;

    // So much text is some forty million pixels at most.
    private const int TextLengthMax = 1000;
    private const int TextLinesMax = 50;
    private const int TextSizeMax = 28;

    /// <summary>Reads format and size from the first bytes; nothing is decoded.</summary>
    /// <exception cref="ImageException">It is no image, or larger than is taken.</exception>
    public static ImageHeader ReadHeader(Stream stream) => ReadHeader(new ByteReader(stream));

    /// <summary>Draws text, as <see cref="Vips"/> does where it is installed; null where it is not, or cannot.</summary>
    /// <param name="size">Of the font, in pixels.</param>
    public TextMask? DrawText(string text, int size)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length > TextLengthMax || text.Count(one => one == '\n') >= TextLinesMax || size is < 1 or > TextSizeMax || text.Contains('\0', StringComparison.Ordinal)
            ? null
            : findVips?.Invoke()?.DrawText(text, size);
    }

    /// <summary>Proves that the file is a whole image, and makes a raster of it that fits a square box.</summary>
    /// <exception cref="ImageException">It is not, with the kind and a reason.</exception>
    public InspectedImage Inspect(Stream stream, int boxSide, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(boxSide, 1);
        var reader = new ByteReader(stream);
        var header = ReadHeader(reader);
        switch (header.Format)
        {
            case ImageFormat.Png:
                return new InspectedImage(header, PngDecoder.Decode(reader, boxSide, cancellationToken));
            case ImageFormat.Jpeg:
                JpegFile.Check(reader, cancellationToken);
                break;
            case ImageFormat.Gif:
                GifFile.Check(reader, cancellationToken);
                break;
            case ImageFormat.WebP:
                WebPFile.Check(reader, header, cancellationToken);
                break;
            case ImageFormat.Bmp:
                BmpFile.Check(reader, header);
                break;
            case ImageFormat.Avif:
                AvifFile.Check(reader, cancellationToken);
                break;
        }

        cancellationToken.ThrowIfCancellationRequested();
        return new InspectedImage(header, findVips?.Invoke()?.Decode(reader, header, boxSide));
    }

    private static ImageHeader ReadHeader(ByteReader reader)
    {
        if (reader.Length == 0)
        {
            throw new ImageException(ImageError.Empty, "is empty");
        }

        Span<byte> start = stackalloc byte[(int)Math.Min(StartLength, reader.Length)];
        reader.ReadExactly(start);
        return Recognize(start) switch
        {
            ImageFormat.Png => PngHeader.Read(reader, new PngChunks(reader)).Image,
            ImageFormat.Jpeg => JpegFile.ReadHeader(reader),
            ImageFormat.WebP => WebPFile.ReadHeader(reader),
            ImageFormat.Gif => GifFile.ReadHeader(reader),
            ImageFormat.Bmp => BmpFile.ReadHeader(reader),
            ImageFormat.Avif => AvifFile.ReadHeader(reader),
            _ => throw new ImageException(
                ImageError.NotAnImage, "is not a PNG, JPEG, WebP, GIF, BMP or AVIF image"),
        };
    }

    private static ImageFormat? Recognize(ReadOnlySpan<byte> start) => start switch
    {
        _ when start.StartsWith(PngHeader.Signature) => ImageFormat.Png,
        _ when JpegFile.IsOne(start) => ImageFormat.Jpeg,
        _ when WebPFile.IsOne(start) => ImageFormat.WebP,
        _ when GifFile.IsOne(start) => ImageFormat.Gif,
        _ when BmpFile.IsOne(start) => ImageFormat.Bmp,
        _ when AvifFile.IsOne(start) => ImageFormat.Avif,
        _ => null,
    };
}
