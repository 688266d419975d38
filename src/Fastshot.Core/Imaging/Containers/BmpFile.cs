using System.Buffers.Binary;

namespace Fastshot.Core.Imaging.Containers;

/// <summary>A Windows bitmap: a file header, one of several picture headers, and rows.</summary>
internal static class BmpFile
{
    private const int HeadLength = 14;

    /// <summary>Two letters are little to go by, so the reserved zeros and the length of the second header count too.</summary>
    public static bool IsOne(ReadOnlySpan<byte> start) =>
        start.Length >= HeadLength + 4
        && start.StartsWith("BM"u8)
        && BinaryPrimitives.ReadUInt32LittleEndian(start[6..]) == 0
        && BinaryPrimitives.ReadUInt32LittleEndian(start[HeadLength..]) is 12 or 40 or 52 or 56 or 64 or 108 or 124;

    public static ImageHeader ReadHeader(ByteReader reader)
    {
        reader.Seek(HeadLength);
        return reader.ReadUInt32LittleEndian() == 12
            ? ImageHeader.Declared(ImageFormat.Bmp, reader.ReadUInt16LittleEndian(), reader.ReadUInt16LittleEndian())
            : ImageHeader.Declared(
                ImageFormat.Bmp,
                unchecked((int)reader.ReadUInt32LittleEndian()),
                Math.Abs((long)unchecked((int)reader.ReadUInt32LittleEndian()))); // Negative: from top to bottom.
    }

    public static void Check(ByteReader reader, ImageHeader header)
    {
        reader.Seek(2);
        var declared = reader.ReadUInt32LittleEndian();
        reader.Skip(4);
        var start = reader.ReadUInt32LittleEndian();
        var (bits, compression, size) = ReadLayout(reader);
        var isPacked = compression is 1 or 2;
        if (!isPacked && compression is not (0 or 3 or 6))
        {
            throw ImageException.Unsupported("is a bitmap with another format inside");
        }

        if (bits is not (1 or 4 or 8 or 16 or 24 or 32) || start < reader.Position || (isPacked && size < 2))
        {
            throw ImageException.Corrupt("has a damaged bitmap header");
        }

        var rows = isPacked ? size : ((((long)header.Width * bits) + 31) / 32) * 4 * header.Height;
        if (start + rows > reader.Length || declared > reader.Length)
        {
            throw ImageException.Truncated();
        }

        if (isPacked)
        {
            CheckEnd(reader, start + rows);
        }
    }

    private static (int Bits, uint Compression, uint Size) ReadLayout(ByteReader reader)
    {
        if (reader.ReadUInt32LittleEndian() == 12)
        {
            reader.Skip(6);
            return (reader.ReadUInt16LittleEndian(), 0, 0);
        }

        reader.Skip(10);
        return (reader.ReadUInt16LittleEndian(), reader.ReadUInt32LittleEndian(), reader.ReadUInt32LittleEndian());
    }

    // Run lengths end with the mark for the end of the bitmap; some writers round the size up to four bytes.
    private static void CheckEnd(ByteReader reader, long end)
    {
        Span<byte> tail = stackalloc byte[2];
        reader.Seek(end - 2);
        reader.ReadExactly(tail);
        if (!tail.SequenceEqual((ReadOnlySpan<byte>)[0, 1]) && !tail.SequenceEqual((ReadOnlySpan<byte>)[0, 0]))
        {
            throw ImageException.Corrupt("has compressed rows without an end");
        }
    }
}
