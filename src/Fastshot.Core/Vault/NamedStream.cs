using System.Security.Cryptography;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;

namespace Fastshot.Core.Vault;

/// <summary>The sealed bytes of an archive; their end is refused where they are not those of its name.</summary>
/// <remarks>So what is damaged or exchanged on this device is neither shown nor spread. It owns its source.</remarks>
internal sealed class NamedStream(Stream source, ArchiveName name) : ReadOnlyStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _hash.AppendData(buffer.Span[..count]);
        _length += count;
        if (_length >= name.Length || (count == 0 && !buffer.IsEmpty))
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
        if (_length != name.Length || new Digest(digest) != name.Sha256)
        {
            throw new VaultException(
                VaultError.Damaged, $"The archive {name.Sha256.Hex[..12]}… is damaged: its name is not the hash of its bytes.");
        }
    }
}
