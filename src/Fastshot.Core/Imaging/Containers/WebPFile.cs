using System.Buffers.Binary;

namespace Fastshot.Core.Imaging.Containers;

/// <summary>A WebP file: a RIFF container of chunks (WebP container specification; RFC 9649).</summary>
internal static class WebPFile
{
    private const uint Lossy = 0x56503820;
    private const uint Lossless = 0x5650384C;
    private const uint Extended = 0x56503858;
    private const uint Frame = 0x414E4D46;

    public static bool IsOne(ReadOnlySpan<byte> start) =>
        start.Length >= 12 && start.StartsWith("RIFF"u8) && start[8..].StartsWith("WEBP"u8);

    public static ImageHeader ReadHeader(ByteReader reader)
    {
        reader.Seek(12);
        var type = reader.ReadUInt32BigEndian();
        var length = reader.ReadUInt32LittleEndian();
        if (type != Extended)
        {
            return ReadPicture(reader, type, length);
        }

        Span<byte> bytes = stackalloc byte[10];
        RequireLength(length, bytes.Length);
        reader.ReadExactly(bytes);
        return ImageHeader.Declared(ImageFormat.WebP, 1 + ReadUInt24(bytes[4..]), 1 + ReadUInt24(bytes[7..]));
    }

    public static void Check(ByteReader reader, ImageHeader header, CancellationToken cancellationToken)
    {
        reader.Seek(4);
        var end = 8L + reader.ReadUInt32LittleEndian();
        if (end > reader.Length)
        {
            throw ImageException.Truncated();
        }

        reader.Skip(4);
        var pictures = 0;
        while (reader.Position < end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var type = reader.ReadUInt32BigEndian();
            var length = reader.ReadUInt32LittleEndian();
            var next = reader.Position + length + (length & 1);
            if (next > end)
            {
                throw ImageException.Corrupt("has a chunk that is longer than the file");
            }

            if (type is Lossy or Lossless)
            {
                RequireSize(ReadPicture(reader, type, length), header);
                pictures++;
            }
            else if (type == Frame)
            {
                CheckFrame(reader, length, header);
                pictures++;
            }

            reader.Seek(next);
        }

        if (pictures == 0)
        {
            throw ImageException.Corrupt("has no picture");
        }
    }

    private static void CheckFrame(ByteReader reader, uint length, ImageHeader header)
    {
        Span<byte> bytes = stackalloc byte[16];
        RequireLength(length, bytes.Length);
        reader.ReadExactly(bytes);
        var (left, top) = (2 * ReadUInt24(bytes), 2 * ReadUInt24(bytes[3..]));
        var (width, height) = (1 + ReadUInt24(bytes[6..]), 1 + ReadUInt24(bytes[9..]));
        if (left + width > header.Width || top + height > header.Height)
        {
            throw ImageException.Corrupt("has a frame outside of its canvas");
        }
    }

    private static ImageHeader ReadPicture(ByteReader reader, uint type, uint length)
    {
        Span<byte> bytes = stackalloc byte[10];
        switch (type)
        {
            case Lossy:
                RequireLength(length, bytes.Length);
                reader.ReadExactly(bytes);
                if ((bytes[0] & 1) == 0 && bytes[3..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]))
                {
                    return ImageHeader.Declared(
                        ImageFormat.WebP,
                        BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]) & 0x3FFF,
                        BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) & 0x3FFF);
                }

                break;
            case Lossless:
                RequireLength(length, 5);
                reader.ReadExactly(bytes[..5]);
                var bits = BinaryPrimitives.ReadUInt32LittleEndian(bytes[1..]);
                if (bytes[0] == 0x2F && bits >> 29 == 0)
                {
                    return ImageHeader.Declared(ImageFormat.WebP, 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF));
                }

                break;
        }

        throw ImageException.Corrupt("has a damaged picture header");
    }

    private static void RequireLength(uint length, int least)
    {
        if (length < least)
        {
            throw ImageException.Corrupt("has a chunk that is too short");
        }
    }

    private static void RequireSize(ImageHeader picture, ImageHeader header)
    {
        if (picture != header)
        {
            throw ImageException.Corrupt("has a picture of another size than its canvas");
        }
    }

    private static int ReadUInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
