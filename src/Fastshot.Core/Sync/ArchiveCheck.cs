using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>Looks for the archives of all sessions at the remote, puts back what is missing, and fetches what is wanted.</summary>
internal sealed class ArchiveCheck(IObjectStore store, SessionLibrary library, SyncOptions options, SyncTally tally)
{
    private const int RecentMax = 200;

    // While the disk makes an archive durable, the next one is received.
    private const int DownloadsPerTransfer = 2;

    /// <summary>Puts archives there that the remote lacks and this device has.</summary>
    /// <returns>Those that stand there and are named by no session.</returns>
    public async Task<IReadOnlyList<ArchiveName>> PutBackAsync(Push push, CancellationToken cancellationToken)
    {
        var there = await ArchivesThere.ReadAsync(store, cancellationToken).ConfigureAwait(false);
        var named = await NamedAsync(cancellationToken).ConfigureAwait(false);
        var missing = named.Where(archive => !there.Has(archive)).ToList();
        var count = 0;
        tally.Begin(SyncStep.Check, missing.Count);
        await FanOut.ForEachAsync(
            missing,
            options.TransfersMax,
            async (archive, token) =>
            {
                if (await library.Objects.HasArchiveAsync(archive, token).ConfigureAwait(false)
                    && await TryAsync(archive, () => push.PutArchiveAsync(archive, token)).ConfigureAwait(false))
                {
                    Interlocked.Increment(ref count);
                    tally.Advance(archive.Length);
                }
            },
            cancellationToken).ConfigureAwait(false);
        if (count > 0)
        {
            tally.Tell(new SyncNotice.ArchivesPutBack(count));
        }

        return there.Except(named.Select(one => one.Sha256).ToHashSet());
    }

    /// <summary>Fetches the archives of many sessions ahead of their use.</summary>
    public async Task DownloadAsync(CancellationToken cancellationToken)
    {
        var query = new SessionQuery { Limit = options.Download is DownloadChoice.All ? int.MaxValue : RecentMax };
        var page = await library.QueryAsync(query, cancellationToken).ConfigureAwait(false);
        var wanted = new HashSet<ArchiveName>();
        foreach (var session in page.Sessions)
        {
            if (session.Content?.Archive is { } archive
                && !await library.Objects.HasArchiveAsync(archive, cancellationToken).ConfigureAwait(false))
            {
                wanted.Add(archive);
            }
        }

        tally.Begin(SyncStep.Download, wanted.Count);
        var transfers = new RequestLimit(options.TransfersMax);
        await FanOut.ForEachAsync(
            wanted,
            options.TransfersMax * DownloadsPerTransfer,
            async (archive, token) =>
            {
                if (await TryAsync(archive, () => FetchAsync(archive, transfers, token)).ConfigureAwait(false))
                {
                    tally.CountDownload();
                    tally.Advance(archive.Length);
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Fetches one archive; false where the remote has it not.</summary>
    /// <exception cref="VaultException">Its bytes there are not those of its name; nothing was kept.</exception>
    public static async Task<bool> FetchAsync(
        IObjectStore store, SessionLibrary library, ArchiveName archive, CancellationToken cancellationToken)
    {
        var received = await ReceiveAsync(store, library, archive, cancellationToken).ConfigureAwait(false);
        return await CommitAsync(received, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The archives that the state names: of all sessions, in the trash or not, and of all their versions.</summary>
    public async Task<HashSet<ArchiveName>> NamedAsync(CancellationToken cancellationToken)
    {
        var named = new HashSet<ArchiveName>();
        foreach (var isTrash in (bool[])[false, true])
        {
            var page = await library
                .QueryAsync(new SessionQuery { Trash = isTrash, Limit = int.MaxValue }, cancellationToken).ConfigureAwait(false);
            foreach (var session in page.Sessions)
            {
                if (await library.EntryOfAsync(session.Id, cancellationToken).ConfigureAwait(false) is Entry.Live live)
                {
                    named.UnionWith(ContentHistory.ArchivesOf(live));
                }
            }
        }

        return named;
    }

    private async Task<bool> FetchAsync(ArchiveName archive, RequestLimit transfers, CancellationToken cancellationToken)
    {
        var entered = await transfers.EnterAsync(cancellationToken).ConfigureAwait(false);
        ReceivedArchive? received;
        try
        {
            received = await ReceiveAsync(store, library, archive, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            transfers.Leave(entered, outcome: null);
        }

        return await CommitAsync(received, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<ReceivedArchive?> ReceiveAsync(
        IObjectStore store, SessionLibrary library, ArchiveName archive, CancellationToken cancellationToken)
    {
        var stored = await CopiesStore.GetArchiveAsync(store, archive, cancellationToken).ConfigureAwait(false);
        if (stored is null)
        {
            return null;
        }

        await using (stored.ConfigureAwait(false))
        {
            return await library.Objects.ReceiveArchiveAsync(archive, stored.Content, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<bool> CommitAsync(ReceivedArchive? received, CancellationToken cancellationToken)
    {
        if (received is null)
        {
            return false;
        }

        await using (received.ConfigureAwait(false))
        {
            await received.CommitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
    }

    // One bad archive must not stop the others, so an expected failure becomes data here.
    private async Task<bool> TryAsync(ArchiveName archive, Func<Task<bool>> transfer)
    {
        try
        {
            return await transfer().ConfigureAwait(false);
        }
        catch (IOException e) when (!RemoteErrors.StopsEverything(e))
        {
            tally.Fail(archive.Sha256.Hex, e.Message);
            return false;
        }
    }
}
