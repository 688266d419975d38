namespace Fastshot.Testing.Files;

/// <summary>The bytes of a file, of which a beginning is durable.</summary>
internal sealed class FakeFile(byte[] bytes, int length, DateTimeOffset modified)
{
    private byte[] _bytes = bytes;

    public int Length { get; private set; } = length;

    public int SyncedLength { get; private set; } = length;

    public DateTimeOffset Modified { get; private set; } = modified;

    public bool IsSynced => SyncedLength == Length;

    public int Read(long offset, Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, Math.Max(0, Length - offset));
        _bytes.AsSpan(..Length).Slice((int)Math.Min(offset, Length), count).CopyTo(buffer);
        return count;
    }

    public void Append(ReadOnlySpan<byte> more, DateTimeOffset now)
    {
        if (Length + more.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(Length + more.Length, 2 * _bytes.Length));
        }

        more.CopyTo(_bytes.AsSpan(Length));
        Length += more.Length;
        Modified = now;
    }

    public void Sync() => SyncedLength = Length;

    /// <summary>The file after a crash. The bytes are shared: what was written before is never written again.</summary>
    public FakeFile AfterCrash(UnsyncedTail tail)
    {
        switch (tail)
        {
            case UnsyncedTail.Kept:
                return new FakeFile(_bytes, Length, Modified);
            case UnsyncedTail.Half:
                return new FakeFile(_bytes, SyncedLength + ((Length - SyncedLength) / 2), Modified);
            case UnsyncedTail.Zeros:
                var zeroed = _bytes.AsSpan(..Length).ToArray();
                zeroed.AsSpan(SyncedLength).Clear();
                return new FakeFile(zeroed, Length, Modified);
            default:
                return new FakeFile(_bytes, SyncedLength, Modified);
        }
    }
}

/// <summary>What a crash may leave of bytes that were not synced.</summary>
internal enum UnsyncedTail
{
    Lost,
    Half,

    /// <summary>The length was written, and the bytes were not.</summary>
    Zeros,
    Kept,
}
