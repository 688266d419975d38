using System.Runtime.ExceptionServices;

namespace Fastshot.Core.Runtime;

/// <summary>Runs one asynchronous action for each of many items, a bounded number at a time.</summary>
/// <remarks>
/// It never hops to the thread pool by itself, so that a simulation sees every continuation. The first exception, of an
/// action or of the items' source, stops the handing out of items and cancels what was begun; that is awaited, and then
/// the exception is thrown.
/// </remarks>
public static class FanOut
{
    public static async Task ForEachAsync<T>(
        IEnumerable<T> items,
        int atOnceMax,
        Func<T, CancellationToken, Task> action,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(action);
        ArgumentOutOfRangeException.ThrowIfLessThan(atOnceMax, 1);
        using var run = new Run<T>(items, action, cancellationToken);
        var workers = new List<Task>();
        while (workers.Count < atOnceMax && run.TryTake(out var item))
        {
            workers.Add(run.WorkAsync(item));
        }

        await Task.WhenAll(workers).ConfigureAwait(false);
        run.ThrowIfFailed();
        cancellationToken.ThrowIfCancellationRequested();
    }

    private sealed class Run<T>(
        IEnumerable<T> items, Func<T, CancellationToken, Task> action, CancellationToken cancellationToken)
        : IDisposable
    {
        private readonly Lock _turn = new();
        private readonly IEnumerator<T> _source = items.GetEnumerator();
        private readonly CancellationTokenSource _stop =
            CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        private ExceptionDispatchInfo? _first;

        public bool TryTake(out T item)
        {
            item = default!;
            try
            {
                lock (_turn)
                {
                    var isTaken = _first is null && !_stop.IsCancellationRequested && _source.MoveNext();
                    item = isTaken ? _source.Current : default!;
                    return isTaken;
                }
            }
            catch (Exception e) when (Keep(e))
            {
                Stop();
                return false;
            }
        }

        public async Task WorkAsync(T item)
        {
            try
            {
                do
                {
                    await action(item, _stop.Token).ConfigureAwait(false);
                }
                while (TryTake(out item));
            }
            catch (Exception e) when (Keep(e))
            {
                Stop();
            }
        }

        /// <summary>Throws what failed first; a cancellation by the caller names the caller's token.</summary>
        public void ThrowIfFailed()
        {
            if (_first?.SourceException is OperationCanceledException)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            _first?.Throw();
        }

        public void Dispose()
        {
            _stop.Dispose();
            _source.Dispose();
        }

        // What follows the first failure is mostly the cancellation that it caused.
        private bool Keep(Exception e)
        {
            lock (_turn)
            {
                _first ??= ExceptionDispatchInfo.Capture(e);
            }

            return true;
        }

        // CancelAsync would run the callbacks on the thread pool.
        private void Stop() => _stop.Cancel();
    }
}
