using Fastshot.Core.Catalog;
using Fastshot.Core.Model;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Library;

/// <summary>Seals contents of this library anew: under another id, or for another vault.</summary>
public sealed class LibrarySealing
{
    private readonly SessionLibrary _library;
    private readonly OpenedVault _vault;

    internal LibrarySealing(SessionLibrary library, OpenedVault vault) => (_library, _vault) = (library, vault);

    /// <summary>
    /// Saves a session again under another id, as it stands here, after it was purged elsewhere; its content is sealed anew.
    /// </summary>
    /// <returns>The id under which it goes on, or null where nothing of its content is here.</returns>
    public async Task<SessionId?> SaveAgainAsync(
        SessionId id, Entry.Live entry, CancellationToken cancellationToken = default)
    {
        var again = SavedAgain.IdOf(id);
        var known = await _library.EntryOfAsync(again, cancellationToken).ConfigureAwait(false);
        if (known is Entry.Purged)
        {
            return await SaveAgainAsync(again, entry, cancellationToken).ConfigureAwait(false); // That was purged, too.
        }

        // Another device may have saved it again already: then what it cannot have seen is added to that.
        var live = known as Entry.Live ?? new Entry.Live([]);
        var unsealed = SavedAgain.WithoutArchivesOf(live, entry);
        var archives = await SealForAsync(_vault, again, unsealed, cancellationToken).ConfigureAwait(false);
        if (known is null && archives.Count == 0)
        {
            return null;
        }

        var added = SavedAgain.Of(unsealed, archives);
        if (!Join.Entries(live, added).Equals(live))
        {
            await _library.AppendAsync([new(again, added)], cancellationToken).ConfigureAwait(false);
        }

        return again;
    }

    /// <summary>Seals the archives of a session that are here anew, for a vault and under an id.</summary>
    internal async Task<Dictionary<Change, ArchiveName>> SealForAsync(
        OpenedVault other, SessionId id, Entry.Live entry, CancellationToken cancellationToken)
    {
        var archives = new Dictionary<Change, ArchiveName>();
        foreach (var (change, archive) in ContentHistory.ArchivesByChange(entry))
        {
            if (await _vault.OpenArchiveAsync(archive, session: null, cancellationToken).ConfigureAwait(false) is { } reader)
            {
                await using (reader.ConfigureAwait(false))
                {
                    var content = ArchiveContent.Of(reader, reader.Manifest with { Session = id });
                    archives[change] = await other.WriteArchiveAsync(content, progress: null, cancellationToken).ConfigureAwait(false);
                    await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }

        return archives;
    }

    /// <summary>Seals the content of a session for this vault; whoever says so in a record makes it known.</summary>
    internal Task<ArchiveName> SealAsync(ArchiveContent content, CancellationToken cancellationToken) =>
        _vault.WriteArchiveAsync(content, progress: null, cancellationToken);
}
