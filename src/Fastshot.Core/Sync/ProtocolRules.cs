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
}
