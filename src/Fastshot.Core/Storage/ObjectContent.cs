using System.Buffers;

namespace Fastshot.Core.Storage;

/// <summary>Bytes to be put: their length is known before, and they can be read again when a request is repeated.</summary>
public sealed class ObjectContent
{
    private const int ChunkSizeMax = 256 * 1024;

    private readonly Func<CancellationToken, Task<Stream>> _open;

    public ObjectContent(long length, Func<CancellationToken, Task<Stream>> open)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        (Length, _open) = (length, open);
    }

    public long Length { get; }

    /// <summary>The SHA-256 of the bytes where it is known beforehand, so that a store need not read them twice; else empty.</summary>
    public ReadOnlyMemory<byte> Sha256 { get; init; }

    public static ObjectContent Of(ReadOnlyMemory<byte> bytes) =>
        new(bytes.Length, _ => Task.FromResult<Stream>(new ReadOnlyMemoryStream(bytes)));

    /// <summary>Opens the bytes from their start; the caller disposes the stream.</summary>
    public Task<Stream> OpenAsync(CancellationToken cancellationToken = default) => _open(cancellationToken);

    /// <summary>Hands the bytes on in chunks of at most 256 KiB, each valid until its task ends.</summary>
    /// <exception cref="StoreException">
    /// <see cref="StoreError.Broken"/>: there were more or fewer bytes than <see cref="Length"/>. More are never handed on.
    /// </exception>
    public async Task CopyToAsync(
        Func<ReadOnlyMemory<byte>, CancellationToken, Task> sink, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(sink);
        var source = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            // One byte more than is left, so that a longer content shows itself.
            var chunk = ArrayPool<byte>.Shared.Rent((int)Math.Min(ChunkSizeMax, Length + 1));
            try
            {
                var left = Length;
                while (true)
                {
                    var wanted = (int)Math.Min(Math.Min(chunk.Length, ChunkSizeMax), left + 1);
                    var count = await source.ReadAsync(chunk.AsMemory(0, wanted), cancellationToken)
                        .ConfigureAwait(false);
                    if (count > left || (count == 0 && left > 0))
                    {
                        throw new StoreException(
                            StoreError.Broken,
                            $"The content has {(count > left ? "more" : "fewer")} bytes than the {Length} it was said to have; it changed while it was read.");
                    }

                    if (count == 0)
                    {
                        return;
                    }

                    left -= count;
                    await sink(chunk.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(chunk);
            }
        }
    }
}
