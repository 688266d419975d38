using Fastshot.Core.Model;

namespace Fastshot.Core.Vault;

/// <summary>The collage that stands for a session in lists.</summary>
/// <param name="Extension">As <c>png</c> or <c>webp</c>.</param>
public sealed record PackedPreview(string Extension, ReadOnlyMemory<byte> Bytes);

/// <summary>A picture that is to be packed: its name in the archive, and what its bytes must turn out to be.</summary>
/// <param name="OpenAsync">Opens the original bytes from their start; the packer disposes the stream.</param>
public sealed record PictureSource(
    string File, long Size, Digest Sha256, Func<CancellationToken, Task<Stream>> OpenAsync);

/// <summary>What goes into an archive, in its order.</summary>
/// <param name="Pictures">Each file of the manifest once.</param>
public sealed record ArchiveContent(PackedPreview? Preview, Manifest Manifest, IReadOnlyList<PictureSource> Pictures)
{
    /// <summary>What an opened archive holds, under another manifest of the same pictures; it is read in one pass.</summary>
    public static ArchiveContent Of(ArchiveReader reader, Manifest manifest)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(manifest);
        return new ArchiveContent(reader.Preview, manifest, PicturesOf(reader));
    }

    // The packer asks for the pictures in the order in which the archive holds them.
    private static List<PictureSource> PicturesOf(ArchiveReader reader) =>
    [
        .. reader.Manifest.Shots.DistinctBy(shot => shot.File).Select(shot => new PictureSource(
            shot.File,
            shot.Size,
            shot.Sha256,
            async token => await reader.NextAsync(token).ConfigureAwait(false) is { } picture && picture.Shot.File == shot.File
                ? picture.Content
                : throw new VaultException(VaultError.Damaged, $"The archive does not hold {shot.File} where its manifest says."))),
    ];
}
