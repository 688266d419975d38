using Fastshot.Core.Storage;

namespace Fastshot.Testing.Stores;

/// <summary>A store that fails when it is told to.</summary>
/// <param name="faultOf">Decides for each call; null lets it through. It is asked in the order of the calls.</param>
public sealed class FaultyStore(IObjectStore inner, Func<StoreCall, Fault?> faultOf) : IStagingStore
{
    private readonly Lock _turn = new();

    /// <summary>How many calls were made, failed ones included.</summary>
    public int Calls { get; private set; }

    /// <summary>A store of which one call fails: for all numbers in turn, it is every fault that a program can meet.</summary>
    public static FaultyStore FailingAt(IObjectStore inner, int number, Fault fault) =>
        new(inner, call => call.Number == number ? fault : null);

    public Task<ObjectInfo?> HeadAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        DoAsync(StoreVerb.Head, key, () => inner.HeadAsync(key, cancellationToken));

    public async Task<StoredObject?> GetAsync(
        ObjectKey key, ByteRange? range = null, CancellationToken cancellationToken = default)
    {
        var fault = FaultOf(StoreVerb.Get, key);
        if (fault is not Fault.ReadTorn torn)
        {
            return await DoAsync(fault, key, () => inner.GetAsync(key, range, cancellationToken));
        }

        return await inner.GetAsync(key, range, cancellationToken) is { } found ? Torn(found, torn) : null;
    }

    public async Task<ConditionalGet> GetIfChangedAsync(
        ObjectKey key, string? ifNoneMatch, CancellationToken cancellationToken = default)
    {
        var fault = FaultOf(StoreVerb.Get, key);
        if (fault is not Fault.ReadTorn torn)
        {
            return await DoAsync(fault, key, () => inner.GetIfChangedAsync(key, ifNoneMatch, cancellationToken));
        }

        var read = await inner.GetIfChangedAsync(key, ifNoneMatch, cancellationToken);
        return read.Found is { } found ? read with { Found = Torn(found, torn) } : read;
    }

    public Task<ObjectInfo> PutAsync(
        ObjectKey key, ObjectContent content, PutCondition condition, CancellationToken cancellationToken = default) =>
        DoAsync(
            FaultOf(StoreVerb.Put, key, condition is not PutCondition.NoCondition),
            key,
            () => inner.PutAsync(key, content, condition, cancellationToken));

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        DoAsync(
            StoreVerb.Delete,
            key,
            async () =>
            {
                await inner.DeleteAsync(key, cancellationToken);
                return true;
            });

    public Task<ListPage> ListAsync(
        string prefix, ObjectKey? after = null, int countMax = 1000, CancellationToken cancellationToken = default) =>
        DoAsync(StoreVerb.List, null, () => inner.ListAsync(prefix, after, countMax, cancellationToken));

    public Task<IStagedObject> StageAsync(CancellationToken cancellationToken = default) =>
        DoAsync<IStagedObject>(
            StoreVerb.Stage,
            null,
            async () => new Staged(this, await ((IStagingStore)inner).StageAsync(cancellationToken)));

    private static StoredObject Torn(StoredObject found, Fault.ReadTorn torn) =>
        new(found.Info, new TornStream(found.Content, torn.AfterBytes, Failure(torn.Error, found.Info.Key)));

    private static StoreException Failure(StoreError error, ObjectKey? key) =>
        new(error, $"A simulated failure{(key is null ? "" : $" of '{key}'")}: {error}.");

    private static async Task<T> DoAsync<T>(Fault? fault, ObjectKey? key, Func<Task<T>> call)
    {
        switch (fault)
        {
            case Fault.Refused refused:
                throw Failure(refused.Error, key);
            case Fault.ReadTorn torn:
                throw Failure(torn.Error, key);
            case Fault.AcknowledgementLost lost:
                await call();
                throw Failure(lost.Error, key);
            default:
                return await call();
        }
    }

    private Task<T> DoAsync<T>(StoreVerb verb, ObjectKey? key, Func<Task<T>> call) =>
        DoAsync(FaultOf(verb, key), key, call);

    private Fault? FaultOf(StoreVerb verb, ObjectKey? key, bool isConditional = false)
    {
        lock (_turn)
        {
            return faultOf(new StoreCall(Calls++, verb, key, isConditional));
        }
    }

    private sealed class Staged(FaultyStore store, IStagedObject inner) : IStagedObject
    {
        public Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
            store.DoAsync(
                StoreVerb.Write,
                null,
                async () =>
                {
                    await inner.WriteAsync(bytes, cancellationToken);
                    return true;
                });

        public Task<ObjectInfo> CommitAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
            store.DoAsync(StoreVerb.Commit, key, () => inner.CommitAsync(key, cancellationToken));

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
