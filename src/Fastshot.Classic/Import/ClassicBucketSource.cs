using System.Collections.Immutable;
using Fastshot.Classic.Format;
using Fastshot.Classic.Remote;
using Fastshot.Core.Storage;

namespace Fastshot.Classic.Import;

/// <summary>What a bucket of the older program holds for an import.</summary>
/// <param name="Sessions">The file names of its sessions and their sizes, in the order of the names.</param>
/// <param name="Notes">The file names of its notes, those included that its list names and that are not there.</param>
/// <param name="Refused">Keys among the sessions whose names no session can have.</param>
public sealed record ClassicBucketContent(
    ImmutableArray<(string File, long Size)> Sessions, ImmutableArray<string> Notes, ImmutableArray<string> Refused);

/// <summary>A bucket of the older program, as far as an import reads it. Nothing in it is changed.</summary>
public sealed class ClassicBucketSource(IObjectStore place)
{
    private const string NoteExtension = ".json";

    private readonly ClassicBucket _bucket = new(place);

    /// <summary>Lists it, beyond a thousand sessions, too.</summary>
    public async Task<ClassicBucketContent> ListAsync(CancellationToken cancellationToken = default)
    {
        var sessions = ImmutableArray.CreateBuilder<(string File, long Size)>();
        var refused = ImmutableArray.CreateBuilder<string>();
        foreach (var info in await place.ListAllAsync(ClassicNames.SessionsPrefix, cancellationToken).ConfigureAwait(false))
        {
            if (ClassicNames.TryFileName(info.Key, out var file))
            {
                sessions.Add((file, info.Length));
            }
            else
            {
                refused.Add(info.Key.Value);
            }
        }

        var notes = (await place.ListAllAsync(ClassicNames.NotesPrefix, cancellationToken).ConfigureAwait(false))
            .Select(info => info.Key.Value[ClassicNames.NotesPrefix.Length..])
            .Concat(await ReadNotesIndexAsync(cancellationToken).ConfigureAwait(false))
            .Where(ClassicNote.IsFileName)
            .ToHashSet(StringComparer.Ordinal);
        return new ClassicBucketContent(
            sessions.ToImmutable(), [.. notes.Order(StringComparer.Ordinal)], refused.ToImmutable());
    }

    /// <summary>A session, and when it was written; null where it is gone.</summary>
    /// <exception cref="ClassicFormatException">It is too large to be read.</exception>
    public async Task<(Memory<byte> Bytes, DateTimeOffset Modified)?> ReadSessionAsync(
        string file, CancellationToken cancellationToken = default) =>
        await _bucket.ReadSessionAsync(file, cancellationToken).ConfigureAwait(false) is { } found
            ? (found.Bytes, found.Info.Modified)
            : null;

    /// <summary>A note; null where it is not there, or is too large for one.</summary>
    public Task<byte[]?> ReadNoteAsync(string file, CancellationToken cancellationToken = default) =>
        place.ReadSmallAsync(ObjectKey.Parse(ClassicNames.NotesPrefix + file), ClassicNote.BytesMax, cancellationToken);

    private async Task<IEnumerable<string>> ReadNotesIndexAsync(CancellationToken cancellationToken) =>
        await place.ReadSmallAsync(ClassicNames.NotesIndex, ClassicNotesIndex.BytesMax, cancellationToken).ConfigureAwait(false) is { } bytes
        && ClassicNotesIndex.TryRead(bytes, out var index, out _)
            ? index.Notes.Select(note => note.Id + NoteExtension)
            : [];
}
