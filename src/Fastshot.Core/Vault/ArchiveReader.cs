using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Core.Vault;

/// <summary>Reads the content of a session from its plaintext, once from start to end.</summary>
/// <remarks>Whatever is not as the format says is a <see cref="VaultException"/>: <see cref="VaultError.Damaged"/>.</remarks>
public sealed class ArchiveReader : IAsyncDisposable
{
    private const string ManifestName = "manifest.json";

    // Behind the largest preview; what is longer may reach beyond the first 64 KiB.
    private const int ManifestInFrontMax = 16 << 10;

    private readonly Stream _plaintext;
    private readonly string _name;
    private readonly Dictionary<string, Shot> _expected;
    private PictureStream? _current;

    private ArchiveReader(Stream plaintext, string name, PackedPreview? preview, Manifest manifest)
    {
        (_plaintext, _name, Preview, Manifest) = (plaintext, name, preview, manifest);
        _expected = [];
        foreach (var shot in manifest.Shots)
        {
            if (!_expected.TryAdd(shot.File, shot)
                && (_expected[shot.File].Sha256, _expected[shot.File].Size) != (shot.Sha256, shot.Size))
            {
                throw Damaged($"names {shot.File} twice with different content");
            }
        }
    }

    public PackedPreview? Preview { get; }

    public Manifest Manifest { get; }

    /// <summary>Opens the plaintext of an archive and reads it as far as its manifest. It is disposed with the reader.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="vault">The vault to which it must belong, or null for any.</param>
    /// <param name="session">The session that it must hold, or null for any.</param>
    public static async Task<ArchiveReader> OpenAsync(
        Stream plaintext, string name, VaultId? vault, SessionId? session = null, CancellationToken cancellationToken = default)
    {
        var (preview, header) = await ReadPreviewAsync(plaintext, name, cancellationToken).ConfigureAwait(false);
        if (header.Name != ManifestName || header.Size > Limits.ManifestBytes)
        {
            throw Damaged(name, "has no manifest where it must be");
        }

        var manifest = await ReadManifestAsync(plaintext, name, header, vault, session, cancellationToken).ConfigureAwait(false);
        return new ArchiveReader(plaintext, name, preview, manifest);
    }

    /// <summary>Reads the preview, and no further than the first 64 KiB; a manifest that ends there must be the right one.</summary>
    public static async Task<PackedPreview?> ReadFrontAsync(
        Stream plaintext, string name, VaultId vault, SessionId? session, CancellationToken cancellationToken = default)
    {
        var (preview, header) = await ReadPreviewAsync(plaintext, name, cancellationToken).ConfigureAwait(false);
        if (header is { Name: ManifestName, Size: <= ManifestInFrontMax })
        {
            await ReadManifestAsync(plaintext, name, header, vault, session, cancellationToken).ConfigureAwait(false);
        }

        return preview;
    }

    /// <summary>
    /// The next picture, or null after the last. Its stream is valid until the next call, and throws at its end where the
    /// bytes are not those that the manifest names.
    /// </summary>
    public async Task<PackedPicture?> NextAsync(CancellationToken cancellationToken = default)
    {
        if (_current is not null)
        {
            await _current.SkipAsync(cancellationToken).ConfigureAwait(false);
            _current = null;
        }

        var header = await ReadHeaderAsync(_plaintext, _name, cancellationToken).ConfigureAwait(false);
        if (header.Name is "")
        {
            if (_expected.Count > 0)
            {
                throw Damaged($"lacks {_expected.Keys.First()}");
            }

            await DrainAsync(cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (!_expected.Remove(header.Name, out var shot) || shot.Size != header.Size)
        {
            throw Damaged($"holds {header.Name} otherwise than its manifest says");
        }

        _current = new PictureStream(_plaintext, shot, _name);
        return new PackedPicture(shot, _current);
    }

    /// <summary>Reads what is left, after which nothing may follow: only then is it proven that the archive is whole.</summary>
    public async Task ReadToEndAsync(CancellationToken cancellationToken = default)
    {
        while (await NextAsync(cancellationToken).ConfigureAwait(false) is not null)
        {
        }
    }

    public ValueTask DisposeAsync() => _plaintext.DisposeAsync();

    internal static VaultException Damaged(string name, string reason, Exception? inner = null) =>
        new(VaultError.Damaged, $"{name} {reason}.", inner);

    internal static VaultException Refused(string name, Refusal refusal) =>
        new(refusal.IsNewerFormat ? VaultError.NewerFormat : VaultError.Damaged, $"{name} {refusal.Reason}.");

    private VaultException Damaged(string reason) => Damaged(_name, reason);

    private static async Task<Manifest> ReadManifestAsync(
        Stream plaintext, string name, TarHeader header, VaultId? vault, SessionId? session, CancellationToken cancellationToken)
    {
        var bytes = await ReadFileAsync(plaintext, name, header, cancellationToken).ConfigureAwait(false);
        if (!ManifestReader.TryRead(bytes, vault, out var manifest, out var refusal))
        {
            throw Refused(name, refusal);
        }

        return session is null || manifest.Session == session
            ? manifest
            : throw Damaged(name, $"is that of the session {manifest.Session}, and stands in the place of {session}'s");
    }

    private static async Task<(PackedPreview? Preview, TarHeader Next)> ReadPreviewAsync(
        Stream plaintext, string name, CancellationToken cancellationToken)
    {
        var header = await ReadHeaderAsync(plaintext, name, cancellationToken).ConfigureAwait(false);
        if (header.Name is not ("preview.png" or "preview.webp"))
        {
            return (null, header);
        }

        if (header.Size > Limits.PreviewBytes)
        {
            throw Damaged(name, $"has a preview of more than {Limits.PreviewBytes >> 10} KiB");
        }

        var bytes = await ReadFileAsync(plaintext, name, header, cancellationToken).ConfigureAwait(false);
        var preview = new PackedPreview(header.Name["preview.".Length..], bytes);
        return (preview, await ReadHeaderAsync(plaintext, name, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<TarHeader> ReadHeaderAsync(Stream plaintext, string name, CancellationToken cancellationToken)
    {
        var block = new byte[TarHeader.BlockBytes];
        var count = await plaintext.ReadAtLeastAsync(block, block.Length, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        return TarHeader.TryRead(block.AsSpan(0, count), out var header, out var reason) ? header : throw Damaged(name, reason);
    }

    private static async Task<byte[]> ReadFileAsync(
        Stream plaintext, string name, TarHeader header, CancellationToken cancellationToken)
    {
        var bytes = new byte[header.Size + TarHeader.PaddingAfter(header.Size)];
        var count = await plaintext.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        return count == bytes.Length ? bytes[..(int)header.Size] : throw Damaged(name, "ends in the middle");
    }

    // Behind the last picture stand zeros only; reading them proves that nothing was cut off.
    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[64 << 10];
        while (await _plaintext.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            if (buffer.AsSpan(0, count).ContainsAnyExcept((byte)0))
            {
                throw Damaged("goes on behind its end");
            }
        }
    }
}

/// <summary>A picture as it lies in an archive.</summary>
public sealed record PackedPicture(Shot Shot, Stream Content);
