namespace Fastshot.Core.Storage;

/// <summary>Lets so many requests to another store run at once, and fewer for as long as it asks for fewer.</summary>
/// <remarks>
/// A get counts until its answer begins, not until its content is read: who reads one object may ask for the next.
/// </remarks>
/// <param name="requestsMax">The most requests at once.</param>
public sealed class LimitedStore(IObjectStore inner, int requestsMax) : StoreDecorator(inner)
{
    private readonly RequestLimit _limit = new(requestsMax);

    /// <summary>How many requests may run at once just now.</summary>
    public int RequestsAtOnce => _limit.Current;

    protected override async Task<T> DoAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
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
