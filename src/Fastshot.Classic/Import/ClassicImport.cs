using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Fastshot.Classic.Format;
using Fastshot.Core.Exchange;
using Fastshot.Core.Imaging;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Classic.Import;

/// <summary>What came of one file: the session, or why it was passed over; and which of its pictures are lost.</summary>
public sealed record ClassicImported(SessionInfo? Session, string? SkippedBecause, ImmutableArray<string> Problems);

/// <summary>Takes the older program's session files into the library. They are only read; a second time is harmless.</summary>
public sealed class ClassicImport(
    SessionLibrary library, IFileSystem files, ImageInspector inspector, IScheduler scheduler, TimeProvider time)
{
    /// <summary>Imports one file: every picture that is whole, and a sentence for each that is not.</summary>
    /// <exception cref="ClassicFormatException">It is no session, damaged, under another key, or holds no whole picture.</exception>
    /// <exception cref="LibraryException">It breaks a rule of the library.</exception>
    /// <exception cref="StoreException">It is not there, or cannot be read.</exception>
    public async Task<ClassicImported> ImportAsync(
        string path, IReadOnlyCollection<string> keys, Spool spool, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spool);
        var (bytes, modified) = await ReadFileAsync(path, cancellationToken).ConfigureAwait(false);
        var fileName = Path.GetFileName(path);
        var document = await scheduler
            .RunAsync(() => ClassicDocumentReader.Read(ClassicContainer.Open(bytes, keys)), cancellationToken).ConfigureAwait(false);
        var problems = ImmutableArray.CreateBuilder<string>();
        var shots = await ReadShotsAsync(document, spool, problems, cancellationToken).ConfigureAwait(false);
        if (shots.IsEmpty)
        {
            throw new ClassicFormatException(
                ClassicError.Damaged, document.Windows.IsEmpty ? "has no windows" : $"has no whole picture: {string.Join("; ", problems)}");
        }

        var (id, skipped) = await PlaceAsync(fileName, shots, cancellationToken).ConfigureAwait(false);
        if (skipped is not null)
        {
            return new ClassicImported(null, skipped, problems.ToImmutable());
        }

        var saved = await library
            .SaveAsync(SessionOf(document, shots, id, fileName, modified), cancellationToken: cancellationToken).ConfigureAwait(false);
        return new ClassicImported(saved.Session, null, problems.ToImmutable());
    }

    private async Task<(Memory<byte> Bytes, DateTimeOffset Modified)> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        var file = await files.OpenAsync(path, cancellationToken).ConfigureAwait(false)
            ?? throw new StoreException(StoreError.NoSuchPlace, "does not exist");
        await using (file.ConfigureAwait(false))
        {
            if (file.Length > ClassicContainer.BytesMax)
            {
                throw new ClassicFormatException(
                    ClassicError.TooLarge, $"has {file.Length:N0} bytes: at most {ClassicContainer.BytesMax:N0} are read");
            }

            var bytes = new byte[file.Length];
            var read = 0;
            while (read < bytes.Length
                && await file.ReadAsync(read, bytes.AsMemory(read), cancellationToken).ConfigureAwait(false) is > 0 and var count)
            {
                read += count;
            }

            return (bytes.AsMemory(0, read), file.Modified);
        }
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

    // The id follows from the file's name, on every device; where another session has it, from its pictures too.
    private async Task<(SessionId Id, string? SkippedBecause)> PlaceAsync(
        string fileName, ImmutableArray<NewShot> shots, CancellationToken cancellationToken)
    {
        var seed = $"classic:{fileName}";
        var content = Digest.Of(Encoding.ASCII.GetBytes(string.Concat(shots.Select(shot => shot.Sha256.Hex))));
        foreach (var attempt in (IEnumerable<string>)[seed, $"{seed}:{content.Hex}"])
        {
            var id = IdOf(attempt);
            var purged = 0;
            while (await library.EntryOfAsync(id, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                if (entry is Entry.Live)
                {
                    break;
                }

                // An id that was purged is never used again: what a person brings back gets another, the same everywhere.
                id = IdOf($"{attempt}:again{++purged}");
            }

            if (await library.EntryOfAsync(id, cancellationToken).ConfigureAwait(false) is null)
            {
                return (id, null);
            }

            var present = await library.FindAsync(id.Text, cancellationToken).ConfigureAwait(false);
            if (await HoldsAsync(present, shots, cancellationToken).ConfigureAwait(false))
            {
                return (id, $"the session {id} is here already{(present.Trashed is null ? "" : ", in the trash")}");
            }
        }

        return (default, "another session with this name is here already");
    }

    private async Task<bool> HoldsAsync(SessionInfo present, ImmutableArray<NewShot> shots, CancellationToken cancellationToken)
    {
        if (!await library.HasContentAsync(present, cancellationToken).ConfigureAwait(false))
        {
            return present.Content?.ImageCount == shots.Length && present.Content.SizeBytes == shots.Sum(shot => shot.Size);
        }

        var reader = await library.OpenContentAsync(present, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return reader.Manifest.Shots.Select(shot => shot.Sha256).SequenceEqual(shots.Select(shot => shot.Sha256));
        }
    }

    private static SessionId IdOf(string seed) =>
        SessionId.FromBytes(SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, SessionId.SizeBytes));

    private NewSession SessionOf(
        ClassicDocument document, ImmutableArray<NewShot> shots, SessionId id, string fileName, DateTimeOffset modified)
    {
        var zone = time.LocalTimeZone;
        return new NewSession
        {
            Id = id,
            Text = ClassicText.Of(document.Metadata, fileName),
            Created = ClassicTime.Parse(document.Metadata?.CreatedAt, zone)
                ?? ClassicTime.Parse(document.Timestamp, zone)
                ?? ClassicTime.OfFileName(fileName, zone)
                ?? modified.AddTicks(-(modified.Ticks % TimeSpan.TicksPerMillisecond)),
            Source = new Source("", "fastshot-classic", fileName),
            Board = new BoardSize(
                Math.Max(1, shots.Max(shot => shot.Placement.X + (shot.Header.Width * shot.Placement.Scale))),
                Math.Max(1, shots.Max(shot => shot.Placement.Y + (shot.Header.Height * shot.Placement.Scale)))),
            Shots = shots,
            Unknown = ClassicMembers.Of(document),
        };
    }
}
