using System.Buffers;
using System.Security.Cryptography;
using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Core.Vault;

/// <summary>Writes a session's content as a tar: preview, manifest, pictures (docs/vault-format.md, "Archive").</summary>
/// <param name="write">Takes the plaintext in order; the bytes may be reused when its task ends.</param>
internal sealed class ArchivePacker(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> write)
{
    private const int BufferBytes = 64 << 10;

    private long _written;

    public async Task PackAsync(
        ArchiveContent content, VaultId vault, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        if (content.Preview is { } preview)
        {
            await WriteFileAsync($"preview.{preview.Extension}", preview.Bytes, cancellationToken).ConfigureAwait(false);
        }

        var manifest = ManifestWriter.Write(content.Manifest, vault);
        if (manifest.Length > Limits.ManifestBytes)
        {
            throw new VaultException(
                VaultError.TooLarge, $"The session's manifest would be larger than {Limits.ManifestBytes >> 20} MiB.");
        }

        await WriteFileAsync("manifest.json", manifest, cancellationToken).ConfigureAwait(false);
        foreach (var picture in content.Pictures)
        {
            await WritePictureAsync(picture, progress, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Two blocks of zeros: the end of a plain tar.</summary>
    public Task EndAsync(CancellationToken cancellationToken) => WriteZerosAsync(2 * TarHeader.BlockBytes, cancellationToken);

    /// <summary>Zeros up to the padded size of the whole, so that it says little.</summary>
    public Task PadAsync(CancellationToken cancellationToken)
    {
        var size = Padme.RoundUp(Padme.Pad(_written + (2 * TarHeader.BlockBytes)), TarHeader.BlockBytes);
        return WriteZerosAsync(size - _written, cancellationToken);
    }

    private async Task WriteFileAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await WriteHeaderAsync(name, bytes.Length, cancellationToken).ConfigureAwait(false);
        await WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        await WriteZerosAsync(TarHeader.PaddingAfter(bytes.Length), cancellationToken).ConfigureAwait(false);
    }

    private async Task WritePictureAsync(
        PictureSource picture, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        await WriteHeaderAsync(picture.File, picture.Size, cancellationToken).ConfigureAwait(false);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var left = picture.Size;
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var source = await picture.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (source.ConfigureAwait(false))
            {
                // One byte more than expected is asked for, to notice a picture that has grown.
                while (await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
                {
                    left -= count;
                    if (left < 0)
                    {
                        throw Changed(picture);
                    }

                    hash.AppendData(buffer, 0, count);
                    await WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
                    progress?.Report(_written);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true); // It held plaintext.
        }

        if (left != 0 || new Digest(hash.GetHashAndReset()) != picture.Sha256)
        {
            throw Changed(picture);
        }

        await WriteZerosAsync(TarHeader.PaddingAfter(picture.Size), cancellationToken).ConfigureAwait(false);
    }

    private static VaultException Changed(PictureSource picture) => new(
        VaultError.SourceChanged, $"{picture.File} changed while it was being saved; nothing was saved. Try again.");

    private async Task WriteHeaderAsync(string name, long size, CancellationToken cancellationToken)
    {
        var block = new byte[TarHeader.BlockBytes];
        new TarHeader(name, size).Write(block);
        await WriteAsync(block, cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteZerosAsync(long count, CancellationToken cancellationToken)
    {
        var zeros = new byte[Math.Min(count, BufferBytes)];
        while (count > 0)
        {
            var length = (int)Math.Min(count, zeros.Length);
            await WriteAsync(zeros.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
            count -= length;
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await write(bytes, cancellationToken).ConfigureAwait(false);
        _written += bytes.Length;
    }
}
