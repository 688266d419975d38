using Fastshot.Core.Catalog;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Vault;

/// <summary>What a vault works with: its store, the clock, the randomness, and where it computes.</summary>
public sealed record VaultParts(IStagingStore Store, TimeProvider Time, IRandom Random, IScheduler Scheduler)
{
    /// <summary>Where pieces are kept that were opened; null where each is opened anew.</summary>
    public PieceMemory? Memory { get; init; }

    internal ProtocolRules Rules { get; init; } = ProtocolRules.All;
}
