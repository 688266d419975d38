using System.Runtime.ExceptionServices;

namespace Fastshot.Core.Runtime;

/// <summary>Runs one asynchronous action for each of many items, a bounded number at a time.</summary>
/// <remarks>
/// It never hops to the thread pool by itself, so that a simulation sees every continuation. The first exception stops
/// the handing out of items; what was begun is awaited, and then the exception is thrown.
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
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var source = items.GetEnumerator();
        var turn = new Lock();
        ExceptionDispatchInfo? first = null;
        var workers = new List<Task>();
        for (var i = 0; i < atOnceMax && TryTake(out var item); i++)
        {
            workers.Add(WorkAsync(item));
        }

        await Task.WhenAll(workers).ConfigureAwait(false);
        first?.Throw();
        cancellationToken.ThrowIfCancellationRequested();

        bool TryTake(out T item)
        {
            lock (turn)
            {
                var taken = first is null && !stop.IsCancellationRequested && source.MoveNext();
                item = taken ? source.Current : default!;
                return taken;
            }
        }

        async Task WorkAsync(T item)
        {
            try
            {
                do
                {
                    await action(item, stop.Token).ConfigureAwait(false);
                }
                while (TryTake(out item));
            }
            catch (Exception e) when (Keep(e))
            {
                await stop.CancelAsync().ConfigureAwait(false);
            }
        }

        bool Keep(Exception e)
        {
            lock (turn)
            {
                // What follows the first failure is mostly the cancellation that it caused.
                first ??= ExceptionDispatchInfo.Capture(e);
            }

            return true;
        }
    }
}
