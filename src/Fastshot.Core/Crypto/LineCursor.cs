namespace Fastshot.Core.Crypto;

/// <summary>Walks over lines that end with a line feed.</summary>
internal ref struct LineCursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Where the next line begins.</summary>
    public int Position { get; private set; }

    /// <summary>The next line without its line feed; false where no whole line is left.</summary>
    public bool TryNext(out ReadOnlySpan<byte> line)
    {
        var rest = _bytes[Position..];
        var length = rest.IndexOf((byte)'\n');
        line = length < 0 ? default : rest[..length];
        Position += length + 1;
        return length >= 0;
    }
}
