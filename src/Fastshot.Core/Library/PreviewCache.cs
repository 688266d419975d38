using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>Opened previews, kept as files so that a list need not open archives; all of it can be deleted at any time.</summary>
public sealed class PreviewCache
{
    private static readonly string[] Extensions = ["png", "webp"];

    // A cached file is the preview and the SHA-256 of it: it is not synced, so a power cut may leave anything of it.
    private const int FileBytesMax = Limits.PreviewBytes + Digest.SizeBytes;

    private readonly LibraryParts _parts;
    private readonly OpenedVault _vault;

    internal PreviewCache(LibraryParts parts, OpenedVault vault) => (_parts, _vault) = (parts, vault);

    /// <summary>The preview of a session's archive: from the cache, else from the archive itself; null where neither has it.</summary>
    /// <exception cref="VaultException">The archive is damaged, or another's stands under its name.</exception>
    public async Task<PackedPreview?> GetAsync(
        ArchiveName archive, SessionId session, CancellationToken cancellationToken = default)
    {
        foreach (var extension in Extensions)
        {
            if (await ReadAsync(PathOf(archive, extension), cancellationToken).ConfigureAwait(false) is { } bytes)
            {
                return new PackedPreview(extension, bytes);
            }
        }

        return await _vault.ReadPreviewAsync(archive, session, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes the preview out of the beginning of an archive that lies elsewhere, and keeps it; null where it has none.</summary>
    /// <param name="front">At least the first 80 KiB of the archive, or all of it. It is disposed.</param>
    /// <exception cref="VaultException">The archive is damaged, or another's stands under its name.</exception>
    public async Task<PackedPreview?> TakeAsync(
        ArchiveName archive, SessionId session, Stream front, CancellationToken cancellationToken = default)
    {
        var preview = await _vault.ReadPreviewAsync(archive, front, session, cancellationToken).ConfigureAwait(false);
        if (preview is not null)
        {
            await PutAsync(archive, preview, cancellationToken).ConfigureAwait(false);
        }

        return preview;
    }

    /// <summary>Keeps a preview. It is not made durable: what is lost is opened again.</summary>
    public async Task PutAsync(ArchiveName archive, PackedPreview preview, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(preview);
        var file = new byte[preview.Bytes.Length + Digest.SizeBytes];
        preview.Bytes.CopyTo(file);
        Digest.Of(preview.Bytes.Span).CopyTo(file.AsSpan(preview.Bytes.Length));
        await new AtomicFile(_parts.Files, _parts.Random)
            .WriteCacheAsync(PathOf(archive, preview.Extension), file, cancellationToken).ConfigureAwait(false);
    }

    // Null where nothing is cached, or what is cached is not whole.
    private async Task<byte[]?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var file = await _parts.Files.ReadSmallAsync(path, FileBytesMax, cancellationToken).ConfigureAwait(false);
            if (file is not { Length: > Digest.SizeBytes })
            {
                return null;
            }

            var preview = file[..^Digest.SizeBytes];
            return Digest.Of(preview) == new Digest(file.AsSpan(preview.Length)) ? preview : null;
        }
        catch (StoreException e) when (e.Error is StoreError.Broken)
        {
            return null; // Larger than any preview.
        }
    }

    private string PathOf(ArchiveName archive, string extension)
    {
        var hex = archive.Sha256.Hex;
        return Path.Combine(_parts.Cache, "previews", hex[..2], $"{hex}.{extension}");
    }
}
