using Fastshot.Core.Crypto;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;

namespace Fastshot.Core.Vault;

/// <summary>One session as one file that any Fastshot can import: the archive's tar, bare or under a passphrase.</summary>
/// <remarks>docs/vault-format.md, "Portable file".</remarks>
public static class PortableArchive
{
    private const int HeadBytes = 512;
    private const int TarMagicOffset = 257;

    /// <summary>Writes the file under a passphrase (UTF-8). Without one it is a bare tar that anybody can read.</summary>
    /// <exception cref="ArgumentException">The passphrase is empty: an absent array becomes that, and protects nothing.</exception>
    public static async Task WriteAsync(
        Stream destination,
        ArchiveContent content,
        VaultId vault,
        ReadOnlyMemory<byte>? passphrase,
        IRandom random,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        if (passphrase is { IsEmpty: true })
        {
            throw new ArgumentException("A passphrase is null or not empty.", nameof(passphrase));
        }

        if (passphrase is null)
        {
            await PackAsync(destination, content, vault, progress, cancellationToken).ConfigureAwait(false);
            return;
        }

        var writer = await AgeWriter
            .CreateAsync(destination, passphrase.Value, KeyFile.LogWorkFactor, random, cancellationToken)
            .ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            await PackAsync(writer, content, vault, progress, cancellationToken).ConfigureAwait(false);
            await writer.FinishAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens such a file; a passphrase is asked for only where it is sealed. The source stays its caller's.</summary>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="VaultException">It is something else, damaged, or the passphrase is wrong.</exception>
    public static async Task<ArchiveReader> OpenAsync(
        Stream source,
        string name,
        Func<CancellationToken, Task<ReadOnlyMemory<byte>>> askPassphrase,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(askPassphrase);
        var head = new byte[HeadBytes];
        var count = await source.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        var whole = new ReplayedStream(head.AsMemory(0, count), source);
        if (count == HeadBytes && head.AsSpan(TarMagicOffset).StartsWith("ustar"u8))
        {
            return await ArchiveReader.OpenAsync(whole, name, vault: null, session: null, cancellationToken).ConfigureAwait(false);
        }

        if (!head.AsSpan(0, count).StartsWith("age-encryption.org/v1"u8))
        {
            throw new VaultException(VaultError.Damaged, $"{name} is no .fastshot file.");
        }

        var passphrase = await askPassphrase(cancellationToken).ConfigureAwait(false);
        var plaintext = await SealedFile.OpenAsync(whole, name, passphrase, cancellationToken).ConfigureAwait(false);
        return await plaintext.UseAsync(
            () => ArchiveReader.OpenAsync(plaintext, name, vault: null, session: null, cancellationToken)).ConfigureAwait(false);
    }

    private static async Task PackAsync(
        Stream destination, ArchiveContent content, VaultId vault, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var packer = new ArchivePacker(destination.WriteAsync);
        await packer.PackAsync(content, vault, progress, cancellationToken).ConfigureAwait(false);
        await packer.EndAsync(cancellationToken).ConfigureAwait(false);
    }
}
