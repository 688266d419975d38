namespace Fastshot.Core.Sync;

/// <summary>The rules of docs/sync-protocol.md that each prevent a loss. All hold; only a test can build others.</summary>
/// <remarks>The simulation switches them off one by one, to show that it would notice.</remarks>
internal sealed record ProtocolRules
{
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
