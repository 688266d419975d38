using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Trust;

/// <summary>Compares the bytes of every object of a vault with its name, for which no key is needed.</summary>
public static class NameScrub
{
    private const int AtOnceMax = 4;

    /// <summary>Reads all objects, page by page, and changes nothing.</summary>
    public static async Task<VerifyReport> RunAsync(
        IObjectStore vault, IProgress<VerifyProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(vault);
        var findings = new List<Finding>();
        var more = 0;
        var (done, total, bytes) = (0, 0, 0L);
        ObjectKey? after = null;
        do
        {
            var page = await vault.ListAsync("", after, cancellationToken: cancellationToken).ConfigureAwait(false);
            List<(ObjectInfo Info, Digest Name)> named =
                [.. page.Objects.Where(info => NameOf(info.Key) is not null).Select(info => (info, NameOf(info.Key)!.Value))];
            total += named.Count;
            await FanOut.ForEachAsync(named, AtOnceMax, CheckAsync, cancellationToken).ConfigureAwait(false);
            after = page.Next;
        }
        while (after is not null);

        return new VerifyReport(done, [.. findings.OrderBy(one => one.ObjectName, StringComparer.Ordinal)])
        {
            More = more == 0 ? [] : [new FindingCount(FindingKind.Damaged, FindingAction.Inspect, more)],
        };

        async Task CheckAsync((ObjectInfo Info, Digest Name) one, CancellationToken token)
        {
            var problem = await ProblemOfAsync(vault, one.Info.Key, one.Name, token).ConfigureAwait(false);
            lock (findings)
            {
                done++;
                bytes += one.Info.Length;
                if (problem is not null && findings.Count == Findings.FullMax)
                {
                    more++;
                }
                else if (problem is not null)
                {
                    findings.Add(new Finding(FindingKind.Damaged, one.Info.Key.Value, null, FindingAction.Inspect, $"{problem}. Whether another side has it: fastshot verify --read-data"));
                }

                progress?.Report(new VerifyProgress(done, total, bytes));
            }
        }
    }

    private static async Task<string?> ProblemOfAsync(IObjectStore vault, ObjectKey key, Digest name, CancellationToken cancellationToken)
    {
        try
        {
            var stored = await vault.GetAsync(key, cancellationToken: cancellationToken).ConfigureAwait(false);
            if (stored is null)
            {
                return null; // Removed meanwhile.
            }

            await using (stored.ConfigureAwait(false))
            {
                return await StreamedHash.IsNameAsync(stored.Content, name, cancellationToken).ConfigureAwait(false)
                    ? null
                    : StreamedHash.Refused;
            }
        }
        catch (IOException e) when (!RemoteErrors.StopsEverything(e))
        {
            return $"cannot be read: {e.Message.TrimEnd('.')}";
        }
    }

    private static Digest? NameOf(ObjectKey key) =>
        VaultNames.TryParsePiece(key, out var piece) ? piece.Name
        : VaultNames.TryParse(key, VaultNames.SessionsPrefix, out var name) || VaultNames.TryParse(key, VaultNames.KeysPrefix, out name) ? name
        : null;
}
