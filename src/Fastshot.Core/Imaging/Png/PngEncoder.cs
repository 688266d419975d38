using System.Buffers.Binary;
using System.IO.Compression;

namespace Fastshot.Core.Imaging.Png;

/// <summary>Writes PNG files of eight-bit color, or of a palette in as few bits as its colors need.</summary>
public static class PngEncoder
{
    /// <summary>With alpha where a pixel needs it, without where none does.</summary>
    public static byte[] Encode(Raster raster)
    {
        ArgumentNullException.ThrowIfNull(raster);
        var hasAlpha = HasAlpha(raster.Rgba);
        var step = hasAlpha ? 4 : 3;
        using var file = new MemoryStream();
        Start(file, raster.Width, raster.Height, 8, hasAlpha ? PngColor.Rgba : PngColor.Rgb);
        using var content = new MemoryStream();
        using (var deflated = new ZLibStream(content, CompressionLevel.Optimal, leaveOpen: true))
        {
            var chooser = new PngFilterChooser(raster.Width * step, step);
            for (var y = 0; y < raster.Height; y++)
            {
                Pack(raster.Row(y), chooser.Row, step);
                deflated.Write(chooser.Choose());
            }
        }

        return End(file, content);
    }

    internal static byte[] Encode(IndexedRaster raster)
    {
        var colors = raster.Palette.Length / 4;
        var depth = colors switch
        {
            <= 2 => 1,
            <= 4 => 2,
            <= 16 => 4,
            _ => 8,
        };
        using var file = new MemoryStream();
        Start(file, raster.Width, raster.Height, depth, PngColor.Palette);
        WritePalette(file, raster.Palette);
        using var content = new MemoryStream();
        using (var deflated = new ZLibStream(content, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            // Neighbours in a palette are not neighbours in color, so a filter would only make noise.
            var row = new byte[1 + (((raster.Width * depth) + 7) / 8)];
            for (var y = 0; y < raster.Height; y++)
            {
                PackIndexes(raster.Row(y), row, depth);
                deflated.Write(row);
            }
        }

        return End(file, content);
    }

    private static bool HasAlpha(ReadOnlySpan<byte> rgba)
    {
        for (var i = 3; i < rgba.Length; i += 4)
        {
            if (rgba[i] < 255)
            {
                return true;
            }
        }

        return false;
    }

    private static void Pack(ReadOnlySpan<byte> rgba, Span<byte> row, int step)
    {
        for (var (i, k) = (0, 0); i < rgba.Length; i += 4, k += step)
        {
            rgba.Slice(i, step).CopyTo(row[k..]);
        }
    }

    private static void PackIndexes(ReadOnlySpan<byte> indexes, Span<byte> row, int depth)
    {
        row.Clear();
        for (var x = 0; x < indexes.Length; x++)
        {
            var bit = x * depth;
            row[1 + (bit / 8)] |= (byte)(indexes[x] << (8 - depth - (bit % 8)));
        }
    }

    private static void Start(MemoryStream file, int width, int height, int depth, PngColor color)
    {
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        (header[8], header[9]) = ((byte)depth, (byte)color);
        file.Write(PngHeader.Signature);
        WriteChunk(file, PngChunks.Header, header);
    }

    private static void WritePalette(MemoryStream file, ReadOnlySpan<byte> palette)
    {
        var colors = new byte[palette.Length / 4 * 3];
        var alphas = new byte[palette.Length / 4];
        for (var i = 0; i < alphas.Length; i++)
        {
            palette.Slice(i * 4, 3).CopyTo(colors.AsSpan(i * 3));
            alphas[i] = palette[(i * 4) + 3];
        }

        WriteChunk(file, PngChunks.Palette, colors);

        // What is not named is opaque.
        var named = alphas.AsSpan().LastIndexOfAnyExcept((byte)255) + 1;
        if (named > 0)
        {
            WriteChunk(file, PngChunks.Transparency, alphas.AsSpan(0, named));
        }
    }

    private static byte[] End(MemoryStream file, MemoryStream content)
    {
        WriteChunk(file, PngChunks.Content, content.GetBuffer().AsSpan(0, (int)content.Length));
        WriteChunk(file, PngChunks.End, []);
        return file.ToArray();
    }

    private static void WriteChunk(MemoryStream file, uint type, ReadOnlySpan<byte> content)
    {
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, content.Length);
        file.Write(word);
        BinaryPrimitives.WriteUInt32BigEndian(word, type);
        file.Write(word);
        file.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(word, Crc32.Append(Crc32.Append(0, word), content));
        file.Write(word);
    }
}
