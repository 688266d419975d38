using System.Buffers.Binary;
using System.Text;

namespace Fastshot.Core.Imaging.Png;

/// <summary>Walks the chunks of a PNG file; the checksum of each is checked when the walk leaves it.</summary>
internal sealed class PngChunks(ByteReader reader)
{
    public const uint Header = 0x49484452;
    public const uint Palette = 0x504C5445;
    public const uint Transparency = 0x74524E53;
    public const uint Content = 0x49444154;
    public const uint End = 0x49454E44;

    private uint _checksum;
    private bool _isInside;

    /// <summary>The four letters of the chunk, as a number.</summary>
    public uint Type { get; private set; }

    /// <summary>How much of its content was not read yet, in bytes.</summary>
    public int Remaining { get; private set; }

    /// <summary>A chunk whose first letter is a capital must be understood to read the picture.</summary>
    public bool IsCritical => (Type & 0x20000000) == 0;

    public string Name
    {
        get
        {
            Span<byte> letters = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32BigEndian(letters, Type);
            return Encoding.ASCII.GetString(letters);
        }
    }

    public void MoveNext()
    {
        Finish();
        Span<byte> head = stackalloc byte[8];
        reader.ReadExactly(head);
        var length = BinaryPrimitives.ReadUInt32BigEndian(head);
        if (length > int.MaxValue || !IsName(head[4..]))
        {
            throw ImageException.Corrupt("has a damaged chunk of PNG data");
        }

        if (length > reader.Remaining)
        {
            throw ImageException.Truncated();
        }

        (Type, Remaining) = (BinaryPrimitives.ReadUInt32BigEndian(head[4..]), (int)length);
        _checksum = Crc32.Append(0, head[4..]);
        _isInside = true;
    }

    /// <summary>Reads what is at hand of the chunk's content; 0 only at its end.</summary>
    public int Read(Span<byte> destination)
    {
        var count = Remaining == 0 ? 0 : reader.Read(destination[..Math.Min(destination.Length, Remaining)]);
        if (count == 0 && Remaining > 0 && !destination.IsEmpty)
        {
            throw ImageException.Truncated();
        }

        _checksum = Crc32.Append(_checksum, destination[..count]);
        Remaining -= count;
        return count;
    }

    public void ReadExactly(Span<byte> destination)
    {
        if (destination.Length > Remaining)
        {
            throw ImageException.Corrupt($"has a chunk {Name} that is too short");
        }

        while (!destination.IsEmpty)
        {
            destination = destination[Read(destination)..];
        }
    }

    /// <summary>Reads the rest of the chunk, and compares its checksum.</summary>
    public void Finish()
    {
        if (!_isInside)
        {
            return;
        }

        Span<byte> rest = stackalloc byte[1024];
        while (Remaining > 0)
        {
            Read(rest);
        }

        _isInside = false;
        if (reader.ReadUInt32BigEndian() != _checksum)
        {
            throw ImageException.Corrupt($"has a chunk {Name} whose checksum does not match");
        }
    }

    private static bool IsName(ReadOnlySpan<byte> letters)
    {
        foreach (var letter in letters)
        {
            if (!char.IsAsciiLetter((char)letter))
            {
                return false;
            }
        }

        return true;
    }
}
