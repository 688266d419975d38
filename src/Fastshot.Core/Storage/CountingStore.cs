namespace Fastshot.Core.Storage;

/// <summary>Counts the requests to another store and the bytes that are really read from and for it.</summary>
/// <remarks>A request counts when it is made, whatever comes of it: it is paid for.</remarks>
public sealed class CountingStore(IObjectStore inner) : IObjectStore
{
    private long _heads;
    private long _gets;
    private long _puts;
    private long _lists;
    private long _deletes;
    private long _bytesSent;
    private long _bytesReceived;

    public StoreUsage Usage => new(
        Volatile.Read(ref _heads),
        Volatile.Read(ref _gets),
        Volatile.Read(ref _puts),
        Volatile.Read(ref _lists),
        Volatile.Read(ref _deletes),
        Volatile.Read(ref _bytesSent),
        Volatile.Read(ref _bytesReceived));

    public Task<ObjectInfo?> HeadAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _heads);
        return inner.HeadAsync(key, cancellationToken);
    }

    public async Task<StoredObject?> GetAsync(
        ObjectKey key, ByteRange? range = null, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _gets);
        var found = await inner.GetAsync(key, range, cancellationToken).ConfigureAwait(false);
        return found is null ? null : Metered(found);
    }

    public async Task<ConditionalGet> GetIfChangedAsync(
        ObjectKey key, string? ifNoneMatch, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _gets);
        return (await inner.GetIfChangedAsync(key, ifNoneMatch, cancellationToken).ConfigureAwait(false)).Select(Metered);
    }

    public Task<ObjectInfo> PutAsync(
        ObjectKey key, ObjectContent content, PutCondition condition, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        Interlocked.Increment(ref _puts);
        return inner.PutAsync(key, new ObjectContent(content.Length, OpenAsync) { Sha256 = content.Sha256 }, condition, cancellationToken);

        async Task<Stream> OpenAsync(CancellationToken token) =>
            new MeteredStream(await content.OpenAsync(token).ConfigureAwait(false), Send);
    }

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _deletes);
        return inner.DeleteAsync(key, cancellationToken);
    }

    public Task<ListPage> ListAsync(
        string prefix, ObjectKey? after = null, int countMax = 1000, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _lists);
        return inner.ListAsync(prefix, after, countMax, cancellationToken);
    }

    private StoredObject Metered(StoredObject found) => new(found.Info, new MeteredStream(found.Content, Receive));

    private void Send(int count) => Interlocked.Add(ref _bytesSent, count);

    private void Receive(int count) => Interlocked.Add(ref _bytesReceived, count);
}
