using System.Security.Cryptography;
using System.Text;
using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Previews;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Exchange;

/// <summary>What came of importing one file: the session, or why it was passed over. Nothing happened to the file.</summary>
public sealed record ImportResult(SessionInfo? Imported, string? SkippedBecause);

/// <summary>Takes portable files into the library. A second time is harmless.</summary>
/// <param name="findLibrary">The library, or null where there is none yet.</param>
/// <param name="createLibrary">The library, made where there is none: asked for when a file was found good.</param>
public sealed class PortableImport(
    Func<CancellationToken, Task<SessionLibrary?>> findLibrary,
    Func<CancellationToken, Task<SessionLibrary>> createLibrary,
    IFileSystem files,
    ImageInspector inspector,
    IScheduler scheduler)
{
    /// <summary>Imports one file; its pictures are proven to be images like any others. A file that is refused leaves no trace.</summary>
    /// <exception cref="VaultException">It is no portable file, damaged, or the passphrase is wrong.</exception>
    /// <exception cref="LibraryException">It breaks a rule of the library.</exception>
    /// <exception cref="StoreException">It is not there, or cannot be read.</exception>
    public async Task<ImportResult> ImportAsync(
        string path,
        string shown,
        Spool spool,
        Func<CancellationToken, Task<ReadOnlyMemory<byte>>> askPassphrase,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spool);
        var file = await files.OpenAsync(path, cancellationToken).ConfigureAwait(false)
            ?? throw new StoreException(StoreError.NoSuchPlace, $"{shown} does not exist.");
        var source = new FileView(file);
        await using (source.ConfigureAwait(false))
        {
            var reader = await PortableArchive.OpenAsync(source, shown, askPassphrase, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var manifest = reader.Manifest;
                var library = await findLibrary(cancellationToken).ConfigureAwait(false);
                if (await FreeIdAsync(library, manifest.Session, cancellationToken).ConfigureAwait(false) is not { } id)
                {
                    return new ImportResult(null, $"the session {manifest.Session} is here already");
                }

                var session = await ReadAsync(reader, shown, spool, cancellationToken).ConfigureAwait(false);
                session.ThrowIfInvalid();
                library ??= await createLibrary(cancellationToken).ConfigureAwait(false);
                var saved = await library.SaveAsync(
                    session with { Id = id }, cancellationToken: cancellationToken).ConfigureAwait(false);
                return new ImportResult(saved.Session, null);
            }
        }
    }

    // An id that was purged is never used again: what a person brings back gets the id that every device would give it.
    private static async Task<SessionId?> FreeIdAsync(
        SessionLibrary? library, SessionId id, CancellationToken cancellationToken)
    {
        while (library is not null)
        {
            switch (await library.EntryOfAsync(id, cancellationToken).ConfigureAwait(false))
            {
                case null:
                    return id;
                case Entry.Live:
                    return null;
                default:
                    var digest = SHA256.HashData(Encoding.UTF8.GetBytes($"again{id}"));
                    id = SessionId.FromBytes(digest.AsSpan(0, SessionId.SizeBytes));
                    break;
            }
        }

        return id;
    }

    private async Task<NewSession> ReadAsync(
        ArchiveReader reader, string shown, Spool spool, CancellationToken cancellationToken)
    {
        var manifest = reader.Manifest;
        // A raster is kept only where the preview shows it: hundreds of them would take hundreds of megabytes.
        var previewed = manifest.Shots.Take(CollagePainter.ShotsMax).Select(shot => shot.File).ToHashSet(StringComparer.Ordinal);
        var looks = new Dictionary<string, (SpooledFile File, InspectedImage Image)>(StringComparer.Ordinal);
        while (await reader.NextAsync(cancellationToken).ConfigureAwait(false) is { } picture)
        {
            var spooled = await spool.AddAsync(picture.Content, Limits.ArchiveBytes, cancellationToken).ConfigureAwait(false)
                ?? throw new VaultException(VaultError.TooLarge, $"{shown} holds a picture that is too large.");
            var side = previewed.Contains(picture.Shot.File) ? Limits.PreviewSide : 1;
            var image = await LookAsync(shown, picture.Shot, spooled, side, cancellationToken).ConfigureAwait(false);
            looks[picture.Shot.File] = (spooled, image);
        }

        return new NewSession
        {
            Text = manifest.Text,
            Created = manifest.Created,
            Source = manifest.Source,
            Board = manifest.Board,
            Unknown = manifest.Unknown,
            Shots = [.. manifest.Shots.Select(shot => ShotOf(shot, looks[shot.File].File, looks[shot.File].Image))],
        };
    }

    private async Task<InspectedImage> LookAsync(
        string shown, Shot shot, SpooledFile spooled, int boxSide, CancellationToken cancellationToken)
    {
        var view = await OpenAsync(spooled.Path, cancellationToken).ConfigureAwait(false);
        await using (view.ConfigureAwait(false))
        {
            try
            {
                return await scheduler
                    .RunAsync(() => inspector.Inspect(view, boxSide, cancellationToken), cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (ImageException e)
            {
                throw new VaultException(VaultError.Damaged, $"{shown} holds {shot.File}, which {e.Message}.", e);
            }
        }
    }

    private async Task<Stream> OpenAsync(string path, CancellationToken cancellationToken) =>
        new FileView(await files.OpenAsync(path, cancellationToken).ConfigureAwait(false)
            ?? throw new StoreException(StoreError.NoSuchPlace, $"{path} vanished while it was being imported."));

    private NewShot ShotOf(Shot shot, SpooledFile spooled, InspectedImage image) => new()
    {
        Header = image.Header,
        Raster = image.Raster,
        Size = spooled.Size,
        Sha256 = spooled.Sha256,
        OpenAsync = token => OpenAsync(spooled.Path, token),
        Placement = shot.Placement,
        Title = shot.Title,
        Captured = shot.Captured,
        Annotations = shot.Annotations,
        Unknown = shot.Unknown,
    };
}
