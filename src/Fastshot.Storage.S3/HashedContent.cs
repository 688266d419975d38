using System.Security.Cryptography;
using Fastshot.Core.Storage;

namespace Fastshot.Storage.S3;

/// <summary>Contents whose hash is known: what is signed must be known before the first byte is sent.</summary>
internal static class HashedContent
{
    // Up to here a content is kept in memory when it was hashed; a larger one is read twice.
    private const int InMemoryMax = 1 << 20;

    /// <summary>The same content; it is read where its hash is not known.</summary>
    public static async Task<ObjectContent> OfAsync(ObjectContent content, CancellationToken cancellationToken)
    {
        if (!content.Sha256.IsEmpty)
        {
            return content;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var kept = content.Length <= InMemoryMax ? new MemoryStream((int)content.Length) : null;
        await content.CopyToAsync(
            (chunk, _) =>
            {
                hash.AppendData(chunk.Span);
                kept?.Write(chunk.Span);
                return Task.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);
        return new ObjectContent(
            content.Length,
            token => kept is null ? content.OpenAsync(token) : Task.FromResult<Stream>(new MemoryStream(kept.GetBuffer(), 0, (int)kept.Length)))
        {
            Sha256 = hash.GetHashAndReset(),
        };
    }
}
