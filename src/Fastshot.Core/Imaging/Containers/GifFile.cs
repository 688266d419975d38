namespace Fastshot.Core.Imaging.Containers;

/// <summary>A GIF file: a screen, then blocks of pictures and extensions up to a trailer (GIF89a specification).</summary>
internal static class GifFile
{
    public static bool IsOne(ReadOnlySpan<byte> start) => start.StartsWith("GIF87a"u8) || start.StartsWith("GIF89a"u8);

    public static ImageHeader ReadHeader(ByteReader reader)
    {
        reader.Seek(6);
        return ImageHeader.Declared(
            ImageFormat.Gif, reader.ReadUInt16LittleEndian(), reader.ReadUInt16LittleEndian());
    }

    public static void Check(ByteReader reader, CancellationToken cancellationToken)
    {
        reader.Seek(10);
        SkipColors(reader, reader.ReadByte());
        reader.Skip(2);
        for (var hasPicture = false; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (reader.ReadByte())
            {
                case 0x21:
                    reader.Skip(1);
                    SkipBlocks(reader);
                    break;
                case 0x2C:
                    CheckPicture(reader);
                    hasPicture = true;
                    break;
                case 0x3B when hasPicture:
                    return;
                default:
                    throw ImageException.Corrupt("has a block of an unknown kind, or no picture");
            }
        }
    }

    private static void CheckPicture(ByteReader reader)
    {
        reader.Skip(4);
        ImageHeader.Declared(ImageFormat.Gif, reader.ReadUInt16LittleEndian(), reader.ReadUInt16LittleEndian());
        SkipColors(reader, reader.ReadByte());
        if (reader.ReadByte() is < 1 or > 11)
        {
            throw ImageException.Corrupt("has a picture of an unlawful code size");
        }

        SkipBlocks(reader);
    }

    private static void SkipColors(ByteReader reader, byte flags)
    {
        if ((flags & 0x80) != 0)
        {
            reader.Skip(3L << ((flags & 7) + 1));
        }
    }

    private static void SkipBlocks(ByteReader reader)
    {
        for (var length = reader.ReadByte(); length > 0; length = reader.ReadByte())
        {
            reader.Skip(length);
        }
    }
}
