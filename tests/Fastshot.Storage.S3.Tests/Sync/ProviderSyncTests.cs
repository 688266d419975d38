using Fastshot.Testing.Servers;
using Fastshot.Testing.Sync;

namespace Fastshot.Storage.S3.Tests.Sync;

/// <summary>The sync suite at a server that plays a provider.</summary>
public abstract class ProviderSyncTests(string provider) : BucketSyncContract
{
    private readonly FakeBucket _bucket = new(FakeS3Profile.Of(provider));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _bucket.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected override Task<S3Options> CreateBucketAsync() => Task.FromResult(_bucket.Options);
}

public sealed class AwsSyncTests() : ProviderSyncTests("aws");

public sealed class R2SyncTests() : ProviderSyncTests("r2");

/// <summary>Answers 501 to conditions.</summary>
public sealed class B2SyncTests() : ProviderSyncTests("b2")
{
    protected override SyncRequests Requests => SyncRequests.InBucketWithoutConditions;
}

/// <summary>Compares ETags without their quotes.</summary>
public sealed class HetznerSyncTests() : ProviderSyncTests("hetzner");

/// <summary>Answers 412 where a condition names an object that is not there.</summary>
public sealed class CephLikeSyncTests() : ProviderSyncTests("ceph");

/// <summary>Compares ETags with and without their quotes.</summary>
public sealed class MinioSyncTests() : ProviderSyncTests("minio");

/// <summary>Answers 304 to a write whose condition does not hold.</summary>
public sealed class OldMinioSyncTests() : ProviderSyncTests("minio-2023");

public sealed class GarageSyncTests() : ProviderSyncTests("garage");

public sealed class WasabiSyncTests() : ProviderSyncTests("wasabi");

public sealed class GoogleSyncTests() : ProviderSyncTests("gcs");

/// <summary>Takes conditions and does not look at them.</summary>
public sealed class LiarSyncTests() : ProviderSyncTests("liar");

/// <summary>Shows what was overwritten for a while, and so also that nothing is new; a person who knows better looks.</summary>
public sealed class StaleSyncTests() : ProviderSyncTests("stale")
{
    protected override SyncRequests Requests => SyncRequests.InBucketThatIsListed;

    private protected override bool IsListed => true;
}
