using System.Buffers;
using Fastshot.Core.Catalog;
using Fastshot.Core.Crypto;
using Fastshot.Core.Format;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Vault;

/// <summary>A vault whose key is at hand: its objects as typed, verified data.</summary>
/// <remarks>Safe for concurrent use, by several processes too: all its writes are new objects. It owns the secret.</remarks>
public sealed class OpenedVault : IDisposable
{
    /// <summary>The format that this program reads and writes.</summary>
    public const int FormatCurrent = CanonicalWriter.FormatCurrent;

    private const int CopyBytes = 256 * 1024;

    private readonly VaultParts _parts;
    private readonly VaultSecret _secret;

    /// <summary>Opens a vault by its secret, which it owns from then on.</summary>
    public OpenedVault(VaultParts parts, VaultSecret secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        (_parts, _secret) = (parts, secret);
        Pieces = new VaultPieces(parts, secret);
    }

    public VaultId Id => _secret.Vault;

    internal IObjectStore Store => _parts.Store;

    internal ProtocolRules Rules => _parts.Rules;

    /// <summary>The pieces of which its state is joined.</summary>
    public VaultPieces Pieces { get; }

    /// <summary>Writes what describes the vault, where it is missing; for a new vault it is the last thing written.</summary>
    /// <exception cref="VaultException">What stands there is another vault's, or of a newer format.</exception>
    public async Task DescribeAsync(CancellationToken cancellationToken = default)
    {
        if (await VaultPlace.ReadAboutAsync(_parts.Store, cancellationToken).ConfigureAwait(false) is { } about)
        {
            VaultPlace.Check(about, Id);
            return;
        }

        await VaultPlace.DescribeAsync(_parts.Store, Id, _parts.Time.GetLocalNow(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The sealed bytes of an object of this vault, to be copied elsewhere; null where it is not here.</summary>
    public async Task<ObjectContent?> SealedAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        if (await _parts.Store.HeadAsync(key, cancellationToken).ConfigureAwait(false) is not { } info)
        {
            return null;
        }

        return new ObjectContent(info.Length, OpenAsync);

        async Task<Stream> OpenAsync(CancellationToken token) =>
            await _parts.Store.GetAsync(key, cancellationToken: token).ConfigureAwait(false) is { } stored
                ? stored.Content
                : throw new VaultException(VaultError.Missing, $"{key} vanished while it was copied.");
    }

    /// <summary>Reads an archive from elsewhere and checks it; it is here when it is committed. Its source stays its caller's.</summary>
    /// <exception cref="VaultException">Its bytes are not those of its name; nothing was kept.</exception>
    public async Task<ReceivedArchive> ReceiveArchiveAsync(
        ArchiveName name, Stream source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var staged = await _parts.Store.StageAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var target = new StagedStream(staged);
            await using (target.ConfigureAwait(false))
            {
                await CopyAsync(source, target, name.Length, cancellationToken).ConfigureAwait(false);
                return target.Name() == name || !_parts.Rules.HashesAreChecked
                    ? new ReceivedArchive(staged, name)
                    : throw new VaultException(
                        VaultError.Damaged, $"{NameOf(name)} is damaged there: its name is not the hash of its bytes.");
            }
        }
        catch
        {
            await staged.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // In pieces so large that they go to the disk as they are; what goes on after its end is not read on.
    private static async Task CopyAsync(Stream source, StagedStream target, long length, CancellationToken cancellationToken)
    {
        var piece = ArrayPool<byte>.Shared.Rent(CopyBytes);
        try
        {
            int count;
            do
            {
                count = await source.ReadAtLeastAsync(piece.AsMemory(0, CopyBytes), CopyBytes, throwOnEndOfStream: false, cancellationToken)
                    .ConfigureAwait(false);
                await target.WriteAsync(piece.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            }
            while (count == CopyBytes && target.Length <= length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <summary>Seals the content of a session, and returns its name when it is durable.</summary>
    /// <exception cref="VaultException">Too large, or a picture changed meanwhile; nothing was written.</exception>
    public async Task<ArchiveName> WriteArchiveAsync(
        ArchiveContent content, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        var staged = await _parts.Store.StageAsync(cancellationToken).ConfigureAwait(false);
        await using (staged.ConfigureAwait(false))
        {
            var target = new StagedStream(staged);
            await using (target.ConfigureAwait(false))
            {
                var writer = await AgeWriter
                    .CreateAsync(target, _secret.Key, Age.LogWorkFactorOfObjects, _parts.Random, cancellationToken)
                    .ConfigureAwait(false);
                await using (writer.ConfigureAwait(false))
                {
                    var packer = new ArchivePacker(writer.WriteAsync);
                    await packer.PackAsync(content, Id, progress, cancellationToken).ConfigureAwait(false);
                    await packer.PadAsync(cancellationToken).ConfigureAwait(false);
                    await writer.FinishAsync(cancellationToken).ConfigureAwait(false);
                }

                var name = target.Name();
                await staged.CommitAsync(VaultNames.Archive(name.Sha256), cancellationToken).ConfigureAwait(false);
                return name;
            }
        }
    }

    /// <summary>Whether an archive stands here with its length.</summary>
    public async Task<bool> HasArchiveAsync(ArchiveName name, CancellationToken cancellationToken = default) =>
        await _parts.Store.HeadAsync(VaultNames.Archive(name.Sha256), cancellationToken).ConfigureAwait(false) is { } info
        && info.Length == name.Length;

    /// <summary>Opens an archive, or returns null where it is not here.</summary>
    /// <param name="session">The session that it must hold, or null for any.</param>
    /// <exception cref="VaultException">It is damaged, or another's stands under its name.</exception>
    public async Task<ArchiveReader?> OpenArchiveAsync(
        ArchiveName name, SessionId? session = null, CancellationToken cancellationToken = default)
    {
        var plaintext = await OpenPlaintextAsync(name, cancellationToken).ConfigureAwait(false);
        return plaintext is null
            ? null
            : await plaintext.UseAsync(
                () => ArchiveReader.OpenAsync(plaintext, NameOf(name), Id, session, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Opens an archive that lies elsewhere, by its sealed bytes, which the reader owns from then on.</summary>
    /// <param name="session">The session that it must hold, or null for any.</param>
    /// <exception cref="VaultException">It is damaged, or another's stands under its name.</exception>
    public async Task<ArchiveReader> OpenArchiveAsync(
        ArchiveName name, Stream source, SessionId? session = null, CancellationToken cancellationToken = default)
    {
        var plaintext = await OpenedStream
            .OpenAsync(new NamedStream(source, name), NameOf(name), _secret.Key, WorkFactors.Objects, cancellationToken).ConfigureAwait(false);
        return await plaintext.UseAsync(
            () => ArchiveReader.OpenAsync(plaintext, NameOf(name), Id, session, cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>Reads an archive's preview, and no more than its first 64 KiB; null where it is not here or has none.</summary>
    /// <param name="session">The session that it must stand for, or null for any.</param>
    /// <exception cref="VaultException">It is damaged, or another's stands under its name.</exception>
    public async Task<PackedPreview?> ReadPreviewAsync(
        ArchiveName name, SessionId? session = null, CancellationToken cancellationToken = default)
    {
        var plaintext = await OpenPlaintextAsync(name, cancellationToken).ConfigureAwait(false);
        if (plaintext is null)
        {
            return null;
        }

        await using (plaintext.ConfigureAwait(false))
        {
            return await ArchiveReader.ReadFrontAsync(plaintext, NameOf(name), Id, session, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The same of an archive that lies elsewhere, by the beginning of its sealed bytes, which are disposed.</summary>
    public async Task<PackedPreview?> ReadPreviewAsync(
        ArchiveName name, Stream front, SessionId? session = null, CancellationToken cancellationToken = default)
    {
        var plaintext = await OpenedStream
            .OpenAsync(front, NameOf(name), _secret.Key, WorkFactors.Objects, cancellationToken).ConfigureAwait(false);
        await using (plaintext.ConfigureAwait(false))
        {
            return await ArchiveReader.ReadFrontAsync(plaintext, NameOf(name), Id, session, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Removes an archive from this place; one that is not there is no error.</summary>
    public Task DeleteArchiveAsync(ArchiveName name, CancellationToken cancellationToken = default) =>
        _parts.Store.DeleteAsync(VaultNames.Archive(name.Sha256), cancellationToken);

    public void Dispose() => _secret.Dispose();

    /// <summary>A vault that asks for a newer program; nothing in it may be touched.</summary>
    public static VaultException NewerFormat(int format) => new(
        VaultError.NewerFormat,
        $"This vault needs a program that reads format {format}; this one reads {FormatCurrent}. Update Fastshot.");

    private static string NameOf(ArchiveName name) => $"The archive {name.Sha256.Hex[..12]}…";

    private async Task<Stream?> OpenPlaintextAsync(ArchiveName name, CancellationToken cancellationToken)
    {
        var stored = await _parts.Store.GetAsync(VaultNames.Archive(name.Sha256), cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        return stored is null
            ? null
            : await OpenedStream
                .OpenAsync(new NamedStream(stored.Content, name), NameOf(name), _secret.Key, WorkFactors.Objects, cancellationToken)
                .ConfigureAwait(false);
    }
}
