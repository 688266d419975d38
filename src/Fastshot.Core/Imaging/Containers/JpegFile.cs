namespace Fastshot.Core.Imaging.Containers;

/// <summary>A JPEG file: segments between markers, with entropy-coded runs behind each start of a scan (ITU T.81, annex B).</summary>
internal static class JpegFile
{
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;

    public static bool IsOne(ReadOnlySpan<byte> start) => start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    /// <summary>Walks to the frame header.</summary>
    public static ImageHeader ReadHeader(ByteReader reader)
    {
        reader.Seek(2);
        while (true)
        {
            var marker = NextMarker(reader);
            if (IsFrame(marker))
            {
                return ReadFrame(reader);
            }

            if (marker is EndOfImage or StartOfScan)
            {
                throw ImageException.Corrupt("has no frame header before its picture");
            }

            SkipSegment(reader, marker);
        }
    }

    /// <summary>Walks to the end of the image, which must be there, behind at least one scan.</summary>
    public static void Check(ByteReader reader, CancellationToken cancellationToken)
    {
        reader.Seek(2);
        var hasScan = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var marker = NextMarker(reader);
            if (marker == EndOfImage)
            {
                break;
            }

            hasScan |= marker == StartOfScan;
            SkipSegment(reader, marker);
        }

        if (!hasScan)
        {
            throw ImageException.Corrupt("has no picture data");
        }
    }

    /// <summary>Skips to the next marker: over fill bytes and, behind a scan's header, over its coded data.</summary>
    private static byte NextMarker(ByteReader reader)
    {
        while (true)
        {
            reader.SkipPast(0xFF);
            byte marker;
            do
            {
                marker = reader.ReadByte();
            }
            while (marker == 0xFF);

            // A stuffed zero is data; restart markers only part it.
            if (marker is not (0 or (>= 0xD0 and <= 0xD7)))
            {
                return marker;
            }
        }
    }

    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static ImageHeader ReadFrame(ByteReader reader)
    {
        var length = reader.ReadUInt16BigEndian();
        reader.Skip(1);
        var (height, width) = (reader.ReadUInt16BigEndian(), reader.ReadUInt16BigEndian());
        var components = reader.ReadByte();
        if (length != 8 + (3 * components) || components == 0)
        {
            throw ImageException.Corrupt("has a damaged frame header");
        }

        return height == 0
            ? throw ImageException.Unsupported("is a JPEG that tells its height only at its end")
            : ImageHeader.Declared(ImageFormat.Jpeg, width, height);
    }

    private static void SkipSegment(ByteReader reader, byte marker)
    {
        if (marker is 0x01 or 0xD8)
        {
            return;
        }

        var length = reader.ReadUInt16BigEndian();
        if (length < 2)
        {
            throw ImageException.Corrupt("has a damaged segment");
        }

        reader.Skip(length - 2);
    }
}
