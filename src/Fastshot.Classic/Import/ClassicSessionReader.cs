using System.Collections.Immutable;
using Fastshot.Classic.Format;
using Fastshot.Core.Exchange;
using Fastshot.Core.Imaging;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Classic.Import;

/// <summary>A session of the older program as one of ours, and a sentence for each of its pictures that is lost.</summary>
public sealed record ClassicReading(NewSession Session, ClassicDocument Document, ImmutableArray<string> Problems);

/// <summary>Reads the older program's session files: every picture is proven whole, and those that are not cost themselves only.</summary>
public sealed class ClassicSessionReader(IFileSystem files, ImageInspector inspector, IScheduler scheduler, TimeProvider time)
{
    /// <summary>Reads one file, which is deciphered in place.</summary>
    /// <param name="modified">When it was written, for one that says no time itself.</param>
    /// <exception cref="ClassicFormatException">It is no session, damaged, under another key, or holds no whole picture.</exception>
    public async Task<ClassicReading> ReadAsync(
        Memory<byte> bytes,
        string fileName,
        DateTimeOffset modified,
        IEnumerable<string> keys,
        Spool spool,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spool);
        var size = bytes.Length;
        var document = await scheduler
            .RunAsync(() => ClassicDocumentReader.Read(ClassicContainer.Open(bytes, keys)), cancellationToken).ConfigureAwait(false);
        var problems = ImmutableArray.CreateBuilder<string>();
        var shots = await ReadShotsAsync(document, spool, problems, cancellationToken).ConfigureAwait(false);
        return shots.IsEmpty
            ? throw new ClassicFormatException(
                ClassicError.Damaged, document.Windows.IsEmpty ? "has no windows" : $"has no whole picture: {string.Join("; ", problems)}")
            : new ClassicReading(
                SessionOf(document, shots, fileName, modified, problems.Count == 0 ? size : null), document, problems.ToImmutable());
    }

    private async Task<ImmutableArray<NewShot>> ReadShotsAsync(
        ClassicDocument document, Spool spool, ImmutableArray<string>.Builder problems, CancellationToken cancellationToken)
    {
        var shots = ImmutableArray.CreateBuilder<NewShot>();
        for (var i = 0; i < document.Windows.Length; i++)
        {
            try
            {
                shots.Add(await ReadShotAsync(document.Windows[i], spool, cancellationToken).ConfigureAwait(false));
            }
            catch (Exception e) when (e is ClassicFormatException or ImageException)
            {
                // One bad picture must not cost the others; it is told of by itself.
                problems.Add($"window {i + 1} {e.Message}");
            }
        }

        return shots.ToImmutable();
    }

    private async Task<NewShot> ReadShotAsync(ClassicWindow window, Spool spool, CancellationToken cancellationToken)
    {
        if (window.Picture is not { Length: > 0 } text)
        {
            throw new ClassicFormatException(ClassicError.Damaged, "has no picture");
        }

        var decoded = new Base64Stream(text);
        await using (decoded.ConfigureAwait(false))
        {
            var spooled = await spool.AddAsync(decoded, Limits.ArchiveBytes, cancellationToken).ConfigureAwait(false)
                ?? throw new ClassicFormatException(ClassicError.TooLarge, "has a picture that is too large");
            var image = await InspectAsync(spooled.Path, cancellationToken).ConfigureAwait(false);
            return new NewShot
            {
                Header = image.Header,
                Raster = image.Raster,
                Size = spooled.Size,
                Sha256 = spooled.Sha256,
                OpenAsync = token => OpenAsync(spooled.Path, token),
                Placement = new Placement(window.X, window.Y) { Scale = window.Scale, Hidden = window.IsHidden },
                Annotations = window.Annotations,
                Unknown = ClassicMembers.Of(window),
            };
        }
    }

    private async Task<InspectedImage> InspectAsync(string path, CancellationToken cancellationToken)
    {
        var view = await OpenAsync(path, cancellationToken).ConfigureAwait(false);
        await using (view.ConfigureAwait(false))
        {
            return await scheduler
                .RunAsync(() => inspector.Inspect(view, Limits.PreviewSide, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Stream> OpenAsync(string path, CancellationToken cancellationToken) =>
        new FileView(await files.OpenAsync(path, cancellationToken).ConfigureAwait(false)
            ?? throw new StoreException(StoreError.NoSuchPlace, $"{path} vanished while it was being imported."));

    private NewSession SessionOf(
        ClassicDocument document, ImmutableArray<NewShot> shots, string fileName, DateTimeOffset modified, long? size)
    {
        string?[] times = [document.Metadata?.CreatedAt, document.Timestamp];
        return new NewSession
        {
            Text = ClassicText.Of(document.Metadata, fileName),
            Created = ClassicTime.Of(times, fileName, modified, time.LocalTimeZone),
            Source = new Source("", "fastshot-classic", fileName),
            Board = new BoardSize(
                Math.Max(1, shots.Max(shot => shot.Placement.X + (shot.Header.Width * shot.Placement.Scale))),
                Math.Max(1, shots.Max(shot => shot.Placement.Y + (shot.Header.Height * shot.Placement.Scale)))),
            Shots = shots,
            Unknown = ClassicMembers.Of(document, shots, size),
        };
    }
}
