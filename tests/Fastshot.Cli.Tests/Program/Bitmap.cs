using System.Buffers.Binary;

namespace Fastshot.Cli.Tests.Program;

/// <summary>Pictures of noise, in the format that costs nothing to write.</summary>
internal static class Bitmap
{
    private const int HeaderBytes = 54;

    /// <summary>A BMP file of 24 bits a pixel.</summary>
    public static byte[] Draw(SeededRandom random, int width, int height)
    {
        var stride = ((width * 3) + 3) / 4 * 4;
        var file = new byte[HeaderBytes + (stride * height)];
        random.Fill(file.AsSpan(HeaderBytes));
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(26), 1);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(28), 24);
        return file;
    }
}
