using Fastshot.Core.Storage;
using Fastshot.Storage.S3;

namespace Fastshot.Cli.Sessions;

/// <summary>
/// A bucket as verbs use it: with retries, with no more requests at once than it takes, and with each counted, whatever
/// came of it.
/// </summary>
internal sealed class BucketStore : StoreDecorator, IDisposable
{
    private readonly CountingStore _counting;

    public BucketStore(S3Options options, StorePrices? prices, Shell.Surroundings surroundings)
        : this(options, prices, surroundings, new S3Store(options, surroundings.Time))
    {
    }

    private BucketStore(S3Options options, StorePrices? prices, Shell.Surroundings surroundings, S3Store bucket)
        : this(options, prices, surroundings, bucket, new CountingStore(bucket))
    {
    }

    private BucketStore(
        S3Options options, StorePrices? prices, Shell.Surroundings surroundings, S3Store bucket, CountingStore counting)
        : base(new RetryingStore(
            new LimitedStore(counting, options.ConnectionsMax), new RetryOptions(), surroundings.Time, surroundings.Random)) =>
        (Options, Prices, Bucket, _counting) = (options, prices, bucket, counting);

    public S3Options Options { get; }

    /// <summary>What requests cost; null where nobody knows.</summary>
    public StorePrices? Prices { get; }

    public S3Store Bucket { get; }

    /// <summary>All requests so far, repeated ones included.</summary>
    public StoreUsage Usage => _counting.Usage;

    /// <summary>What of the usage stands in the bill already.</summary>
    public StoreUsage Billed { get; set; }

    public void Dispose() => Bucket.Dispose();
}
