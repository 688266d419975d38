using System.Buffers.Binary;
using System.IO.Compression;
using Fastshot.Core.Imaging.Png;

namespace Fastshot.Core.Tests.Imaging.Png;

/// <summary>A second, plain PNG encoder, for files of every kind and for damaged ones. It knows nothing of ours.</summary>
internal sealed record TestPng(int Width, int Height, int Color, int Depth, bool IsInterlaced = false)
{
    public byte[]? Palette { get; init; }

    public byte[]? Transparency { get; init; }

    /// <summary>0 to 4, or 5 for all of them in turn.</summary>
    public int Filter { get; init; } = 5;

    /// <summary>How many bytes of compressed data a chunk takes.</summary>
    public int ChunkSize { get; init; } = int.MaxValue;

    public int Channels => Color switch
    {
        2 => 3,
        4 => 2,
        6 => 4,
        _ => 1,
    };

    /// <summary>A sample of a picture that has a bit of everything.</summary>
    public int Sample(int x, int y, int channel)
    {
        var value = unchecked(((x * 7919) + (y * 104729) + (channel * 1299709) + (x * y * 31)) & 0xFFFF);
        return x % 5 == 0 && y % 3 == 0 ? 0 : value >> (16 - Depth);
    }

    public byte[] Encode() => Assemble(Compress(Rows()));

    public byte[] Assemble(byte[] compressed)
    {
        using var file = new MemoryStream();
        file.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, Width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), Height);
        (header[8], header[9], header[12]) = ((byte)Depth, (byte)Color, IsInterlaced ? (byte)1 : (byte)0);
        file.Write(Chunk("IHDR", header));
        if (Palette is not null)
        {
            file.Write(Chunk("PLTE", Palette));
        }

        if (Transparency is not null)
        {
            file.Write(Chunk("tRNS", Transparency));
        }

        foreach (var part in compressed.Chunk(ChunkSize))
        {
            file.Write(Chunk("IDAT", part));
        }

        file.Write(Chunk("IEND", []));
        return file.ToArray();
    }

    /// <summary>All rows of all passes, filtered, as they are before compression.</summary>
    public byte[] Rows()
    {
        (int Left, int Top, int StepX, int StepY)[] passes = IsInterlaced
            ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
            : [(0, 0, 1, 1)];
        using var rows = new MemoryStream();
        foreach (var (left, top, stepX, stepY) in passes)
        {
            byte[]? above = null;
            for (var y = top; y < Height && left < Width; y += stepY)
            {
                var row = Pack([.. Enumerable.Range(0, Width).Where(x => x >= left && (x - left) % stepX == 0)], y);
                var filter = Filter == 5 ? (y + left) % 5 : Filter;
                rows.WriteByte((byte)filter);
                rows.Write(Apply(filter, row, above ?? new byte[row.Length]));
                above = row;
            }
        }

        return rows.ToArray();
    }

    public static byte[] Compress(byte[] bytes)
    {
        using var compressed = new MemoryStream();
        using (var stream = new ZLibStream(compressed, CompressionLevel.Optimal))
        {
            stream.Write(bytes);
        }

        return compressed.ToArray();
    }

    public static byte[] Chunk(string type, byte[] content)
    {
        byte[] named = [.. type.Select(letter => (byte)letter), .. content];
        var chunk = new byte[named.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        named.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(named.Length + 4), Crc32.Append(0, named));
        return chunk;
    }

    private byte[] Pack(int[] columns, int y)
    {
        var bits = string.Concat(
            from x in columns
            from channel in Enumerable.Range(0, Channels)
            select Convert.ToString(Sample(x, y, channel), 2).PadLeft(Depth, '0'));
        return [.. bits.Chunk(8).Select(one => Convert.ToByte(new string(one).PadRight(8, '0'), 2))];
    }

    private byte[] Apply(int filter, byte[] row, byte[] above)
    {
        var step = Math.Max(1, Channels * Depth / 8);
        var filtered = new byte[row.Length];
        for (var i = 0; i < row.Length; i++)
        {
            int left = i < step ? 0 : row[i - step];
            int upperLeft = i < step ? 0 : above[i - step];
            var expected = filter switch
            {
                1 => left,
                2 => above[i],
                3 => (left + above[i]) / 2,
                4 => new[] { left, above[i], upperLeft }.MinBy(one => Math.Abs(left + above[i] - upperLeft - one)),
                _ => 0,
            };
            filtered[i] = unchecked((byte)(row[i] - expected));
        }

        return filtered;
    }
}
