using System.Security.Cryptography;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Vault;

/// <summary>Writes a sealed object into its staging place, and learns its name and length on the way.</summary>
/// <remarks>It owns nothing: the caller commits or disposes the staged object.</remarks>
internal sealed class StagedStream(IStagedObject staged) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <summary>The name of what was written so far.</summary>
    public ArchiveName Name()
    {
        Span<byte> digest = stackalloc byte[Digest.SizeBytes];
        _hash.GetCurrentHash(digest);
        return new ArchiveName(new Digest(digest), _length);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _hash.AppendData(buffer.Span);
        _length += buffer.Length;
        if (_length > Limits.ArchiveBytes)
        {
            throw new VaultException(
                VaultError.TooLarge, $"A session may have at most {Limits.ArchiveBytes >> 30} GiB; this one is larger.");
        }

        await staged.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

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
}
