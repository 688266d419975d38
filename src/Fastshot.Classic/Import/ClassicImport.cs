using System.Collections.Immutable;
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
/// <param name="openLibrary">The library, made where there is none: asked for when a file was found good.</param>
public sealed class ClassicImport(
    Func<CancellationToken, Task<SessionLibrary>> openLibrary,
    IFileSystem files,
    ImageInspector inspector,
    IScheduler scheduler,
    TimeProvider time)
{
    private readonly ClassicSessionReader _reader = new(files, inspector, scheduler, time);

    /// <summary>Imports one file: every picture that is whole, and a sentence for each that is not.</summary>
    /// <exception cref="ClassicFormatException">It is no session, damaged, under another key, or holds no whole picture.</exception>
    /// <exception cref="LibraryException">It breaks a rule of the library.</exception>
    /// <exception cref="StoreException">It is not there, or cannot be read.</exception>
    public async Task<ClassicImported> ImportAsync(
        string path, IReadOnlyCollection<string> keys, Spool spool, CancellationToken cancellationToken = default)
    {
        var (bytes, modified) = await ReadFileAsync(path, cancellationToken).ConfigureAwait(false);
        return await ImportAsync(Path.GetFileName(path), bytes, modified, keys, spool, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Imports what a file holds, which is deciphered in place.</summary>
    /// <exception cref="ClassicFormatException">It is no session, damaged, under another key, or holds no whole picture.</exception>
    /// <exception cref="LibraryException">It breaks a rule of the library.</exception>
    public async Task<ClassicImported> ImportAsync(
        string fileName,
        Memory<byte> bytes,
        DateTimeOffset modified,
        IReadOnlyCollection<string> keys,
        Spool spool,
        CancellationToken cancellationToken = default)
    {
        var reading = await _reader.ReadAsync(bytes, fileName, modified, keys, spool, cancellationToken).ConfigureAwait(false);
        var library = await openLibrary(cancellationToken).ConfigureAwait(false);
        var (id, skipped) = await PlaceAsync(library, fileName, reading.Session.Shots, cancellationToken).ConfigureAwait(false);
        if (skipped is not null)
        {
            return new ClassicImported(null, skipped, reading.Problems);
        }

        var saved = await library
            .SaveAsync(reading.Session with { Id = id }, cancellationToken: cancellationToken).ConfigureAwait(false);
        return new ClassicImported(saved.Session, null, reading.Problems);
    }

    /// <summary>Why a file of a bucket need not be read: the session that came from one of this name and size is here. Null for any other.</summary>
    public static async Task<string?> SkipAsync(
        SessionLibrary library, string fileName, long size, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(library);
        var (id, entry) = await ClassicIds.FreeAsync(library, fileName, content: null, cancellationToken).ConfigureAwait(false);
        if (entry is null)
        {
            return null;
        }

        var present = await library.FindAsync(id.Text, cancellationToken).ConfigureAwait(false);
        if (!await library.HasContentAsync(present, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        var reader = await library.OpenContentAsync(present, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return ClassicMembers.SizeOf(reader.Manifest.Unknown) == size ? ReasonOf(present) : null;
        }
    }

    private static string ReasonOf(SessionInfo present) =>
        $"the session {present.Id} is here already{(present.Trashed is null ? "" : ", in the trash")}";

    private async Task<(Memory<byte> Bytes, DateTimeOffset Modified)> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        var file = await files.OpenAsync(path, cancellationToken).ConfigureAwait(false)
            ?? throw new StoreException(StoreError.NoSuchPlace, "does not exist");
        await using (file.ConfigureAwait(false))
        {
            if (file.Length > ClassicContainer.BytesMax)
            {
                throw ClassicContainer.TooLarge(file.Length);
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

    // The id follows from the file's name, on every device; where another session has it, from its pictures too.
    private static async Task<(SessionId Id, string? SkippedBecause)> PlaceAsync(
        SessionLibrary library, string fileName, ImmutableArray<NewShot> shots, CancellationToken cancellationToken)
    {
        var content = ClassicMembers.PicturesOf(shots.Select(shot => shot.Sha256));
        foreach (var attempt in (IEnumerable<Digest?>)[null, content])
        {
            var (id, entry) = await ClassicIds.FreeAsync(library, fileName, attempt, cancellationToken).ConfigureAwait(false);
            if (entry is null)
            {
                return (id, null);
            }

            var present = await library.FindAsync(id.Text, cancellationToken).ConfigureAwait(false);
            if (await HoldsAsync(library, present, shots, cancellationToken).ConfigureAwait(false))
            {
                return (id, ReasonOf(present));
            }
        }

        return (default, "another session with this name is here already");
    }

    private static async Task<bool> HoldsAsync(
        SessionLibrary library, SessionInfo present, ImmutableArray<NewShot> shots, CancellationToken cancellationToken)
    {
        if (!await library.HasContentAsync(present, cancellationToken).ConfigureAwait(false))
        {
            return present.Content?.ImageCount == shots.Length;
        }

        var reader = await library.OpenContentAsync(present, cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            return reader.Manifest.Shots.Select(shot => shot.Sha256).SequenceEqual(shots.Select(shot => shot.Sha256));
        }
    }
}
