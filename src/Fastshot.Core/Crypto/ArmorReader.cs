using Fastshot.Core.Runtime;

namespace Fastshot.Core.Crypto;

/// <summary>Reads an age file in letters as the binary file it stands for (C2SP age, "ASCII armor").</summary>
/// <remarks>Strict, as age itself is: white space only before and after, full lines, canonical Base64.</remarks>
internal sealed class ArmorReader(Stream source) : ReadOnlyStream
{
    /// <summary>How much white space may stand before the first line, and how much after the last.</summary>
    public const int WhitespaceMax = 1024;

    private readonly byte[] _text = new byte[4 * WhitespaceMax];
    private readonly byte[] _bytes = new byte[StrictBase64.LineBytes];
    private ReadOnlyMemory<byte> _ready;
    private int _start;
    private int _end;
    private bool _isBegun;
    private bool _isLastLineRead;
    private bool _isEnded;

    public static ReadOnlySpan<byte> Whitespace => " \t\r\n"u8;

    private static ReadOnlySpan<byte> FirstLine => "-----BEGIN AGE ENCRYPTED FILE-----"u8;

    private static ReadOnlySpan<byte> LastLine => "-----END AGE ENCRYPTED FILE-----"u8;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_isBegun)
        {
            await BeginAsync(cancellationToken).ConfigureAwait(false);
        }

        while (_ready.IsEmpty && !_isEnded && !buffer.IsEmpty)
        {
            var line = await ReadLineAsync(cancellationToken).ConfigureAwait(false);
            if (line.Span.SequenceEqual(LastLine))
            {
                await EndAsync(cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (_isLastLineRead)
            {
                throw Refuse("goes on after a line that is not full");
            }

            if (line.IsEmpty || !StrictBase64.TryDecodePadded(line.Span, _bytes, out var size))
            {
                throw Refuse("has a line that is not canonical Base64");
            }

            _isLastLineRead = size < StrictBase64.LineBytes;
            _ready = _bytes.AsMemory(0, size);
        }

        var count = Math.Min(buffer.Length, _ready.Length);
        _ready[..count].CopyTo(buffer);
        _ready = _ready[count..];
        return count;
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        var skipped = 0;
        while (!_isBegun)
        {
            var line = await ReadLineAsync(cancellationToken).ConfigureAwait(false);
            skipped += line.Length + 1;
            _isBegun = line.Span.SequenceEqual(FirstLine);
            if (!_isBegun && (!line.Span.Trim(Whitespace).IsEmpty || skipped > WhitespaceMax))
            {
                throw Refuse("does not begin with the line that it must begin with");
            }
        }
    }

    private async Task EndAsync(CancellationToken cancellationToken)
    {
        _isEnded = true;
        do
        {
            if (_end - _start > WhitespaceMax || !_text.AsSpan(_start, _end - _start).Trim(Whitespace).IsEmpty)
            {
                throw Refuse("is followed by something");
            }
        }
        while (await FillAsync(cancellationToken).ConfigureAwait(false));
    }

    // A line without its line feed, or carriage return and line feed; the last one may lack them.
    private async Task<ReadOnlyMemory<byte>> ReadLineAsync(CancellationToken cancellationToken)
    {
        int length;
        while ((length = _text.AsSpan(_start, _end - _start).IndexOf((byte)'\n')) < 0)
        {
            if (_end - _start > WhitespaceMax)
            {
                throw Refuse("has a line that is too long");
            }

            if (await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            length = _end - _start;
            if (length == 0)
            {
                throw Refuse("has no last line");
            }

            break;
        }

        var line = _text.AsMemory(_start, length);
        _start = Math.Min(_end, _start + length + 1);
        return line.Span.EndsWith("\r"u8) ? line[..^1] : line;
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        _text.AsSpan(_start, _end - _start).CopyTo(_text);
        (_start, _end) = (0, _end - _start);
        var count = await source.ReadAsync(_text.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += count;
        return count > 0;
    }

    private static AgeException Refuse(string reason) => new(AgeError.Armor, $"The armor of the age file {reason}.");
}
