namespace Fastshot.Core.Storage;

/// <summary>Bytes to be put: their length is known before, and they can be read again when a request is repeated.</summary>
public sealed class ObjectContent
{
    private readonly Func<CancellationToken, Task<Stream>> _open;

    public ObjectContent(long length, Func<CancellationToken, Task<Stream>> open)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        (Length, _open) = (length, open);
    }

    public long Length { get; }

    public static ObjectContent Of(ReadOnlyMemory<byte> bytes) =>
        new(bytes.Length, _ => Task.FromResult<Stream>(new ReadOnlyMemoryStream(bytes)));

    /// <summary>Opens the bytes from their start; the caller disposes the stream.</summary>
    public Task<Stream> OpenAsync(CancellationToken cancellationToken = default) => _open(cancellationToken);
}
