using Fastshot.Core.Storage;
using Fastshot.Testing.Sync;

namespace Fastshot.Storage.S3.Tests.Sync;

/// <summary>The sync suite with a bucket as the meeting place, reached as the program reaches it.</summary>
public abstract class BucketSyncContract : SyncContract, IAsyncDisposable
{
    private static readonly RetryOptions Patient = new() { DelayFirst = TimeSpan.FromMilliseconds(5), DelayMax = TimeSpan.FromMilliseconds(200) };

    private readonly List<IDisposable> _stores = [];

    public virtual ValueTask DisposeAsync()
    {
        _stores.ForEach(store => store.Dispose());
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>The store as the program uses it, with short waits.</summary>
    internal static RetryingStore StoreOf(S3Store bucket, int requestsMax) =>
        new(new LimitedStore(bucket, requestsMax), Patient, TimeProvider.System, new SeededRandom(2));

    /// <summary>Whether the place shows for a while what was overwritten, such as the head.</summary>
    private protected virtual bool IsListed => false;

    private protected abstract Task<S3Options> CreateBucketAsync();

    protected sealed override async Task<Meeting> CreateMeetingAsync()
    {
        var options = await CreateBucketAsync();
        var bucket = new S3Store(options, TimeProvider.System);
        _stores.Add(bucket);
        return new Meeting(StoreOf(bucket, options.ConnectionsMax)) { IsListed = IsListed };
    }
}

public sealed class CephSyncTests : BucketSyncContract
{
    private protected override Task<S3Options> CreateBucketAsync() => RealBucket.NewAsync();
}

/// <summary>Over TLS, with a certificate of an authority of one's own.</summary>
public sealed class CephTlsSyncTests : BucketSyncContract
{
    private protected override Task<S3Options> CreateBucketAsync() => RealBucket.NewSecureAsync();
}

/// <summary>A real server that answers 501 to conditions.</summary>
public sealed class SwiftSyncTests : BucketSyncContract
{
    protected override SyncRequests Requests => SyncRequests.InBucketWithoutConditions;

    private protected override Task<S3Options> CreateBucketAsync() => RealBucket.NewOfSwiftAsync();
}
