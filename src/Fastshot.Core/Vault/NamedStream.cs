using System.Security.Cryptography;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Sync;

/// <summary>Reads an object through, and refuses its end where the bytes are not those of its name.</summary>
/// <remarks>So what is damaged on this device is never spread: the put fails before anybody can see it.</remarks>
internal sealed class NamedStream(Stream source, ArchiveName name) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _hash.AppendData(buffer.Span[..count]);
        _length += count;
        if (_length >= name.Length)
        {
            Check();
        }

        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        _hash.Dispose();
        await source.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private void Check()
    {
        Span<byte> digest = stackalloc byte[Digest.SizeBytes];
        _hash.GetCurrentHash(digest);
        if (new Digest(digest) != name.Sha256)
        {
            throw new StoreException(
                StoreError.Broken, $"The archive {name.Sha256.Hex[..12]}… on this device is damaged; it was not sent.");
        }
    }
}
