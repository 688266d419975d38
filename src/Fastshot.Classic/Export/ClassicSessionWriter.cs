using System.Globalization;
using Fastshot.Classic.Format;
using Fastshot.Classic.Import;
using Fastshot.Core.Exchange;
using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Png;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Classic.Export;

/// <summary>Writes sessions of the library as the older program's documents, so that it opens them.</summary>
public sealed class ClassicSessionWriter(
    SessionLibrary library, IFileSystem files, ImageInspector inspector, IScheduler scheduler, TimeProvider time)
{
    // What the older program shows of a window it makes itself; beyond this it gets the original in that place, too.
    private const long RenderedPixelsMax = 24_000_000;
    private const int Border = 4;

    /// <summary>A name for the file of a session: the one that it came with, or a new one as the older program makes them.</summary>
    public string FileNameOf(SessionInfo session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return session.Source.ClassicFile is { } file && ClassicNames.TrySession(file, out _)
            ? file
            : ClassicNames.New(LocalOf(session.Created), session.Text.Name, session.Text.Description);
    }

    /// <summary>Writes a session whose pictures are on this device, as last edited.</summary>
    /// <param name="key">Ciphers it; where that is null, it is plain JSON.</param>
    /// <param name="isObject">Whether it is put into the envelope of a bucket's objects.</param>
    /// <param name="sink">Takes the bytes in their order.</param>
    /// <returns>What an index says of the session; its size is that of all bytes.</returns>
    /// <exception cref="LibraryException">The pictures are not on this device.</exception>
    public async Task<ClassicIndex> WriteAsync(
        SessionInfo session,
        string fileName,
        string? key,
        bool isObject,
        Spool spool,
        Func<ReadOnlyMemory<byte>, CancellationToken, Task> sink,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spool);
        ArgumentNullException.ThrowIfNull(sink);
        var (manifest, pictures) = await SpoolAsync(session, spool, cancellationToken).ConfigureAwait(false);
        var (original, timestamp, other) = ClassicMembers.Read(manifest.Unknown);
        var metadata = MetadataOf(session, original, fileName);
        var windows = new List<ClassicWindowPictures>();
        var small = new List<Raster?>();
        foreach (var shot in manifest.Shots)
        {
            var (window, raster) = await WindowAsync(shot, pictures[shot.File], spool, cancellationToken).ConfigureAwait(false);
            windows.Add(window);
            small.Add(raster);
        }

        var collage = await scheduler.RunAsync(() => KeptCollage(manifest) ?? ClassicCollage.Draw(small), cancellationToken).ConfigureAwait(false);
        var length = 0L;
        var writer = new ClassicDocumentWriter(string.IsNullOrWhiteSpace(key) ? null : new ClassicCipher(key), isObject, CountAsync);
        await writer.WriteAsync(metadata, fileName, timestamp ?? metadata.CreatedAt!, other, windows, collage, cancellationToken)
            .ConfigureAwait(false);
        return new ClassicIndex
        {
            FileName = fileName,
            Metadata = metadata,
            ImageCount = windows.Count,
            FileSize = length,
        };

        Task CountAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
        {
            length += bytes.Length;
            return sink(bytes, token);
        }
    }

    /// <summary>The metadata to be written: what a person did not touch stays as it was read, uncut.</summary>
    internal ClassicMetadata MetadataOf(SessionInfo session, ClassicMetadata? original, string fileName)
    {
        var before = ClassicText.Of(original, fileName);
        var text = session.Text;
        var kept = original ?? new ClassicMetadata();
        return kept with
        {
            Name = original is not null && text.Name == before.Name ? kept.Name : text.Name,
            Description = original is not null && text.Description == before.Description ? kept.Description : text.Description,
            Tags = original is not null && text.Tags.SequenceEqual(before.Tags) ? kept.Tags : text.Tags,
            Color = original is not null && text.Color == before.Color ? kept.Color : text.Color,
            Class = original is not null && text.Class == before.Class ? kept.Class : text.Class,
            CreatedAt = kept.CreatedAt ?? NaiveOf(session.Created),
        };
    }

    /// <summary>As the older program writes a time: local, without an offset.</summary>
    internal string NaiveOf(DateTimeOffset moment) => LocalOf(moment).ToString("yyyy-MM-ddTHH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    private DateTime LocalOf(DateTimeOffset moment) => TimeZoneInfo.ConvertTime(moment, time.LocalTimeZone).DateTime;

    private async Task<(Manifest Manifest, Dictionary<string, string> Pictures)> SpoolAsync(
        SessionInfo session, Spool spool, CancellationToken cancellationToken)
    {
        var pictures = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = await library.OpenContentAsync(session, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.NextAsync(cancellationToken).ConfigureAwait(false) is { } picture)
            {
                var file = await spool.AddAsync(picture.Content, Limits.ArchiveBytes, cancellationToken).ConfigureAwait(false)
                    ?? throw new LibraryException(LibraryError.Invalid, "A picture is too large.");
                pictures[picture.Shot.File] = file.Path;
            }

            return (reader.Manifest, pictures);
        }
    }

    private async Task<(ClassicWindowPictures Window, Raster? Small)> WindowAsync(
        Shot shot, string path, Spool spool, CancellationToken cancellationToken)
    {
        var (width, height, other) = ClassicMembers.Read(shot);
        var zoom = shot.Placement.Scale;
        var window = new ClassicWindow
        {
            X = Whole(shot.Placement.X),
            Y = Whole(shot.Placement.Y),
            Width = width ?? Whole((shot.Width * zoom) + Border),
            Height = height ?? Whole((shot.Height * zoom) + Border),
            Scale = zoom,
            IsHidden = shot.Placement.Hidden,
            Annotations = shot.Annotations,
            Unknown = other,
        };
        var small = await DecodeAsync(path, ClassicCollage.Cell, cancellationToken).ConfigureAwait(false);
        var shownZoom = Math.Min(1, zoom);
        var shown = shownZoom < 1 || shot.Annotations.Length > 0
            ? await RenderAsync(shot, path, shownZoom, spool, cancellationToken).ConfigureAwait(false)
            : null;
        var annotated = shot.Annotations.IsEmpty || zoom >= 1 ? shown : await RenderAsync(shot, path, 1, spool, cancellationToken).ConfigureAwait(false);
        return (
            new ClassicWindowPictures(
                window,
                Open(path),
                Open(shown?.Path ?? path),
                !shot.Annotations.IsEmpty && annotated is { IsWhole: true } ? Open(annotated.Value.Path) : null),
            small);
    }

    // What came as a collage need not be a picture.
    private static byte[]? KeptCollage(Manifest manifest)
    {
        if (ClassicMembers.ThumbnailOf(manifest) is not { } png)
        {
            return null;
        }

        try
        {
            using var stream = new MemoryStream(png, writable: false);
            return ImageInspector.ReadHeader(stream).Format is ImageFormat.Png ? png : null;
        }
        catch (ImageException)
        {
            return null;
        }
    }

    // With all annotations that can be drawn here, and whether that is all; null where the picture is too large, or cannot be decoded.
    private async Task<(string Path, bool IsWhole)?> RenderAsync(Shot shot, string path, double zoom, Spool spool, CancellationToken cancellationToken)
    {
        var side = Math.Max(1, (int)(Math.Max(shot.Width, shot.Height) * zoom));
        if (shot.Width * zoom * shot.Height * zoom > RenderedPixelsMax
            || await DecodeAsync(path, side, cancellationToken).ConfigureAwait(false) is not { } raster)
        {
            return null;
        }

        var (png, isWhole) = await scheduler.RunAsync(
            () =>
            {
                var isWhole = new ClassicRendering(inspector).Draw(raster, shot.Annotations, zoom);
                return (PngEncoder.Encode(raster), isWhole);
            },
            cancellationToken).ConfigureAwait(false);
        using var bytes = new MemoryStream(png, writable: false);
        return ((await spool.AddAsync(bytes, png.Length, cancellationToken).ConfigureAwait(false))!.Path, isWhole);
    }

    private async Task<Raster?> DecodeAsync(string path, int side, CancellationToken cancellationToken)
    {
        var view = await Open(path)(cancellationToken).ConfigureAwait(false);
        await using (view.ConfigureAwait(false))
        {
            try
            {
                return (await scheduler.RunAsync(() => inspector.Inspect(view, side, cancellationToken), cancellationToken).ConfigureAwait(false))
                    .Raster;
            }
            catch (ImageException)
            {
                // A picture of a format that another device could decode and this one cannot.
                return null;
            }
        }
    }

    private OpenPicture Open(string path) => async token =>
        new FileView(await files.OpenAsync(path, token).ConfigureAwait(false)
            ?? throw new StoreException(StoreError.NoSuchPlace, $"{path} vanished while it was being written."));

    private static int Whole(double value) => (int)Math.Clamp(Math.Round(value), -1e9, 1e9);
}
