using Fastshot.Core.Storage;
using Fastshot.Testing.Trust;

namespace Fastshot.Storage.S3.Tests.Sync;

/// <summary>Damage in a bucket of a real server: what it answers to what is missing, empty, cut or exchanged is understood.</summary>
public sealed class HarmInBucketTests : HarmedVault
{
    private S3Store? _bucket;

    // One of each kind, and each answer that a server gives in its own way; all of them are gone through in memory.
    public static TheoryData<Kind, Harm> Some => new()
    {
        { Kind.Archive, Harm.Missing },
        { Kind.Archive, Harm.AnotherOfThisVault },
        { Kind.Record, Harm.Empty },
        { Kind.Segment, Harm.Truncated },
        { Kind.Checkpoint, Harm.Flipped },
        { Kind.KeyFile, Harm.Missing },
        { Kind.About, Harm.Missing },
    };

    [Theory]
    [MemberData(nameof(Some))]
    public Task What_is_harmed_in_a_bucket_is_survived_named_and_mended_from_this_device(Kind kind, Harm harm) =>
        HarmAndMendAsync(kind, harm, isThere: true);

    public override void Dispose()
    {
        base.Dispose();
        _bucket?.Dispose();
    }

    protected override async Task<IObjectStore> CreatePlaceAsync()
    {
        var options = await RealBucket.NewAsync();
        _bucket = new S3Store(options, TimeProvider.System);
        return BucketSyncContract.StoreOf(_bucket, options.ConnectionsMax);
    }
}
