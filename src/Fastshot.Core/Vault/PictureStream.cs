using System.Security.Cryptography;
using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Core.Vault;

/// <summary>The bytes of one picture inside an archive; at their end they are compared with the manifest's SHA-256.</summary>
internal sealed class PictureStream(Stream archive, Shot shot, string archiveName) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _left = shot.Size;
    private bool _isChecked;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => shot.Size;

    public override long Position
    {
        get => shot.Size - _left;
        set => throw new NotSupportedException();
    }

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

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Reads what is left, checked, and the zeros behind it.</summary>
    public async Task SkipAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[64 << 10];
        while (await ReadAsync(buffer, cancellationToken).ConfigureAwait(false) > 0)
        {
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

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
