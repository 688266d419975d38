using Fastshot.Core.Storage;
using Fastshot.Storage.S3;

namespace Fastshot.Cli.Sessions;

/// <summary>
/// A bucket as verbs use it: with retries, with no more requests at once than it takes, and with each counted, whatever
/// came of it.
/// </summary>
internal sealed class BucketStore : IObjectStore, IDisposable
{
    private readonly CountingStore _counting;
    private readonly RetryingStore _retrying;

    public BucketStore(S3Options options, StorePrices? prices, Shell.Surroundings surroundings)
    {
        (Options, Prices) = (options, prices);
        Bucket = new S3Store(options, surroundings.Time);
        _counting = new CountingStore(Bucket);
        _retrying = new RetryingStore(
            new LimitedStore(_counting, options.ConnectionsMax), new RetryOptions(), surroundings.Time, surroundings.Random);
    }

    public S3Options Options { get; }

    /// <summary>What requests cost; null where nobody knows.</summary>
    public StorePrices? Prices { get; }

    public S3Store Bucket { get; }

    /// <summary>All requests so far, repeated ones included.</summary>
    public StoreUsage Usage => _counting.Usage;

    /// <summary>What of the usage stands in the bill already.</summary>
    public StoreUsage Billed { get; set; }

    public Task<ObjectInfo?> HeadAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        _retrying.HeadAsync(key, cancellationToken);

    public Task<StoredObject?> GetAsync(ObjectKey key, ByteRange? range = null, CancellationToken cancellationToken = default) =>
        _retrying.GetAsync(key, range, cancellationToken);

    public Task<ConditionalGet> GetIfChangedAsync(
        ObjectKey key, string? ifNoneMatch, CancellationToken cancellationToken = default) =>
        _retrying.GetIfChangedAsync(key, ifNoneMatch, cancellationToken);

    public Task<ObjectInfo> PutAsync(
        ObjectKey key, ObjectContent content, PutCondition condition, CancellationToken cancellationToken = default) =>
        _retrying.PutAsync(key, content, condition, cancellationToken);

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default) => _retrying.DeleteAsync(key, cancellationToken);

    public Task<ListPage> ListAsync(
        string prefix, ObjectKey? after = null, int countMax = 1000, CancellationToken cancellationToken = default) =>
        _retrying.ListAsync(prefix, after, countMax, cancellationToken);

    public void Dispose() => Bucket.Dispose();
}
