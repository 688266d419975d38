using Fastshot.Core.Storage;

namespace Fastshot.Testing.Sync;

/// <summary>How many requests of each kind a sync costs. All tests take them from here.</summary>
/// <param name="Idle">Nothing is new, neither here nor there.</param>
/// <param name="Save">One session was saved here.</param>
/// <param name="Change">Another device saved one session.</param>
public sealed record SyncRequests(StoreUsage Idle, StoreUsage Save, StoreUsage Change)
{
    public static SyncRequests InFolder { get; } = new(
        Idle: new StoreUsage { Gets = 1, Lists = 3 },
        Save: new StoreUsage { Gets = 1, Lists = 3, Puts = 2 },
        Change: new StoreUsage { Gets = 2, Lists = 3 });

    public static SyncRequests InBucket { get; } = new(
        Idle: new StoreUsage { Gets = 1 },
        Save: new StoreUsage { Gets = 1, Puts = 3 },
        Change: new StoreUsage { Gets = 2, Lists = 1 });

    /// <summary>Where each sync looks.</summary>
    public static SyncRequests InBucketThatIsListed { get; } = new(
        Idle: new StoreUsage { Lists = 1 },
        Save: new StoreUsage { Lists = 1, Puts = 3 },
        Change: new StoreUsage { Gets = 1, Lists = 1 });

    /// <summary>Where a device's own writing of the head is not known to be the only one: then it looks the next time.</summary>
    public static SyncRequests InBucketWithoutConditions { get; } = InBucket with { Save = InBucketThatIsListed.Save };
}

/// <summary>Usage as tests compare it.</summary>
public static class UsageShorthand
{
    extension(StoreUsage usage)
    {
        public StoreUsage WithoutBytes() => usage with { BytesSent = 0, BytesReceived = 0 };
    }
}
