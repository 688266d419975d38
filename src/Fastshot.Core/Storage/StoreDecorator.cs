namespace Fastshot.Core.Storage;

/// <summary>Another store, of which every request goes through one place; a derived one says what happens there.</summary>
public abstract class StoreDecorator(IObjectStore inner) : IObjectStore
{
    protected IObjectStore Inner { get; } = inner;

    public virtual Task<ObjectInfo?> HeadAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        DoAsync(() => Inner.HeadAsync(key, cancellationToken), cancellationToken);

    public virtual Task<StoredObject?> GetAsync(
        ObjectKey key, ByteRange? range = null, CancellationToken cancellationToken = default) =>
        DoAsync(() => Inner.GetAsync(key, range, cancellationToken), cancellationToken);

    public virtual Task<ConditionalGet> GetIfChangedAsync(
        ObjectKey key, string? ifNoneMatch, CancellationToken cancellationToken = default) =>
        DoAsync(() => Inner.GetIfChangedAsync(key, ifNoneMatch, cancellationToken), cancellationToken);

    public virtual Task<ObjectInfo> PutAsync(
        ObjectKey key, ObjectContent content, PutCondition condition, CancellationToken cancellationToken = default) =>
        DoAsync(() => Inner.PutAsync(key, content, condition, cancellationToken), cancellationToken);

    public virtual Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        DoAsync(
            async () =>
            {
                await Inner.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    public virtual Task<ListPage> ListAsync(
        string prefix, ObjectKey? after = null, int countMax = ListPage.CountMax, CancellationToken cancellationToken = default) =>
        DoAsync(() => Inner.ListAsync(prefix, after, countMax, cancellationToken), cancellationToken);

    /// <summary>Makes a request; the base makes it as it is.</summary>
    protected virtual Task<T> DoAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request();
    }
}
