using System.Collections.Immutable;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Sync;

/// <summary>Which archives a sync fetches ahead of their use.</summary>
public enum DownloadChoice
{
    /// <summary>None: each is fetched when its session is opened.</summary>
    None,

    /// <summary>Those of the newest sessions.</summary>
    Recent,

    /// <summary>Those of all sessions.</summary>
    All,
}

/// <summary>How one sync is to be done.</summary>
public sealed record SyncOptions
{
    public DownloadChoice Download { get; init; }

    /// <summary>Whether a person agreed to the purge of many sessions at once.</summary>
    public bool AllowsDeletions { get; init; }

    /// <summary>Days for which a session lies in the trash before it is purged.</summary>
    public int TrashDays { get; init; } = 30;

    /// <summary>Whether the remote is listed even where it seems that nothing is new there.</summary>
    public bool Refreshes { get; init; }

    /// <summary>Whether the other devices are asked for; false where that was done a moment ago, and only this one changed something.</summary>
    public bool Asks { get; init; } = true;

    /// <summary>Transfers at a time.</summary>
    public int TransfersMax { get; init; } = 16;

    /// <summary>Whether a vault is synced in whose place another one came: by whoever takes along what it holds.</summary>
    internal bool IgnoresSuccessor { get; init; }

    internal CompactionSizes Sizes { get; init; } = new();
}

/// <summary>When and how pieces are joined into larger ones.</summary>
internal sealed record CompactionSizes
{
    /// <summary>How many records stand uncovered at the remote, at least, before they are compacted; up to as many more by lot.</summary>
    public int RecordsMin { get; init; } = 64;

    /// <summary>So many segments of one tier become one of the next: an entry is rewritten about four times in its life.</summary>
    public int TierWidth { get; init; } = 8;

    /// <summary>On how many days a checkpoint has to have been seen whole in a bucket before what it covers goes.</summary>
    public int DaysInBucket { get; init; } = 2;

    /// <summary>The same in a folder, which a tool may carry that is late by weeks.</summary>
    public int DaysInFolder { get; init; } = 60;
}

/// <summary>Where a sync stands. Each report is complete in itself, so a reader may skip any of them.</summary>
public readonly record struct SyncProgress(SyncStep Step, int Done, int Total, long Bytes);

/// <summary>The steps of a sync, in their order.</summary>
public enum SyncStep
{
    Pull,
    Push,
    Check,
    Download,
}

/// <summary>Something of a sync that failed and did not stop the rest.</summary>
/// <param name="Id">A session's id, or the name of an object.</param>
public sealed record SyncFailure(string Id, string Message);

/// <summary>Something that a sync met or decided, worth telling the person.</summary>
public abstract record SyncNotice
{
    private SyncNotice()
    {
    }

    /// <summary>A session that was purged elsewhere was changed here meanwhile, and goes on under another id.</summary>
    public sealed record SavedAgain(SessionId Purged, SessionId Again) : SyncNotice;

    /// <summary>More than a tenth of the records that were at the remote are gone from it; they were put back.</summary>
    public sealed record WentBack(int Missing) : SyncNotice;

    /// <summary>Other devices purge more than a fifth of the sessions; that was not joined, for a person must agree.</summary>
    public sealed record HeldBack(int Purges, long Sessions) : SyncNotice;

    /// <summary>A session that was to be purged changed meanwhile, and was left alone.</summary>
    public sealed record LeftAlone(SessionId Session) : SyncNotice;

    /// <summary>Sessions that left the remote went to the trash of this device.</summary>
    public sealed record WentToTrash(int Count) : SyncNotice;

    /// <summary>Indexes and lists at the remote that were missing, damaged or wrong were written anew.</summary>
    public sealed record IndexesMended(int Count) : SyncNotice;

    /// <summary>Older pieces of the vault's state were lost at the remote; what only they held was sent again.</summary>
    /// <param name="Sessions">Of which something was missing.</param>
    public sealed record SentAgain(int Sessions) : SyncNotice;

    /// <summary>Pieces that lay there under names of a tool which carries the folder were put where they belong.</summary>
    public sealed record CopiesUsed(int Count) : SyncNotice;

    /// <summary>The remote lets nothing be removed: everything works, and it grows.</summary>
    public sealed record CannotRemove(string Reason) : SyncNotice;

    /// <summary>The disk of this library gives a lock to everybody who asks: two processes that sync at once do not keep apart.</summary>
    public sealed record LocksLie : SyncNotice;

    /// <summary>Archives that the remote lacked were put there again.</summary>
    public sealed record ArchivesPutBack(int Count) : SyncNotice;

    /// <summary>What came into a vault that this device left could not be taken along; the next sync tries again.</summary>
    public sealed record OldVaultUnread(string Reason) : SyncNotice;
}

/// <summary>What a sync did, what failed, and what it cost.</summary>
public sealed record SyncReport
{
    /// <summary>Records that this device sent.</summary>
    public required int Pushed { get; init; }

    /// <summary>Records of other devices that were joined.</summary>
    public required int Pulled { get; init; }

    /// <summary>Sessions that were purged, by other devices or because they lay long enough in the trash.</summary>
    public required int Deleted { get; init; }

    /// <summary>Archives that were fetched.</summary>
    public required int Downloaded { get; init; }

    public required ImmutableArray<SyncFailure> Failed { get; init; }

    public required ImmutableArray<SyncNotice> Notices { get; init; }

    public required StoreUsage Usage { get; init; }

    public required TimeSpan Duration { get; init; }

    /// <summary>Whether anything came of it, good or bad.</summary>
    public bool DidSomething => Pushed + Pulled + Deleted + Downloaded > 0 || !Failed.IsEmpty || Notices.Any(notice => notice is not SyncNotice.LocksLie);

    /// <summary>Whether something waits for a person, or for the next run.</summary>
    public bool IsIncomplete => !Failed.IsEmpty || Notices.Any(notice => notice is SyncNotice.HeldBack);
}
