using Fastshot.Core.Model;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Trust;

/// <summary>Archives that no session names: what they are is said by the manifest that lies in them.</summary>
internal sealed class UnnamedArchives(TrustParts parts, Findings findings)
{
    // Each costs a request; an interrupted push leaves a few.
    private const int OpenedMax = 200;

    private readonly List<ArchiveName> _met = [];
    private readonly HashSet<Digest> _bad = [];

    /// <summary>Notes one that was met.</summary>
    public void Add(ArchiveName archive) => _met.Add(archive);

    /// <summary>Notes one that cannot be read: it has a finding already.</summary>
    public void AddBad(Digest archive) => _bad.Add(archive);

    /// <summary>Says what they are. What was purged waits to be collected, and is no finding.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_met.Count == 0)
        {
            return;
        }

        // What was saved since it was first read is named by now.
        var named = await NamedArchives.ReadAsync(parts.Library, cancellationToken).ConfigureAwait(false);
        var memory = await SyncMemory.ReadAsync(parts.Files, parts.MemoryFile, cancellationToken).ConfigureAwait(false);
        var gone = memory.Gone.Keys.Select(one => one.Sha256).ToHashSet();
        var opened = 0;
        foreach (var archive in _met.Where(one => !_bad.Contains(one.Sha256) && !named.Contains(one.Sha256) && !gone.Contains(one.Sha256)))
        {
            var (action, session, detail) = ++opened > OpenedMax
                ? (FindingAction.Keep, null, "is named by no session; run this again when the others are settled")
                : await LookAsync(archive, cancellationToken).ConfigureAwait(false);
            findings.Add(FindingKind.Orphaned, VaultNames.Archive(archive.Sha256).Value, action, detail, session);
        }
    }

    private async Task<(FindingAction Action, SessionId? Session, string Detail)> LookAsync(ArchiveName archive, CancellationToken cancellationToken)
    {
        try
        {
            if (await parts.Looked.GetAsync(VaultNames.Archive(archive.Sha256), cancellationToken: cancellationToken).ConfigureAwait(false) is not { } stored)
            {
                return (FindingAction.Keep, null, "is named by no session, and is gone meanwhile");
            }

            var reader = await parts.Library.Objects.OpenAsync(archive, stored.Content, session: null, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var session = reader.Manifest.Session;
                var entry = await parts.Library.EntryOfAsync(session, cancellationToken).ConfigureAwait(false);
                return entry switch
                {
                    null => (FindingAction.Adopt, session, $"is named by no session; it holds '{reader.Manifest.Text.Name}', which was never listed"),
                    Entry.Purged => (FindingAction.Keep, session, "is of a session that was deleted for good"),
                    _ => (FindingAction.Keep, session, $"holds pictures of '{reader.Manifest.Text.Name}' that its list does not name: an older or an unfinished version"),
                };
            }
        }
        catch (VaultException e)
        {
            return (FindingAction.Keep, null, $"is named by no session, and cannot be read: {e.Message.TrimEnd('.')}");
        }
    }
}
