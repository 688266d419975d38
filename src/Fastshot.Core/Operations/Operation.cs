namespace Fastshot.Core.Operations;

/// <summary>One piece of work in a queue, from its request to its end.</summary>
public sealed class Operation : IProgress<OperationProgress>, IDisposable
{
    private readonly Lock _turn = new();
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource _end = new();
    private OperationSnapshot _snapshot;

    internal Operation(OperationSnapshot snapshot, OperationRequest request, TimeProvider time)
    {
        (_snapshot, Request, _time) = (snapshot, request, time);
        Token = _cancellation.Token;
    }

    public OperationId Id => _snapshot.Id;

    /// <summary>All that is known of it now.</summary>
    public OperationSnapshot Snapshot
    {
        get
        {
            lock (_turn)
            {
                return _snapshot;
            }
        }
    }

    /// <summary>Ends as the work does: with its exception, where it failed, or cancelled. What became of it is kept by then.</summary>
    public Task Completion => _end.Task;

    internal OperationRequest Request { get; }

    internal CancellationToken Token { get; }

    /// <summary>All that is done for it, from its request to its end; the queue awaits it.</summary>
    internal Task Life { get; set; } = Task.CompletedTask;

    /// <summary>Set to true when the work may begin, and to false where it was cancelled before.</summary>
    internal TaskCompletionSource<bool> MayBegin { get; } = new();

    /// <summary>Called by the work itself.</summary>
    public void Report(OperationProgress value)
    {
        lock (_turn)
        {
            var isSameStep = _snapshot.Progress is { } before && before.Step == value.Step;
            _snapshot = _snapshot with
            {
                Progress = value,
                StepStarted = isSameStep ? _snapshot.StepStarted : _time.GetUtcNow(),
            };
        }
    }

    /// <summary>
    /// Asks for the end: one that waits is cancelled at once, the token of one that runs is cancelled when this returns.
    /// False where it is over already.
    /// </summary>
    public bool TryCancel()
    {
        lock (_turn)
        {
            switch (_snapshot.State)
            {
                case OperationState.Waiting:
                    _snapshot = _snapshot with { State = OperationState.Cancelled, Ended = _time.GetUtcNow() };
                    break;
                case OperationState.Running:
                    _snapshot = _snapshot with { State = OperationState.Cancelling };
                    break;
                case OperationState.Cancelling:
                    return true;
                default:
                    return false;
            }
        }

        // Without the lock: whoever waits for the token goes on within this call.
        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            return false; // It came to its end meanwhile.
        }

        MayBegin.TrySetResult(false);
        return true;
    }

    /// <summary>Called by the queue when it is over; there is nothing left to cancel.</summary>
    public void Dispose() => _cancellation.Dispose();

    /// <summary>False where it was cancelled while it waited.</summary>
    internal bool TryStart()
    {
        lock (_turn)
        {
            if (_snapshot.State is not OperationState.Waiting)
            {
                return false;
            }

            _snapshot = _snapshot with { State = OperationState.Running, Started = _time.GetUtcNow() };
            return true;
        }
    }

    /// <summary>Notes what became of it. Nothing can be reported or cancelled afterwards.</summary>
    internal OperationSnapshot End(OperationState state, OperationResult? result, OperationFailure? failure)
    {
        lock (_turn)
        {
            _snapshot = _snapshot with
            {
                State = state,
                Ended = _snapshot.Ended ?? _time.GetUtcNow(),
                Counts = result?.Counts ?? [],
                Failure = failure,
            };
            return _snapshot;
        }
    }

    /// <summary>Lets those go on who wait for its end.</summary>
    internal void Complete(Exception? exception)
    {
        switch (exception)
        {
            case null when Snapshot.State is OperationState.Cancelled:
                _end.SetCanceled(Token);
                break;
            case null:
                _end.SetResult();
                break;
            default:
                _end.SetException(exception);
                _ = _end.Task.Exception; // Seen: what became of it is in the snapshot, too.
                break;
        }
    }
}
