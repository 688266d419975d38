namespace Fastshot.Core.Operations;

/// <summary>One piece of work in a queue, from its request to its end.</summary>
public sealed class Operation : IOperationTurn, IDisposable
{
    private readonly Lock _turn = new();
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _cancellation = new();
    private readonly TaskCompletionSource _end = new();
    private OperationSnapshot _snapshot;
    private TaskCompletionSource? _pause;

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

    /// <summary>Waits for as long as it is paused; called by the work itself.</summary>
    public async Task PassAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task? pause;
            lock (_turn)
            {
                pause = _pause?.Task;
            }

            if (pause is null)
            {
                return;
            }

            await pause.ConfigureAwait(false);
        }
    }

    /// <summary>Stops it for a while. False where it is over, or its work cannot stop.</summary>
    internal bool TryPause()
    {
        lock (_turn)
        {
            if (_snapshot.State is not (OperationState.Queued or OperationState.Running)
                || (_snapshot.State is OperationState.Running && !Request.CanPause))
            {
                return _snapshot.State is OperationState.Paused;
            }

            _pause ??= new TaskCompletionSource();
            _snapshot = _snapshot with { State = OperationState.Paused };
            return true;
        }
    }

    /// <summary>Lets it go on. False where it is not paused.</summary>
    internal bool TryResume()
    {
        TaskCompletionSource? pause;
        lock (_turn)
        {
            if (_snapshot.State is not OperationState.Paused)
            {
                return false;
            }

            (pause, _pause) = (_pause, null);
            var step = _snapshot.Started is null ? OperationState.Queued : OperationState.Running;
            _snapshot = _snapshot with { State = step };
        }

        pause?.TrySetResult();
        return true;
    }

    /// <summary>
    /// Asks for the end: one that waits is cancelled at once, the token of one that runs is cancelled when this returns.
    /// False where it is over already.
    /// </summary>
    public bool TryCancel()
    {
        TaskCompletionSource? pause;
        lock (_turn)
        {
            (pause, _pause) = (_pause, null);
            switch (_snapshot.State)
            {
                case OperationState.Queued:
                case OperationState.Paused when _snapshot.Started is null:
                    _snapshot = _snapshot with { State = OperationState.Cancelled, Ended = _time.GetUtcNow() };
                    break;
                case OperationState.Running or OperationState.Paused:
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

        pause?.TrySetResult();
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
            if (_snapshot.State is not (OperationState.Queued or OperationState.Paused))
            {
                return false;
            }

            // Paused in the moment in which it began: it stops before its first item, if it can.
            var stops = _snapshot.State is OperationState.Paused && Request.CanPause;
            _pause = stops ? _pause : null;
            _snapshot = _snapshot with { State = stops ? OperationState.Paused : OperationState.Running, Started = _time.GetUtcNow() };
            return true;
        }
    }

    /// <summary>Notes what became of it. Nothing can be reported or cancelled afterwards.</summary>
    internal OperationSnapshot End(OperationState state, OperationResult? result, OperationFailure? failure)
    {
        lock (_turn)
        {
            _pause = null;
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
