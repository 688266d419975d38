using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>Archives that no session names, as an interrupted push leaves them.</summary>
/// <param name="Due">Those that stood there long enough to go.</param>
/// <param name="Younger">How many more there are.</param>
public sealed record UnnamedReport(IReadOnlyList<ArchiveName> Due, int Younger);

/// <summary>Finds archives at the remote that no session names (docs/sync-protocol.md, "Collecting").</summary>
/// <remarks>
/// Their record may still come: a device may sleep for months in the middle of a push. So they wait for 180 days by the
/// bucket's own dates; a folder has none to be trusted, there it is days on which a sync met them.
/// </remarks>
internal sealed class UnnamedCollection(IObjectStore store, SyncMemory memory, bool isBucket)
{
    /// <summary>How long they wait.</summary>
    public const int Days = 180;

    /// <summary>Looks for them.</summary>
    /// <param name="named">The archives that the state names.</param>
    public async Task<UnnamedReport> FindAsync(IEnumerable<ArchiveName> named, CancellationToken cancellationToken)
    {
        var all = await store.ListAllAsync("", cancellationToken).ConfigureAwait(false);
        var now = all.Count == 0 ? DateTimeOffset.MinValue : all.Max(info => info.Modified); // The bucket's clock is not behind it.
        var names = named.Concat(memory.Gone.Keys).Select(one => one.Sha256).ToHashSet();
        var (due, younger) = (new List<ArchiveName>(), 0);
        foreach (var info in all)
        {
            if (VaultNames.TryParse(info.Key, VaultNames.SessionsPrefix, out var name) && !names.Contains(name))
            {
                var archive = new ArchiveName(name, info.Length);
                var isDue = (isBucket && (now - info.Modified).TotalDays >= Days)
                    || (memory.Unnamed.TryGetValue(archive, out var seen) && seen.Count >= Days);
                if (isDue)
                {
                    due.Add(archive);
                }
                else
                {
                    younger++;
                }
            }
        }

        return new UnnamedReport(due, younger);
    }
}
