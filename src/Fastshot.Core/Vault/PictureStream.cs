using System.Security.Cryptography;
using Fastshot.Core.Format;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;

namespace Fastshot.Core.Vault;

/// <summary>The bytes of one picture inside an archive; at their end they are compared with the manifest's SHA-256.</summary>
internal sealed class PictureStream(Stream archive, Shot shot, string archiveName) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _left = shot.Size;
    private bool _isChecked;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = (int)Math.Min(buffer.Length, _left);
        if (wanted == 0)
        {
            if (_left == 0)
            {
                await CheckAsync(cancellationToken).ConfigureAwait(false);
            }

            return 0;
        }

        var count = await archive.ReadAsync(buffer[..wanted], cancellationToken).ConfigureAwait(false);
        if (count == 0)
        {
            throw ArchiveReader.Damaged(archiveName, $"ends in the middle of {shot.File}");
        }

        _hash.AppendData(buffer.Span[..count]);
        _left -= count;
        if (_left == 0)
        {
            await CheckAsync(cancellationToken).ConfigureAwait(false);
        }

        return count;
    }

    /// <summary>Reads what is left, checked, and the zeros behind it.</summary>
    public async Task SkipAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[64 << 10];
        while (await ReadAsync(buffer, cancellationToken).ConfigureAwait(false) > 0)
        {
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (_isChecked)
        {
            return;
        }

        _isChecked = true;
        if (new Digest(_hash.GetHashAndReset()) != shot.Sha256)
        {
            throw ArchiveReader.Damaged(archiveName, $"holds {shot.File} with other bytes than its manifest says");
        }

        var padding = new byte[TarHeader.PaddingAfter(shot.Size)];
        if (await archive.ReadAtLeastAsync(padding, padding.Length, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false) < padding.Length)
        {
            throw ArchiveReader.Damaged(archiveName, $"ends behind {shot.File}");
        }
    }
}
