using System.Buffers;
using System.Buffers.Text;
using Fastshot.Core.Runtime;

namespace Fastshot.Classic.Format;

/// <summary>Decodes Base64 as it is read, so that a picture is never in memory twice.</summary>
internal sealed class Base64Stream(ReadOnlyMemory<byte> text) : ReadOnlyStream
{
    private const int GroupsMax = 16 << 10;

    private readonly byte[] _decoded = new byte[GroupsMax * 3];
    private int _textRead;
    private int _start;
    private int _end;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_start == _end && _textRead < text.Length)
        {
            Decode();
        }

        var count = Math.Min(buffer.Length, _end - _start);
        _decoded.AsSpan(_start, count).CopyTo(buffer.Span);
        _start += count;
        return ValueTask.FromResult(count);
    }

    private void Decode()
    {
        var chunk = text.Span.Slice(_textRead, Math.Min(GroupsMax * 4, text.Length - _textRead));
        var isLast = _textRead + chunk.Length == text.Length;
        if (chunk.ContainsAny(" \t\r\n"u8)
            || Base64.DecodeFromUtf8(chunk, _decoded, out var read, out var written, isLast) != OperationStatus.Done
            || read != chunk.Length)
        {
            throw new ClassicFormatException(ClassicError.Damaged, "has a picture whose Base64 is damaged");
        }

        (_textRead, _start, _end) = (_textRead + read, 0, written);
    }
}
