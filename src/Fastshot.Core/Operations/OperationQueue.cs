using Fastshot.Core.Runtime;

namespace Fastshot.Core.Operations;

/// <summary>How much a queue takes upon itself.</summary>
public sealed record OperationLimits
{
    /// <summary>Operations at a time.</summary>
    public int RunningMax { get; init; } = 4;

    public int WaitingMax { get; init; } = 2000;

    /// <summary>How many that are over can still be looked at, and retried, in this process.</summary>
    public int EndedMax { get; init; } = 100;
}

/// <summary>What a queue works with.</summary>
/// <param name="Describe">Puts into words what ended an operation.</param>
public sealed record OperationParts(
    OperationHistory History,
    TimeProvider Time,
    IRandom Random,
    IScheduler Scheduler,
    Func<Exception, OperationFailure> Describe)
{
    public OperationLimits Limits { get; init; } = new();
}

/// <summary>Runs what takes longer than a second: a bounded number at a time, in turn, and never two on one resource.</summary>
/// <remarks>Safe for concurrent use. What an operation threw is thrown to whoever awaits it, and ends no other one.</remarks>
public sealed class OperationQueue(OperationParts parts) : IAsyncDisposable
{
    private readonly Lock _turn = new();
    private readonly List<Operation> _waiting = [];
    private readonly List<Operation> _running = [];
    private readonly List<Operation> _ended = [];
    private bool _isStopped;

    /// <summary>What waits, runs and ended in this process, in the order in which it came.</summary>
    public IReadOnlyList<OperationSnapshot> Snapshots
    {
        get
        {
            lock (_turn)
            {
                return [.. _ended.Concat(_running).Concat(_waiting).Select(one => one.Snapshot).OrderBy(one => one.Queued)];
            }
        }
    }

    /// <summary>Takes work on; it begins when it is its turn.</summary>
    /// <exception cref="OperationException">Too many wait.</exception>
    public Operation Enqueue(OperationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Enqueue(request, (request.RetryOf?.Attempt ?? 0) + 1, request.RetryOf?.Id);
    }

    /// <summary>Does work and awaits its end; a cancellation of the token cancels it.</summary>
    public async Task RunAsync(OperationRequest request, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var operation = Enqueue(request);
        var cancellation = cancellationToken.UnsafeRegister(static one => ((Operation)one!).TryCancel(), operation);
        try
        {
            await operation.Completion.ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
        finally
        {
            // Not disposed: that would wait for a callback under way on a thread of the pool.
            cancellation.Unregister();
        }
    }

    /// <summary>Does again what failed, was cancelled, or failed in part.</summary>
    /// <exception cref="OperationException">It cannot be done again, or too many wait.</exception>
    public Operation Retry(OperationId id)
    {
        Operation? before;
        lock (_turn)
        {
            before = _ended.Concat(_running).Concat(_waiting).FirstOrDefault(one => one.Id == id);
        }

        if (before is null)
        {
            throw new OperationException(OperationError.NotFound, $"There is no operation {id} to do again.");
        }

        var snapshot = before.Snapshot;
        return snapshot.State.CanBeRetried()
            ? Enqueue(before.Request, snapshot.Attempt + 1, id)
            : throw new OperationException(OperationError.NotRetryable, $"The operation {id} is {(snapshot.State.IsOver() ? "completed" : "not over yet")}.");
    }

    /// <summary>Cancels an operation; false where there is none, or it is over.</summary>
    public bool TryCancel(OperationId id)
    {
        return Find(id)?.TryCancel() ?? false;
    }

    /// <summary>Stops an operation for a while; false where there is none, it is over, or its work cannot stop.</summary>
    public bool TryPause(OperationId id)
    {
        var isPaused = Find(id)?.TryPause() ?? false;
        LetBegin(); // It gave its place among those that run to another one.
        return isPaused;
    }

    /// <summary>Lets a paused operation go on; false where there is none.</summary>
    public bool TryResume(OperationId id)
    {
        var isResumed = Find(id)?.TryResume() ?? false;
        LetBegin();
        return isResumed;
    }

    /// <summary>Cancels everything, awaits its end, and takes nothing more on.</summary>
    public async ValueTask DisposeAsync()
    {
        List<Operation> unfinished;
        lock (_turn)
        {
            _isStopped = true;
            unfinished = [.. _waiting, .. _running];
        }

        unfinished.ForEach(one => one.TryCancel());
        await Task.WhenAll(unfinished.Select(one => one.Life)).ConfigureAwait(false);
    }

    private Operation? Find(OperationId id)
    {
        lock (_turn)
        {
            return _running.Concat(_waiting).FirstOrDefault(one => one.Id == id);
        }
    }

    private Operation Enqueue(OperationRequest request, int attempt, OperationId? retryOf)
    {
        if (!OperationRequest.IsKind(request.Kind))
        {
            throw new ArgumentException("The kind is lower-case letters and dashes.", nameof(request));
        }

        var operation = new Operation(
            new OperationSnapshot
            {
                Id = OperationId.New(parts.Random),
                Kind = request.Kind,
                Subject = request.Subject,
                State = OperationState.Queued,
                Queued = parts.Time.GetUtcNow(),
                Attempt = attempt,
                RetryOf = retryOf,
                Again = request.Again,
                Priority = request.Priority,
                CanPause = request.CanPause,
            },
            request,
            parts.Time);
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_isStopped, this);
            if (_waiting.Count >= parts.Limits.WaitingMax)
            {
                throw new OperationException(
                    OperationError.QueueFull, $"{_waiting.Count} operations wait already; try again when some are over.");
            }

            _waiting.Add(operation);
            operation.Life = LiveAsync(operation);
        }

        LetBegin();
        return operation;
    }

    // The first of those that wait whose resource is free, as long as there is room; a paused one keeps its resource only.
    private void LetBegin()
    {
        List<Operation> next = [];
        lock (_turn)
        {
            var taken = _running.Select(one => one.Request.Resource).ToHashSet(StringComparer.Ordinal);
            var places = parts.Limits.RunningMax - _running.Count(one => one.Snapshot.State is not OperationState.Paused);
            foreach (var one in _waiting.OrderByDescending(one => one.Request.Priority).ToList())
            {
                // Behind one that waits for the same, it waits as well, unless that one was stopped before it began.
                if (one.Snapshot.State is not OperationState.Paused && taken.Add(one.Request.Resource) && places > 0)
                {
                    places--;
                    _waiting.Remove(one);
                    _running.Add(one);
                    next.Add(one);
                }
            }
        }

        next.ForEach(one => one.MayBegin.TrySetResult(true));
    }

    private async Task LiveAsync(Operation operation)
    {
        Exception? exception = null;
        try
        {
            if (await operation.MayBegin.Task.ConfigureAwait(false) && operation.TryStart())
            {
                exception = await RunAsync(operation).ConfigureAwait(false);
            }
            else
            {
                await parts.History.EndAsync(operation.Snapshot).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (Keep(e, out exception))
        {
            // Not the work but its keeping broke: whoever awaits it must hear of that, too.
        }

        lock (_turn)
        {
            _waiting.Remove(operation);
            _running.Remove(operation);
            _ended.Add(operation);
            _ended.RemoveRange(0, Math.Max(0, _ended.Count - parts.Limits.EndedMax));
        }

        LetBegin();
        operation.Complete(exception);
        operation.Dispose();
    }

    /// <summary>What the operation threw, or null where it was done or cancelled.</summary>
    private async Task<Exception?> RunAsync(Operation operation)
    {
        var mark = await parts.History.BeginAsync(operation.Snapshot).ConfigureAwait(false);
        var (result, exception) = await WorkAsync(operation).ConfigureAwait(false);
        var isCancelled = exception is OperationCanceledException && operation.Token.IsCancellationRequested;
        exception = isCancelled ? null : exception;
        var state = (isCancelled, exception, result) switch
        {
            (true, _, _) => OperationState.Cancelled,
            (_, not null, _) => OperationState.Failed,
            (_, _, { IsPartial: true }) => OperationState.Partly,
            _ => OperationState.Completed,
        };
        var snapshot = operation.End(state, result, exception is null ? null : (exception as OperationRefusedException)?.Failure ?? parts.Describe(exception));
        await (result is { IsIdle: true } && operation.Request.ForgetsIdle
            ? parts.History.ForgetAsync(snapshot.Id, mark)
            : parts.History.EndAsync(snapshot, mark)).ConfigureAwait(false);
        return exception;
    }

    private async Task<(OperationResult? Result, Exception? Exception)> WorkAsync(Operation operation)
    {
        Exception? exception;
        try
        {
            var work = await parts.Scheduler
                .RunAsync(() => operation.Request.RunAsync(operation, operation.Token), operation.Token).ConfigureAwait(false);
            return (await work.ConfigureAwait(false), null);
        }
        catch (Exception e) when (Keep(e, out exception))
        {
            // One that fails must not end those that wait; it is thrown to whoever awaits this one.
            return (null, exception);
        }
    }

    private static bool Keep(Exception e, out Exception? kept)
    {
        kept = e;
        return true;
    }
}
