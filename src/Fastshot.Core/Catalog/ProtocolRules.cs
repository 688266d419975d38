namespace Fastshot.Core.Catalog;

/// <summary>The rules of docs/sync-protocol.md that each prevent a loss. All hold; only a test can build others.</summary>
/// <remarks>The simulation switches them off one by one, to show that it would notice.</remarks>
internal sealed record ProtocolRules
{
    /// <summary>The rules as they are kept wherever nothing else is said.</summary>
    public static readonly ProtocolRules All = new();

    /// <summary>A purge wins over every other change, for ever.</summary>
    public bool PurgesWin { get; init; } = true;

    /// <summary>The counter of a change is one more than the highest that its device has met in the session.</summary>
    public bool CountersGrow { get; init; } = true;

    /// <summary>Of two values of one version the greater one stays, whichever came first.</summary>
    public bool GreaterValueStays { get; init; } = true;

    /// <summary>Each tag is a field of its own, so that the tags of two devices add up.</summary>
    public bool TagsAddUp { get; init; } = true;

    /// <summary>A version of the content from which nothing newer was made is kept and offered.</summary>
    public bool OtherVersionsAreKept { get; init; } = true;

    /// <summary>Archives are removed when it was known for long that their session is purged.</summary>
    public bool CollectedWhenLongKnown { get; init; } = true;

    /// <summary>Another trashing of a session starts anew the count of days after which it is purged.</summary>
    public bool TrashingIsCountedAnew { get; init; } = true;

    /// <summary>What stands under the name of an archive counts as it only with its length.</summary>
    public bool LengthsAreLookedAt { get; init; } = true;

    /// <summary>An object whose name is not the hash of its bytes is left alone.</summary>
    public bool HashesAreChecked { get; init; } = true;

    /// <summary>A piece counts as what its bytes say that it is, wherever it lies.</summary>
    public bool KindsAreChecked { get; init; } = true;

    /// <summary>From a listing that shows nothing it is not concluded that all was deleted.</summary>
    public bool EmptyListsDeleteNothing { get; init; } = true;

    /// <summary>A library that joins another vault brings its sessions, and not its purges.</summary>
    public bool PurgesStayBehind { get; init; } = true;

    /// <summary>Whoever follows to the vault of another key takes along all that he knows of the old one.</summary>
    public bool AllIsTakenAlong { get; init; } = true;

    /// <summary>A record is sent after the archives that it names.</summary>
    public bool ArchivesFirst { get; init; } = true;

    /// <summary>What a purging device cannot have seen goes on as a session of its own.</summary>
    public bool UnseenIsKept { get; init; } = true;

    /// <summary>Archives that the place lost are put there again by whoever has them.</summary>
    public bool ArchivesArePutBack { get; init; } = true;

    /// <summary>What is purged is decided right after a pull, and not before it.</summary>
    public bool PurgesNeedAPull { get; init; } = true;

    /// <summary>A checkpoint stands for others only while all its segments stand there, and where they are joined.</summary>
    public bool OnlyWholeAndJoinedCheckpointsCover { get; init; } = true;

    /// <summary>A checkpoint covers only what its maker has joined.</summary>
    public bool CoversOnlyWhatIsJoined { get; init; } = true;

    /// <summary>A checkpoint is put only after its segments were seen there, with their lengths.</summary>
    public bool SegmentsAreLookedFor { get; init; } = true;

    /// <summary>Checkpoints hold only what stands at the remote already.</summary>
    public bool CheckpointsHoldOnlySent { get; init; } = true;

    /// <summary>What a checkpoint or a segment held that the place lost is sent again by whoever has it.</summary>
    public bool LostPiecesAreSentAgain { get; init; } = true;

    /// <summary>Nothing is removed from the log but what a checkpoint covers.</summary>
    public bool OnlyCoveredPiecesGo { get; init; } = true;
}
