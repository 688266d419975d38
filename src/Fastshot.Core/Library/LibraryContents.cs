using System.Buffers.Binary;
using Fastshot.Core.Catalog;
using Fastshot.Core.Model;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>Changes what sessions that are listed already consist of: the way in for content of other layouts than a vault's.</summary>
public sealed class LibraryContents
{
    private readonly LibraryParts _parts;
    private readonly OpenedVault _vault;
    private readonly SessionLibrary _library;

    internal LibraryContents(LibraryParts parts, OpenedVault vault, SessionLibrary library) =>
        (_parts, _vault, _library) = (parts, vault, library);

    /// <summary>A session of which only this much is known: its pictures are elsewhere until they are asked for.</summary>
    public KeyValuePair<EntryId, Entry> Listed(
        SessionId id, SessionText text, DateTimeOffset created, Source source, int imageCount, long sizeBytes)
    {
        var content = new ContentVersion(new FieldVersion(1, _parts.NewChange()), imageCount, sizeBytes, default, Archive: null);
        return new(id, Changes.Create(new SessionInfo
        {
            Id = id,
            Created = created,
            Text = text,
            Source = source,
            Content = content,
            Trashed = null,
        }));
    }

    /// <summary>Takes in the content of a session that is listed without it.</summary>
    /// <exception cref="LibraryException">It is not listed, or the content breaks a rule.</exception>
    public Task<SessionInfo> FillAsync(SessionId id, NewSession content, CancellationToken cancellationToken = default) =>
        PutAsync(id, content, isNew: false, cancellationToken);

    /// <summary>Gives a session another version of its content.</summary>
    /// <exception cref="LibraryException">It is not listed, or the content breaks a rule.</exception>
    public Task<SessionInfo> ReplaceAsync(SessionId id, NewSession content, CancellationToken cancellationToken = default) =>
        PutAsync(id, content, isNew: true, cancellationToken);

    /// <summary>Remembers in the session itself under which name another program's devices know it.</summary>
    public async Task NameAsync(SessionId id, string classicFile, CancellationToken cancellationToken = default)
    {
        var current = await LiveAsync(id, cancellationToken).ConfigureAwait(false);
        var source = SessionReader.Read(id, current).Source with { ClassicFile = classicFile };
        await _library.AppendAsync([new(id, Changes.Source(current, source, _parts.NewChange()))], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes in sessions by what the manifests of their archives say; the archives themselves may lie elsewhere.</summary>
    /// <remarks>Whoever does the same again, or on another device, records the same, so the two are one.</remarks>
    /// <returns>
    /// The archives that were taken in. One whose session was purged, or is known by records of its own, is not.
    /// </returns>
    public async Task<IReadOnlyList<ArchiveName>> AdoptAsync(
        IReadOnlyList<(Manifest Manifest, ArchiveName Archive)> found, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(found);
        var entries = new State();
        var taken = new List<ArchiveName>();
        foreach (var (manifest, archive) in found)
        {
            var known = await _library.EntryOfAsync(manifest.Session, cancellationToken).ConfigureAwait(false);
            if ((known is null || IsAdopted(known)) && SessionTextRules.Problems(manifest.Text) is [])
            {
                var (id, entry) = Adopted(manifest, archive);
                entries.Join(id, entry);
                taken.Add(archive);
            }
        }

        await _library.AppendAsync([.. entries.Entries], cancellationToken).ConfigureAwait(false);
        return taken;
    }

    // Of a session that is known by its archives alone, each of them is another version.
    private static bool IsAdopted(Entry known) =>
        known is Entry.Live live && ContentHistory.ArchivesByChange(live).All(one => one.Change == ChangeOf(one.Archive));

    private static Change ChangeOf(ArchiveName archive)
    {
        Span<byte> hash = stackalloc byte[Digest.SizeBytes];
        archive.Sha256.CopyTo(hash);
        return new Change(BinaryPrimitives.ReadUInt64BigEndian(hash));
    }

    private static KeyValuePair<EntryId, Entry> Adopted(Manifest manifest, ArchiveName archive)
    {
        var version = new FieldVersion(1, ChangeOf(archive));
        return new(manifest.Session, Changes.Create(new SessionInfo
        {
            Id = manifest.Session,
            Created = manifest.Created,
            Text = manifest.Text,
            Source = manifest.Source,
            Content = new ContentVersion(
                version, manifest.Shots.Length, manifest.Shots.Sum(shot => shot.Size), manifest.Board, archive),
            Trashed = null,
            Words = SessionSaver.WordsOf(manifest.Shots),
        }));
    }

    private async Task<SessionInfo> PutAsync(SessionId id, NewSession content, bool isNew, CancellationToken cancellationToken)
    {
        var saved = await new SessionSaver(_parts, _vault)
            .SaveAsync(content with { Id = id }, progress: null, cancellationToken).ConfigureAwait(false);
        var packed = saved.Session.Content!;

        // Read only now: sealing takes long, and the session may have been edited meanwhile.
        var current = await LiveAsync(id, cancellationToken).ConfigureAwait(false);
        var shown = ContentHistory.Of(current).Shown;
        var change = isNew || shown is null
            ? Changes.Content(current, packed, saved.Session.Words, _parts.NewChange(), _parts.Rules)
            : Changes.Archive(current, shown.Version.Change, packed.Archive!.Value, _parts.NewChange());
        await _library.AppendAsync([new(id, change)], cancellationToken).ConfigureAwait(false);
        return SessionReader.Read(id, await LiveAsync(id, cancellationToken).ConfigureAwait(false));
    }

    private async Task<Entry.Live> LiveAsync(SessionId id, CancellationToken cancellationToken) =>
        await _library.EntryOfAsync(id, cancellationToken).ConfigureAwait(false) as Entry.Live
        ?? throw new LibraryException(LibraryError.NotFound, $"No session has the id '{id}'.");
}
