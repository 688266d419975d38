using Fastshot.Core.Operations;
using Fastshot.Web.Api;
using Fastshot.Web.Hosting;
using Fastshot.Web.Shapes;

namespace Fastshot.Web.Work;

/// <summary>Takes long work on, and says how it stands: that of this server, and what other processes of the device ran.</summary>
internal sealed class OperationDesk(WebParts parts)
{
    /// <summary>How many reports are kept.</summary>
    public const int ReportsMax = 32;

    private const int EndedShown = 50;

    private readonly Lock _turn = new();
    private readonly Dictionary<OperationId, ReportSlot> _slots = [];
    private readonly Queue<OperationId> _order = new();

    private OperationQueue Queue => parts.Workspace.Operations;

    /// <summary>Takes work on. It begins when it is its turn.</summary>
    /// <param name="work">Puts its report into the slot, where it has one.</param>
    public OperationDetailShape Enqueue(
        string kind,
        string subject,
        string resource,
        Func<IOperationTurn, ReportSlot, CancellationToken, Task<OperationResult>> work,
        OperationPriority priority = OperationPriority.High,
        bool canPause = false,
        bool forgetsIdle = false)
    {
        var slot = new ReportSlot();
        var request = new OperationRequest(kind, subject, resource, (turn, token) => SaidAsync(() => work(turn, slot, token)))
        {
            Priority = priority,
            CanPause = canPause,
            ForgetsIdle = forgetsIdle,
        };
        var operation = Take(() => Queue.Enqueue(request));
        Keep(operation.Id, slot);
        return DetailOf(operation.Snapshot);
    }

    /// <summary>Does work and awaits its end, as an operation that can be seen and cancelled.</summary>
    public Task RunAsync(OperationRequest request, CancellationToken cancellationToken) => Queue.RunAsync(request, cancellationToken);

    /// <summary>Whether an operation of a kind waits or runs.</summary>
    public bool Has(string kind) => Queue.Snapshots.Any(one => one.Kind == kind && !one.State.IsOver());

    /// <summary>What waits, runs, or ended in this process.</summary>
    public IReadOnlyList<OperationSnapshot> Snapshots => Queue.Snapshots;

    /// <summary>All that waits and runs in this process, and what ended last.</summary>
    public IReadOnlyList<OperationShape> Running()
    {
        var all = InOrder(Queue.Snapshots).ToList();
        return [.. all.Where(one => !one.State.IsOver()).Concat(all.Where(one => one.State.IsOver()).Take(EndedShown)).Select(one => ShapeOf(one))];
    }

    /// <summary>All of them, with what other processes of this device ran.</summary>
    public async Task<OperationListShape> ListAsync(int limit, CancellationToken cancellationToken)
    {
        var own = Queue.Snapshots;
        var ids = own.Select(one => one.Id).ToHashSet();
        var history = await parts.Workspace.OperationHistory.ReadAsync(cancellationToken).ConfigureAwait(false);
        var foreign = history.Where(one => !ids.Contains(one.Id)).Select(one => one.Id).ToHashSet();
        var all = InOrder(own.Concat(history.Where(one => foreign.Contains(one.Id)))).ToList();
        return new OperationListShape(
            all.Count,
            all.Count(one => one.State is OperationState.Running or OperationState.Cancelling or OperationState.Paused),
            all.Count(one => one.State is OperationState.Queued),
            [.. all.Take(limit).Select(one => ShapeOf(one, foreign.Contains(one.Id)))]);
    }

    /// <summary>One of them.</summary>
    public async Task<OperationDetailShape> FindAsync(string id, CancellationToken cancellationToken)
    {
        var (known, snapshot) = Own(id);
        if (snapshot is not null)
        {
            return DetailOf(snapshot);
        }

        var history = await parts.Workspace.OperationHistory.ReadAsync(cancellationToken).ConfigureAwait(false);
        return history.FirstOrDefault(one => one.Id == known) is { } past
            ? new OperationDetailShape(ShapeOf(past, isForeign: true), Report: null)
            : throw NotFound(id);
    }

    public OperationDetailShape Cancel(string id) => Change(id, Queue.TryCancel, "It is over already.");

    public OperationDetailShape Pause(string id) => Change(id, Queue.TryPause, "It is over, or its work cannot stop in the middle.");

    public OperationDetailShape Resume(string id) => Change(id, Queue.TryResume, "It is not paused.");

    /// <summary>Does again what failed, was cancelled, or was done in part.</summary>
    public OperationDetailShape Retry(string id)
    {
        var (known, _) = Own(id);
        var operation = Take(() => Queue.Retry(known));
        Keep(operation.Id, SlotOf(known) ?? new ReportSlot());
        return DetailOf(operation.Snapshot);
    }

    /// <summary>An operation as the page gets it.</summary>
    public OperationShape ShapeOf(OperationSnapshot one, bool isForeign = false)
    {
        var pace = one.PaceAt(parts.Time.GetUtcNow());
        var isOver = one.State.IsOver();
        return new OperationShape(
            one.Id.Text,
            one.Kind,
            one.Subject,
            one.State.Word(),
            one.Priority.ToString().ToLowerInvariant(),
            one.Attempt,
            one.RetryOf?.Text,
            ApiCall.TextOf(one.Queued),
            ApiCall.TextOf(one.Started),
            ApiCall.TextOf(one.Ended),
            one.Progress is { } at
                ? new OperationProgressShape(
                    at.Step, at.Done, at.Total, at.Bytes, pace?.ItemsPerSecond ?? 0, pace?.BytesPerSecond ?? 0, pace?.Left?.TotalSeconds, at.Item)
                : null,
            [.. one.Counts.Select(count => new NamedCountShape(count.Key, count.Value))],
            one.Failure is { } failure ? new OperationFailureShape(failure.Code, failure.Message, failure.Hint) : null,
            CanCancel: !isForeign && !isOver && one.State is not OperationState.Cancelling,
            CanPause: !isForeign && (one.State is OperationState.Queued || (one.State is OperationState.Running && one.CanPause)),
            CanResume: !isForeign && one.State is OperationState.Paused,
            CanRetry: !isForeign && one.State.CanBeRetried(),
            HasReport: SlotOf(one.Id)?.Report is not null,
            isForeign);
    }

    // A refusal is in words already.
    private static async Task<OperationResult> SaidAsync(Func<Task<OperationResult>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (ApiException e)
        {
            throw new OperationRefusedException(new OperationFailure(e.Code, e.Problem.Title, e.Problem.Hint), e);
        }
    }

    private OperationDetailShape DetailOf(OperationSnapshot one) => new(ShapeOf(one), SlotOf(one.Id)?.Report);

    private OperationDetailShape Change(string id, Func<OperationId, bool> change, string otherwise)
    {
        var (known, snapshot) = Own(id);
        if (snapshot is null)
        {
            throw NotFound(id);
        }

        return change(known)
            ? DetailOf(Own(id).Snapshot ?? snapshot)
            : throw ApiException.Conflict("state", otherwise, "GET /api/operations says how it stands.");
    }

    private (OperationId Id, OperationSnapshot? Snapshot) Own(string id) => OperationId.TryParse(id, out var known)
        ? (known, Queue.Snapshots.FirstOrDefault(one => one.Id == known))
        : throw ApiException.Bad("bad_id", $"'{id}' is no operation's id.");

    private static ApiException NotFound(string id) => ApiException.NotFound($"There is no operation {id}, or it was forgotten.");

    private static Operation Take(Func<Operation> enqueue)
    {
        try
        {
            return enqueue();
        }
        catch (OperationException e)
        {
            throw e.Error switch
            {
                OperationError.NotFound => ApiException.NotFound(e.Message, hint: "Start it anew."),
                OperationError.NotRetryable => ApiException.Conflict("not_retryable", e.Message),
                _ => new ApiException(429, "too_many", e.Message, "Cancel some, or wait."),
            };
        }
        catch (ObjectDisposedException)
        {
            throw new ApiException(503, "stopping", "The session manager is being ended.", "Start it again: fastshot ui");
        }
    }

    private void Keep(OperationId id, ReportSlot slot)
    {
        lock (_turn)
        {
            _slots[id] = slot;
            _order.Enqueue(id);
            while (_order.Count > ReportsMax)
            {
                // One that still runs keeps its slot by itself; only looking it up ends.
                _slots.Remove(_order.Dequeue());
            }
        }
    }

    private ReportSlot? SlotOf(OperationId id)
    {
        lock (_turn)
        {
            return _slots.GetValueOrDefault(id);
        }
    }

    private static IEnumerable<OperationSnapshot> InOrder(IEnumerable<OperationSnapshot> all) => all
        .OrderBy(one => one.State.IsOver() ? 2 : one.State is OperationState.Queued ? 1 : 0)
        .ThenByDescending(one => one.Ended ?? one.Queued)
        .ThenBy(one => one.Id.Text, StringComparer.Ordinal);
}

/// <summary>Where the work of an operation puts what it has to tell.</summary>
internal sealed class ReportSlot
{
    /// <summary>Of how many findings or sessions a report tells at most.</summary>
    public const int ItemsMax = 1000;

    public ReportShape? Report { get; set; }
}
