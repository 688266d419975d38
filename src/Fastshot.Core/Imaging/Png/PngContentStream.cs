namespace Fastshot.Core.Imaging.Png;

/// <summary>The compressed picture, which a PNG file keeps in one or more chunks that follow each other.</summary>
internal sealed class PngContentStream(PngChunks chunks) : Stream
{
    private long _position;

    /// <summary>Whether more was asked for than there is: then the compressed data is not complete.</summary>
    public bool IsExhausted { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        while (chunks.Type == PngChunks.Content)
        {
            var count = chunks.Read(buffer);
            if (count > 0 || buffer.IsEmpty)
            {
                RefuseDictionary(buffer[..count]);
                return count;
            }

            chunks.MoveNext();
        }

        IsExhausted = true;
        return 0;
    }

    // Compressed data that wants a dictionary (RFC 1950, FDICT) is unlawful here, and the inflater has no word for it.
    private void RefuseDictionary(ReadOnlySpan<byte> bytes)
    {
        if (_position <= 1 && _position + bytes.Length > 1 && (bytes[(int)(1 - _position)] & 0x20) != 0)
        {
            throw ImageException.Corrupt("has compressed data of an unknown kind");
        }

        _position += bytes.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
