namespace Fastshot.Core.Runtime;

/// <summary>Lets one asynchronous caller in at a time, in the order of arrival.</summary>
public sealed class AsyncGate
{
    private readonly Lock _turn = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private bool _isTaken;

    /// <summary>Waits for the turn; disposing what it returns hands the turn on.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource? ticket = null;
        lock (_turn)
        {
            if (_isTaken)
            {
                ticket = new TaskCompletionSource();
                _waiting.Enqueue(ticket);
            }

            _isTaken = true;
        }

        if (ticket is not null)
        {
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
        }

        return new Turn(this);
    }

    private void Leave()
    {
        while (true)
        {
            TaskCompletionSource next;
            lock (_turn)
            {
                if (!_waiting.TryDequeue(out next!))
                {
                    _isTaken = false;
                    return;
                }
            }

            if (next.TrySetResult())
            {
                return;
            }
        }
    }

    private sealed class Turn(AsyncGate gate) : IDisposable
    {
        private AsyncGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Leave();
    }
}
