using Fastshot.Core.Runtime;

namespace Fastshot.Testing;

/// <summary>One queue of work on one thread, whose order a seed decides: the same seed gives the same history.</summary>
/// <remarks>
/// What waits for the processor, for a store or for a file takes a turn here; what waits for time is woken by the
/// virtual clock when nothing else is ready. Work that comes from another thread has left the simulation: it is refused.
/// </remarks>
public sealed class SimulatedScheduler(SeededRandom random, ManualTime time) : IScheduler
{
    private readonly List<Action> _ready = [];
    private int? _thread;

    public int WorkersMax => 2;

    /// <summary>How many pieces of work have run.</summary>
    public long Steps { get; private set; }

    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (_thread is { } thread && thread != Environment.CurrentManagedThreadId)
        {
            throw new InvalidOperationException("Work came from another thread: something left the simulation.");
        }

        // Its continuations run within the step, on this thread.
        var end = new TaskCompletionSource<T>();
        _ready.Add(() =>
        {
            if (cancellationToken.IsCancellationRequested)
            {
                end.SetCanceled(cancellationToken);
                return;
            }

            T result;
            try
            {
                result = work();
            }
            catch (Exception e)
            {
                end.SetException(e);
                return;
            }

            end.SetResult(result);
        });
        return end.Task;
    }

    /// <summary>Waits for a turn: the place where others may run, and where a simulated request is on its way.</summary>
    public Task TurnAsync(CancellationToken cancellationToken = default) => RunAsync(() => true, cancellationToken);

    /// <summary>Runs one piece of work, or returns false where none is ready.</summary>
    public bool TryStep()
    {
        if (_ready.Count == 0)
        {
            return false;
        }

        var index = random.Next(_ready.Count);
        var work = _ready[index];
        _ready.RemoveAt(index);
        Steps++;
        work();
        return true;
    }

    /// <summary>Runs an asynchronous program to its end, letting time pass whenever nothing is ready.</summary>
    public T Run<T>(Func<Task<T>> program, long stepsMax = 1_000_000)
    {
        ArgumentNullException.ThrowIfNull(program);
        var context = SynchronizationContext.Current;
        _thread = Environment.CurrentManagedThreadId;

        // With a context, ConfigureAwait(false) would send continuations to the thread pool.
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            var end = Steps + stepsMax;
            var task = program();
            while (!task.IsCompleted)
            {
                if (Steps >= end)
                {
                    throw new InvalidOperationException($"The simulation did not end within {stepsMax} steps.");
                }

                if (!TryStep() && !time.TryAdvanceToNextTimer())
                {
                    throw new InvalidOperationException("The simulation hangs: nothing is ready and no timer waits.");
                }
            }

            return task.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
            _thread = null;
        }
    }
}
