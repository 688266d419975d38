using Fastshot.Core.Storage;

namespace Fastshot.Testing.Simulation;

/// <summary>A remote as a device meets it: each request is on its way for a turn, and may fail or lose its answer.</summary>
public sealed class SimulatedStore(IObjectStore inner, SimulatedScheduler scheduler, SeededRandom random) : IObjectStore
{
    /// <summary>One request in so many fails, and as many lose their answer; 0 for none.</summary>
    public int FailsOnceIn { get; set; }

    public Task<ObjectInfo?> HeadAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        DoAsync(() => inner.HeadAsync(key, cancellationToken), cancellationToken);

    public Task<StoredObject?> GetAsync(ObjectKey key, ByteRange? range = null, CancellationToken cancellationToken = default) =>
        DoAsync(() => inner.GetAsync(key, range, cancellationToken), cancellationToken);

    public Task<ConditionalGet> GetIfChangedAsync(
        ObjectKey key, string? ifNoneMatch, CancellationToken cancellationToken = default) =>
        DoAsync(() => inner.GetIfChangedAsync(key, ifNoneMatch, cancellationToken), cancellationToken);

    public Task<ObjectInfo> PutAsync(
        ObjectKey key, ObjectContent content, PutCondition condition, CancellationToken cancellationToken = default) =>
        DoAsync(() => inner.PutAsync(key, content, condition, cancellationToken), cancellationToken);

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        DoAsync(
            async () =>
            {
                await inner.DeleteAsync(key, cancellationToken);
                return true;
            },
            cancellationToken);

    public Task<ListPage> ListAsync(
        string prefix, ObjectKey? after = null, int countMax = 1000, CancellationToken cancellationToken = default) =>
        DoAsync(() => inner.ListAsync(prefix, after, countMax, cancellationToken), cancellationToken);

    private async Task<T> DoAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        await scheduler.TurnAsync(cancellationToken);
        ThrowByLot();
        var answer = await request();
        await scheduler.TurnAsync(cancellationToken);
        ThrowByLot();
        return answer;
    }

    private void ThrowByLot()
    {
        if (FailsOnceIn > 0 && random.OnceIn(FailsOnceIn))
        {
            throw new StoreException(StoreError.Unavailable, "The network is gone, by lot.");
        }
    }
}
