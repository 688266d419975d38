using System.IO.Compression;
using Fastshot.Core.Format;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Exchange;

/// <summary>Copies of sessions that leave the library: their pictures as files, or one portable file.</summary>
public sealed class SessionExport(SessionLibrary library, IFileSystem files, IRandom random)
{
    private const int BufferBytes = 128 << 10;

    private readonly AtomicFile _atomic = new(files, random);

    /// <summary>
    /// Writes the original pictures and the manifest, as last edited, into a folder that is new or empty; each file
    /// appears whole.
    /// </summary>
    /// <exception cref="StoreException">The folder is not empty (<see cref="StoreError.ConditionFailed"/>), or cannot be written.</exception>
    public async Task ToFolderAsync(
        SessionInfo session, string folder, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        if (await files.ListAsync(folder, cancellationToken).ConfigureAwait(false) is { Count: > 0 })
        {
            throw new StoreException(StoreError.ConditionFailed, $"{folder} is not empty; nothing in it was changed.");
        }

        var reader = await library.OpenContentAsync(session, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var written = 0L;
            while (await reader.NextAsync(cancellationToken).ConfigureAwait(false) is { } picture)
            {
                await _atomic.WriteAsync(
                    Path.Combine(folder, picture.Shot.File),
                    async (file, token) =>
                    {
                        await CopyAsync(picture.Content, file, token).ConfigureAwait(false);
                        progress?.Report(written += picture.Shot.Size);
                    },
                    overwrite: false,
                    cancellationToken).ConfigureAwait(false);
            }

            var manifest = ManifestWriter.Write(AsEdited(reader.Manifest, session), library.Vault);
            // Last: a folder with a manifest is whole.
            await _atomic.WriteAsync(
                Path.Combine(folder, "manifest.json"), manifest, overwrite: false, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes one portable file, sealed by a passphrase, or bare where that is null.</summary>
    /// <exception cref="StoreException">The file exists (<see cref="StoreError.ConditionFailed"/>), or cannot be written.</exception>
    public async Task ToFileAsync(
        SessionInfo session,
        string path,
        ReadOnlyMemory<byte>? passphrase,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        var reader = await library.OpenContentAsync(session, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var content = ArchiveContent.Of(reader, AsEdited(reader.Manifest, session));
            await _atomic.WriteAsync(
                path,
                async (file, token) =>
                {
                    var target = new FileAppendStream(file);
                    await using (target.ConfigureAwait(false))
                    {
                        await PortableArchive.WriteAsync(target, content, library.Vault, passphrase, random, progress, token)
                            .ConfigureAwait(false);
                        await reader.ReadToEndAsync(token).ConfigureAwait(false);
                    }
                },
                overwrite: false,
                cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The same portable file, as a stream that is written once from its start to its end.</summary>
    public async Task ToStreamAsync(
        SessionInfo session, Stream target, ReadOnlyMemory<byte>? passphrase, CancellationToken cancellationToken = default)
    {
        var reader = await library.OpenContentAsync(session, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var content = ArchiveContent.Of(reader, AsEdited(reader.Manifest, session));
            await PortableArchive.WriteAsync(target, content, library.Vault, passphrase, random, progress: null, cancellationToken).ConfigureAwait(false);
            await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Adds the original pictures and the manifest, as last edited, to a zip, below a folder.</summary>
    public async Task ToZipAsync(SessionInfo session, ZipArchive zip, string folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(zip);
        var reader = await library.OpenContentAsync(session, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.NextAsync(cancellationToken).ConfigureAwait(false) is { } picture)
            {
                await AddAsync(zip, $"{folder}/{picture.Shot.File}", session, picture.Content, cancellationToken).ConfigureAwait(false);
            }

            using var manifest = new MemoryStream(ManifestWriter.Write(AsEdited(reader.Manifest, session), library.Vault));
            await AddAsync(zip, $"{folder}/manifest.json", session, manifest, cancellationToken).ConfigureAwait(false);
        }
    }

    // Pictures are compressed already.
    private static async Task AddAsync(
        ZipArchive zip, string name, SessionInfo session, Stream content, CancellationToken cancellationToken)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
        entry.LastWriteTime = session.Created.Year is >= 1980 and <= 2107 ? session.Created : entry.LastWriteTime;
        var target = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (target.ConfigureAwait(false))
        {
            await content.CopyToAsync(target, BufferBytes, cancellationToken).ConfigureAwait(false);
        }
    }

    private static Manifest AsEdited(Manifest manifest, SessionInfo session) => manifest with { Text = session.Text };

    private static async Task CopyAsync(Stream source, IFile file, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferBytes];
        while (await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
        {
            await file.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        }
    }
}
