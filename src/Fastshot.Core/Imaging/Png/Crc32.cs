using System.Buffers.Binary;

namespace Fastshot.Core.Imaging.Png;

/// <summary>The checksum of a PNG chunk (PNG specification, annex D), eight bytes at a step.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = MakeTable();

    /// <summary>Goes on from the checksum of what came before, which is 0 for nothing.</summary>
    public static uint Append(uint checksum, ReadOnlySpan<byte> bytes)
    {
        var table = Table;
        var crc = ~checksum;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = table[0x700 + (low & 255)] ^ table[0x600 + (low >> 8 & 255)]
                ^ table[0x500 + (low >> 16 & 255)] ^ table[0x400 + (low >> 24)]
                ^ table[0x300 + (high & 255)] ^ table[0x200 + (high >> 8 & 255)]
                ^ table[0x100 + (high >> 16 & 255)] ^ table[high >> 24];
        }

        foreach (var one in bytes)
        {
            crc = table[(crc ^ one) & 255] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[8 * 256];
        for (var i = 0u; i < table.Length; i++)
        {
            var crc = i < 256 ? i : table[i - 256];
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : 0xEDB88320 ^ (crc >> 1);
            }

            table[i] = crc;
        }

        return table;
    }
}
