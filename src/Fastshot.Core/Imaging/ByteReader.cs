using System.Buffers.Binary;

namespace Fastshot.Core.Imaging;

/// <summary>Reads numbers and runs of bytes from a seekable stream; whatever is not there is a truncated image.</summary>
/// <remarks>Its memory is one buffer of 16 KiB, however long the stream is.</remarks>
internal sealed class ByteReader
{
    private readonly Stream _stream;
    private readonly byte[] _buffer = new byte[16 << 10];
    private int _next;
    private int _end;

    public ByteReader(Stream stream)
    {
        _stream = stream;
        Length = stream.Length;
        Seek(0);
    }

    public long Length { get; }

    public long Position { get; private set; }

    public long Remaining => Length - Position;

    public void Seek(long position)
    {
        if (position < 0 || position > Length)
        {
            throw ImageException.Truncated();
        }

        _stream.Position = position;
        Position = position;
        (_next, _end) = (0, 0);
    }

    public void Skip(long count)
    {
        if (count < 0 || count > Remaining)
        {
            throw ImageException.Truncated();
        }

        if (count <= _end - _next)
        {
            _next += (int)count;
            Position += count;
        }
        else
        {
            Seek(Position + count);
        }
    }

    /// <summary>Reads what is at hand, at least one byte; 0 only at the end.</summary>
    public int Read(Span<byte> destination)
    {
        var buffered = Buffered();
        var count = Math.Min(destination.Length, buffered.Length);
        buffered[..count].CopyTo(destination);
        Consume(count);
        return count;
    }

    public void ReadExactly(Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var count = Read(destination);
            if (count == 0)
            {
                throw ImageException.Truncated();
            }

            destination = destination[count..];
        }
    }

    public byte ReadByte()
    {
        Span<byte> bytes = stackalloc byte[1];
        ReadExactly(bytes);
        return bytes[0];
    }

    public ushort ReadUInt16BigEndian()
    {
        Span<byte> bytes = stackalloc byte[2];
        ReadExactly(bytes);
        return BinaryPrimitives.ReadUInt16BigEndian(bytes);
    }

    public ushort ReadUInt16LittleEndian() => BinaryPrimitives.ReverseEndianness(ReadUInt16BigEndian());

    public uint ReadUInt32BigEndian()
    {
        Span<byte> bytes = stackalloc byte[4];
        ReadExactly(bytes);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    public uint ReadUInt32LittleEndian() => BinaryPrimitives.ReverseEndianness(ReadUInt32BigEndian());

    public ulong ReadUInt64BigEndian() => ((ulong)ReadUInt32BigEndian() << 32) | ReadUInt32BigEndian();

    /// <summary>Skips to the next byte of that value, and past it.</summary>
    public void SkipPast(byte value)
    {
        while (true)
        {
            var buffered = Buffered();
            if (buffered.IsEmpty)
            {
                throw ImageException.Truncated();
            }

            var index = buffered.IndexOf(value);
            Consume(index < 0 ? buffered.Length : index + 1);
            if (index >= 0)
            {
                return;
            }
        }
    }

    private ReadOnlySpan<byte> Buffered()
    {
        if (_next == _end)
        {
            _next = 0;
            _end = _stream.Read(_buffer);
        }

        return _buffer.AsSpan(_next, _end - _next);
    }

    private void Consume(int count)
    {
        _next += count;
        Position += count;
    }
}
