using System.Buffers;
using System.Security.Cryptography;
using Fastshot.Core.Model;

namespace Fastshot.Core.Trust;

/// <summary>Compares bytes of any length with the hash that names them.</summary>
internal static class StreamedHash
{
    public const string Refused = "is damaged: its name is not the hash of its bytes";

    private const int BufferBytes = 128 << 10;

    public static async Task<bool> IsNameAsync(Stream content, Digest name, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                hash.AppendData(buffer, 0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return new Digest(hash.GetHashAndReset()) == name;
    }
}
