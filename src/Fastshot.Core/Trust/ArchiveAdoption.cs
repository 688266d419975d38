using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Trust;

/// <summary>Makes the list of sessions anew from their archives alone, where no piece names them any more.</summary>
/// <param name="store">The sealed objects where the archives lie: on this device, or at the remote.</param>
/// <remarks>
/// Only the front of each is read, as far as its manifest; the rest is checked when it is opened. What is taken in is
/// recorded by portions, and an interrupted run is continued by the next.
/// </remarks>
public sealed class ArchiveAdoption(SessionLibrary library, IObjectStore store)
{
    private const int AtOnceMax = 4;
    private const int PortionMax = 256;

    private List<ArchiveName>? _unnamed;

    /// <summary>How many archives stand there that no session names.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken = default) =>
        (await UnnamedAsync(cancellationToken).ConfigureAwait(false)).Count;

    /// <summary>Takes their sessions in. Those that were purged, and what belongs to sessions that are known, stay as they are.</summary>
    public async Task<RepairReport> RunAsync(IProgress<VerifyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var unnamed = await UnnamedAsync(cancellationToken).ConfigureAwait(false);
        var repaired = new List<Finding>();
        var left = new List<Finding>();
        var done = 0;
        foreach (var portion in unnamed.Chunk(PortionMax))
        {
            var read = new List<(Manifest Manifest, ArchiveName Archive)>();
            await FanOut.ForEachAsync(
                portion,
                AtOnceMax,
                async (archive, token) =>
                {
                    var (manifest, problem) = await ReadAsync(archive, token).ConfigureAwait(false);
                    lock (read)
                    {
                        if (manifest is not null)
                        {
                            read.Add((manifest, archive));
                        }
                        else if (problem is not null)
                        {
                            left.Add(FindingOf(archive, FindingKind.Damaged, FindingAction.Inspect, session: null, problem));
                        }

                        progress?.Report(new VerifyProgress(++done, unnamed.Count, 0));
                    }
                },
                cancellationToken).ConfigureAwait(false);
            var taken = (await library.Contents.AdoptAsync(read, cancellationToken).ConfigureAwait(false)).ToHashSet();
            repaired.AddRange(read.Where(one => taken.Contains(one.Archive)).Select(one => FindingOf(
                one.Archive, FindingKind.Orphaned, FindingAction.Adopt, one.Manifest.Session, $"holds '{one.Manifest.Text.Name}'")));
        }

        return new RepairReport([.. repaired], [.. left]);
    }

    private static Finding FindingOf(ArchiveName archive, FindingKind kind, FindingAction action, SessionId? session, string detail) =>
        new(kind, VaultNames.Archive(archive.Sha256).Value, session, action, detail);

    private async Task<(Manifest? Manifest, string? Problem)> ReadAsync(ArchiveName archive, CancellationToken cancellationToken)
    {
        try
        {
            if (await store.GetAsync(VaultNames.Archive(archive.Sha256), cancellationToken: cancellationToken).ConfigureAwait(false) is not { } stored)
            {
                return default;
            }

            var reader = await library.Objects.OpenAsync(archive, stored.Content, session: null, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return (reader.Manifest, null);
            }
        }
        catch (IOException e) when (!RemoteErrors.StopsEverything(e))
        {
            return (null, e.Message.TrimEnd('.'));
        }
    }

    private async Task<List<ArchiveName>> UnnamedAsync(CancellationToken cancellationToken)
    {
        if (_unnamed is not null)
        {
            return _unnamed;
        }

        var named = await NamedArchives.ReadAsync(library, cancellationToken).ConfigureAwait(false);
        var unnamed = new List<ArchiveName>();
        ObjectKey? after = null;
        do
        {
            var page = await store.ListAsync(VaultNames.SessionsPrefix, after, cancellationToken: cancellationToken).ConfigureAwait(false);
            foreach (var info in page.Objects)
            {
                if (VaultNames.TryParse(info.Key, VaultNames.SessionsPrefix, out var archive) && !named.Contains(archive))
                {
                    unnamed.Add(new ArchiveName(archive, info.Length));
                }
            }

            after = page.Next;
        }
        while (after is not null);

        return _unnamed = unnamed;
    }
}
