using System.Globalization;
using System.Text;
using System.Threading.Channels;

namespace Fastshot.Storage.S3;

/// <summary>The server's end of a connection, as far as the rehearsal needs one: each request is answered, and nothing is sent.</summary>
internal sealed class RehearsedConnection : Stream
{
    private const string Listing = """
        <?xml version="1.0" encoding="UTF-8"?>
        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>rehearsal</Name><KeyCount>1</KeyCount><MaxKeys>1000</MaxKeys><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated><Contents><Key>a</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>"a"</ETag><Size>1</Size><StorageClass>STANDARD</StorageClass></Contents></ListBucketResult>
        """;

    private readonly Channel<ReadOnlyMemory<byte>> _answers = Channel.CreateUnbounded<ReadOnlyMemory<byte>>();
    private ReadOnlyMemory<byte> _left;

    /// <summary>The one object that stands there.</summary>
    public static ReadOnlySpan<byte> Object => "a"u8;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_left.IsEmpty)
        {
            if (!await _answers.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                return 0;
            }

            // Whoever reads nothing asks only whether there is something.
            if (buffer.IsEmpty || !_answers.Reader.TryRead(out _left))
            {
                return 0;
            }
        }

        var count = Math.Min(buffer.Length, _left.Length);
        _left[..count].CopyTo(buffer);
        _left = _left[count..];
        return count;
    }

    // The head of a request comes in one piece; what comes besides is a body.
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Span.StartsWith("GET /rehearsal/?"u8))
        {
            Answer(Encoding.UTF8.GetBytes(Listing));
        }
        else if (buffer.Span.StartsWith("GET "u8))
        {
            Answer(Object);
        }
        else if (buffer.Span.StartsWith("PUT "u8))
        {
            Answer([]);
        }

        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        _answers.Writer.TryComplete();
        base.Dispose(disposing);
    }

    private void Answer(ReadOnlySpan<byte> body)
    {
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 200 OK\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nLast-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\nETag: \"a\"\r\nContent-Type: application/xml\r\nContent-Length: {body.Length}\r\n\r\n");
        _answers.Writer.TryWrite((byte[])[.. Encoding.ASCII.GetBytes(head), .. body]);
    }
}
