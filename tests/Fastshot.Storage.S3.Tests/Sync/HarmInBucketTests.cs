using Fastshot.Core.Storage;
using Fastshot.Testing.Trust;

namespace Fastshot.Storage.S3.Tests.Sync;

/// <summary>Damage in a bucket of a real server: what it answers to what is missing, empty, cut or exchanged is understood.</summary>
public sealed class HarmInBucketTests : HarmedVault
{
    private S3Store? _bucket;

    public static TheoryData<Kind, Harm> Some()
    {
        var rows = new TheoryData<Kind, Harm>();
        foreach (var kind in Enum.GetValues<Kind>())
        {
            foreach (var harm in (Harm[])[Harm.Missing, Harm.Empty, Harm.Truncated, Harm.Flipped])
            {
                rows.Add(kind, harm);
            }
        }

        rows.Add(Kind.Archive, Harm.AnotherOfThisVault);
        rows.Add(Kind.Record, Harm.OneOfAnotherVault);
        return rows;
    }

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
