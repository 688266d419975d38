using System.Buffers.Binary;

namespace Fastshot.Core.Imaging.Png;

/// <summary>How the samples of a pixel are laid out (PNG specification, 11.2.2).</summary>
internal enum PngColor
{
    Gray = 0,
    Rgb = 2,
    Palette = 3,
    GrayAlpha = 4,
    Rgba = 6,
}

/// <summary>The first chunk of a PNG file.</summary>
internal sealed record PngHeader(ImageHeader Image, PngColor Color, int Depth, bool IsInterlaced)
{
    /// <summary>The eight bytes that every PNG file begins with.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public int BitsPerPixel => Depth * Color switch
    {
        PngColor.Rgb => 3,
        PngColor.GrayAlpha => 2,
        PngColor.Rgba => 4,
        _ => 1,
    };

    /// <summary>The distance, in bytes, over which filters look back: at least one.</summary>
    public int FilterStep => Math.Max(1, BitsPerPixel / 8);

    public int RowBytes(int width) => (int)((((long)width * BitsPerPixel) + 7) / 8);

    /// <summary>Reads the signature and the header; nothing else of the file is touched.</summary>
    public static PngHeader Read(ByteReader reader, PngChunks chunks)
    {
        reader.Seek(Signature.Length);
        chunks.MoveNext();
        if (chunks.Type != PngChunks.Header || chunks.Remaining != 13)
        {
            throw chunks.Name == "CgBI"
                ? ImageException.Unsupported("is a PNG of Apple's own kind, which other programs cannot read")
                : ImageException.Corrupt("does not begin with a PNG header");
        }

        Span<byte> bytes = stackalloc byte[13];
        chunks.ReadExactly(bytes);
        chunks.Finish();
        var image = ImageHeader.Declared(
            ImageFormat.Png,
            BinaryPrimitives.ReadUInt32BigEndian(bytes),
            BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));
        var (depth, color) = (bytes[8], (PngColor)bytes[9]);
        var isLawful = color switch
        {
            PngColor.Gray => depth is 1 or 2 or 4 or 8 or 16,
            PngColor.Palette => depth is 1 or 2 or 4 or 8,
            PngColor.Rgb or PngColor.GrayAlpha or PngColor.Rgba => depth is 8 or 16,
            _ => false,
        };
        if (!isLawful || bytes[10] != 0 || bytes[11] != 0 || bytes[12] > 1)
        {
            throw ImageException.Corrupt("has a PNG header with unlawful values");
        }

        return new PngHeader(image, color, depth, bytes[12] == 1);
    }
}
