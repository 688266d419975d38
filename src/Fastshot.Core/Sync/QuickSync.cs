using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>A sync with a bucket whose head says that nothing is new there: it only sends (docs/sync-protocol.md, "The head").</summary>
/// <remarks>It concludes nothing from what it did not look at: it pulls, purges, compacts and removes nothing.</remarks>
internal sealed class QuickSync(
    IObjectStore store, SessionLibrary library, SyncMemory memory, NamesThere namesThere, SyncOptions options, SyncTally tally, IRandom random)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromHours(6);

    private readonly Head _head = new(store, library.Objects, memory);

    /// <summary>What it has met by the time at which the bucket has to be looked at.</summary>
    public Met Before { get; private set; } = Met.Nothing;

    /// <summary>Does it, or returns false where the bucket has to be looked at.</summary>
    /// <param name="remember">Keeps what is remembered of the remote; called before anything is sent.</param>
    public async Task<bool> TryRunAsync(DateTimeOffset now, Func<Task> remember, CancellationToken cancellationToken)
    {
        if (IsLookDue(now) || await namesThere.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } there)
        {
            return false;
        }

        var here = await library.Objects.PiecesAsync(cancellationToken).ConfigureAwait(false);
        Before = new Met(HeadETag: null, there, here);
        List<PieceName> unsent = [.. here.Of(PieceKind.Record).Where(one => !there.Contains(one.Name))];
        if (memory.SentSinceLook + unsent.Count >= options.Sizes.RecordsMin)
        {
            return false;
        }

        if (options.Asks)
        {
            var (isUnchanged, eTag) = await _head.AskAsync(cancellationToken).ConfigureAwait(false);
            if (!isUnchanged)
            {
                Before = Before with { HeadETag = eTag };
                return false;
            }
        }

        if (unsent.Count > 0)
        {
            await SendAsync(unsent, there, remember, cancellationToken).ConfigureAwait(false);
        }

        memory.LastSync = now;
        return true;
    }

    // What a person waits for, what goes, and what was not told for long is decided on a look only. A clock may go back.
    private bool IsLookDue(DateTimeOffset now) =>
        memory.HeadETag is null
        || memory.IsUntold
        || options.Refreshes || options.AllowsDeletions || options.Download is not DownloadChoice.None
        || memory.Wishes.Count > 0
        || memory.LastLook is not { } last || now < last || now - last > LookEvery;

    private async Task SendAsync(
        List<PieceName> unsent, HashSet<Digest> there, Func<Task> remember, CancellationToken cancellationToken)
    {
        var push = new Push(store, library, memory, options, tally);
        memory.SentSincePull.UnionWith(await push.ChangedByAsync(unsent, cancellationToken).ConfigureAwait(false));
        await remember().ConfigureAwait(false);
        var sent = await push.RunAsync(unsent, cancellationToken).ConfigureAwait(false);
        memory.SentSinceLook += sent.Count;
        if (sent.Count == 0)
        {
            return;
        }

        memory.HeadETag = await _head.RingAsync(memory.HeadETag, cancellationToken).ConfigureAwait(false);
        await namesThere.WriteAsync(there.Union(sent.Select(one => one.Name.Name)).ToHashSet(), there, random, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a look need not ask for again.</summary>
    /// <param name="HeadETag">The head's tag as it stood before the look; null where nobody asked for it.</param>
    /// <param name="There">The names that stood at the remote after the last sync; null where they were not read.</param>
    /// <param name="Here">The pieces of this device; null where they were not listed.</param>
    internal sealed record Met(string? HeadETag, HashSet<Digest>? There, PieceListing? Here)
    {
        public static Met Nothing { get; } = new(null, null, null);
    }
}
