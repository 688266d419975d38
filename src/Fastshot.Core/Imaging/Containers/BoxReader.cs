using System.Buffers.Binary;

namespace Fastshot.Core.Imaging.Containers;

/// <summary>Reads the content of one box in memory; whatever goes beyond its end is a corrupt image.</summary>
internal ref struct BoxReader(ReadOnlySpan<byte> content)
{
    private ReadOnlySpan<byte> _rest = content;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>A big-endian number of that many bytes: 0, 1, 2, 4 or 8.</summary>
    public ulong Number(int size)
    {
        var bytes = Take(size);
        return size switch
        {
            0 => 0,
            1 => bytes[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            4 => BinaryPrimitives.ReadUInt32BigEndian(bytes),
            8 => BinaryPrimitives.ReadUInt64BigEndian(bytes),
            _ => throw ImageException.Corrupt("has a number of an unlawful size"),
        };
    }

    public uint UInt32() => (uint)Number(4);

    public int UInt16() => (int)Number(2);

    public int Byte() => (int)Number(1);

    /// <summary>The version of a full box; its flags come next to it.</summary>
    public (int Version, uint Flags) Version()
    {
        var value = UInt32();
        return ((int)(value >> 24), value & 0xFFFFFF);
    }

    /// <summary>The next box inside of this one.</summary>
    public BoxReader Box(out uint type)
    {
        var length = UInt32();
        type = UInt32();
        return length >= 8
            ? new BoxReader(Take(length - 8))
            : throw ImageException.Corrupt("has a damaged box");
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > _rest.Length)
        {
            throw ImageException.Corrupt("has a box that is too short");
        }

        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }
}
