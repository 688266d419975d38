namespace Fastshot.Core.Storage;

/// <summary>How many requests may be under way at once: half as many when a store is overloaded, then slowly more again.</summary>
/// <remarks>
/// Additive increase, multiplicative decrease, as TCP does it. Of the requests that were under way together only the
/// first that is refused halves the limit: they tell of one and the same moment.
/// </remarks>
internal sealed class RequestLimit
{
    // As many rounds without a refusal as it takes to let one more run: each try to do so may cost some refusals.
    private const int RoundsToGrow = 4;

    private readonly Lock _turn = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private readonly int _max;
    private double _limit;
    private int _running;
    private int _decreases;

    public RequestLimit(int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        (_max, _limit) = (max, max);
    }

    public int Current
    {
        get
        {
            lock (_turn)
            {
                return (int)_limit;
            }
        }
    }

    /// <summary>Waits until one more may run.</summary>
    /// <returns>What <see cref="Leave"/> is to be given.</returns>
    public async Task<int> EnterAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource? ticket = null;
        lock (_turn)
        {
            if (_running < (int)_limit)
            {
                _running++;
                return _decreases;
            }

            ticket = new TaskCompletionSource();
            _waiting.Enqueue(ticket);
        }

        var cancellation = cancellationToken.UnsafeRegister(
            static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), ticket);
        try
        {
            await ticket.Task.ConfigureAwait(false);
        }
        finally
        {
            // Not disposed: that would wait for a callback under way on a thread of the pool.
            cancellation.Unregister();
        }

        lock (_turn)
        {
            return _decreases;
        }
    }

    /// <summary>A request has ended.</summary>
    /// <param name="entered">What <see cref="EnterAsync"/> gave.</param>
    /// <param name="outcome">Null where it says nothing of the store's load.</param>
    public void Leave(int entered, RequestOutcome? outcome)
    {
        lock (_turn)
        {
            _running--;
            if (outcome is RequestOutcome.Done)
            {
                _limit = Math.Min(_max, _limit + (1 / (_limit * RoundsToGrow)));
            }
            else if (outcome is RequestOutcome.Overloaded && entered == _decreases)
            {
                _limit = Math.Max(1, _limit / 2);
                _decreases++;
            }
        }

        LetIn();
    }

    private void LetIn()
    {
        while (true)
        {
            TaskCompletionSource next;
            lock (_turn)
            {
                if (_running >= (int)_limit || !_waiting.TryDequeue(out next!))
                {
                    return;
                }

                _running++;
            }

            // Outside the lock: what waits goes on at once.
            if (!next.TrySetResult())
            {
                lock (_turn)
                {
                    _running--;
                }
            }
        }
    }
}

/// <summary>What the end of a request says of a store's load.</summary>
internal enum RequestOutcome
{
    Done,
    Overloaded,
}
