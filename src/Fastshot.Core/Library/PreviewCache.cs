using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>Opened previews, kept as files so that a list need not open archives; all of it can be deleted at any time.</summary>
public sealed class PreviewCache
{
    private static readonly string[] Extensions = ["png", "webp"];

    private readonly LibraryParts _parts;
    private readonly OpenedVault _vault;

    internal PreviewCache(LibraryParts parts, OpenedVault vault) => (_parts, _vault) = (parts, vault);

    /// <summary>The preview of an archive: from the cache, else from the archive itself; null where neither has it.</summary>
    /// <exception cref="VaultException">The archive is damaged.</exception>
    public async Task<PackedPreview?> GetAsync(ArchiveName archive, CancellationToken cancellationToken = default)
    {
        foreach (var extension in Extensions)
        {
            var bytes = await _parts.Files.ReadSmallAsync(PathOf(archive, extension), Limits.PreviewBytes, cancellationToken).ConfigureAwait(false);
            if (bytes is not null)
            {
                return new PackedPreview(extension, bytes);
            }
        }

        return await _vault.ReadPreviewAsync(archive, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps a preview. It is not made durable: what is lost is opened again.</summary>
    public async Task PutAsync(ArchiveName archive, PackedPreview preview, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(preview);
        var path = PathOf(archive, preview.Extension);
        await new AtomicFile(_parts.Files, _parts.Random)
            .WriteCacheAsync(path, preview.Bytes, cancellationToken).ConfigureAwait(false);
    }

    private string PathOf(ArchiveName archive, string extension)
    {
        var hex = archive.Sha256.Hex;
        return Path.Combine(_parts.Cache, "previews", hex[..2], $"{hex}.{extension}");
    }
}
