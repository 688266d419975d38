namespace Fastshot.Core.Storage;

/// <summary>Lets so many requests to another store run at once, and fewer for as long as it asks for fewer.</summary>
/// <remarks>
/// A get counts until its answer begins, not until its content is read: who reads one object may ask for the next.
/// </remarks>
/// <param name="requestsMax">The most requests at once.</param>
public sealed class LimitedStore(IObjectStore inner, int requestsMax) : IObjectStore
{
    private readonly RequestLimit _limit = new(requestsMax);

    /// <summary>How many requests may run at once just now.</summary>
    public int RequestsAtOnce => _limit.Current;

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
                await inner.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    public Task<ListPage> ListAsync(
        string prefix, ObjectKey? after = null, int countMax = 1000, CancellationToken cancellationToken = default) =>
        DoAsync(() => inner.ListAsync(prefix, after, countMax, cancellationToken), cancellationToken);

    private async Task<T> DoAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        var entered = await _limit.EnterAsync(cancellationToken).ConfigureAwait(false);
        RequestOutcome? outcome = null;
        try
        {
            var answer = await request().ConfigureAwait(false);
            outcome = RequestOutcome.Done;
            return answer;
        }
        catch (StoreException e) when (e.Error is StoreError.Throttled)
        {
            outcome = RequestOutcome.Overloaded;
            throw;
        }
        finally
        {
            _limit.Leave(entered, outcome);
        }
    }
}
