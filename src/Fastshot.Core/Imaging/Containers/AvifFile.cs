namespace Fastshot.Core.Imaging.Containers;

/// <summary>An AVIF file: boxes, of which one describes the pictures and where their bytes lie (ISO/IEC 23008-12).</summary>
internal static class AvifFile
{
    private const uint FileType = 0x66747970;
    private const uint Meta = 0x6D657461;
    private const uint Media = 0x6D646174;

    // The first box is never longer than this: a list of brands.
    private const int BrandsMax = 1024;

    public static bool IsOne(ReadOnlySpan<byte> start)
    {
        if (start.Length < 12 || !start[4..].StartsWith("ftyp"u8))
        {
            return false;
        }

        var length = (int)Math.Min(
            (uint)start.Length, System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(start));
        for (var i = 8; i + 4 <= length; i += 4)
        {
            // Between the major brand and the others stands a version.
            var brand = start.Slice(i, 4);
            if (i != 12 && (brand.SequenceEqual("avif"u8) || brand.SequenceEqual("avis"u8)))
            {
                return true;
            }
        }

        return false;
    }

    public static ImageHeader ReadHeader(ByteReader reader)
    {
        var (width, height) = FindMeta(reader).PrimarySize();
        return ImageHeader.Declared(ImageFormat.Avif, width, height);
    }

    /// <summary>Walks all boxes to the end of the file, and asks that the pictures' bytes lie inside of it.</summary>
    public static void Check(ByteReader reader, CancellationToken cancellationToken)
    {
        FindMeta(reader).RequireExtentsWithin(reader.Length);
        reader.Seek(0);
        var hasMedia = false;
        while (reader.Remaining > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (type, length) = NextBox(reader);
            hasMedia |= type == Media;
            reader.Skip(length);
        }

        if (!hasMedia)
        {
            throw ImageException.Truncated();
        }
    }

    private static AvifMeta FindMeta(ByteReader reader)
    {
        reader.Seek(0);
        while (reader.Remaining > 0)
        {
            var (type, length) = NextBox(reader);
            if (type == FileType && length > BrandsMax)
            {
                throw ImageException.Corrupt("has a list of brands without measure");
            }

            if (type == Meta)
            {
                return AvifMeta.Read(reader, length);
            }

            reader.Skip(length);
        }

        throw ImageException.Corrupt("does not describe its pictures");
    }

    private static (uint Type, long Length) NextBox(ByteReader reader)
    {
        var start = reader.Position;
        ulong length = reader.ReadUInt32BigEndian();
        var type = reader.ReadUInt32BigEndian();
        if (length == 1)
        {
            length = reader.ReadUInt64BigEndian();
        }
        else if (length == 0)
        {
            length = (ulong)(reader.Length - start);
        }

        var head = (ulong)(reader.Position - start);
        if (length < head)
        {
            throw ImageException.Corrupt("has a damaged box");
        }

        if (length - head > (ulong)reader.Remaining)
        {
            throw ImageException.Truncated();
        }

        return (type, (long)(length - head));
    }
}
