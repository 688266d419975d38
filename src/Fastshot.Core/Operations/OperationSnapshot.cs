using System.Collections.Immutable;

namespace Fastshot.Core.Operations;

/// <summary>Why an operation failed, in words for a person and one word for a script. Without secrets.</summary>
public sealed record OperationFailure(string Code, string Message, string? Hint);

/// <summary>What came of an operation, in numbers.</summary>
/// <param name="Counts">As <c>pushed</c>: 3, in the order in which they are told.</param>
public sealed record OperationResult(ImmutableArray<KeyValuePair<string, long>> Counts)
{
    /// <summary>Whether some items failed.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Whether there was nothing to do.</summary>
    public bool IsIdle { get; init; }
}

/// <summary>All that is known of an operation at one moment. It never changes; later there is another one.</summary>
public sealed record OperationSnapshot
{
    public required OperationId Id { get; init; }

    /// <summary>As <c>sync</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it works on, for people.</summary>
    public required string Subject { get; init; }

    public required OperationState State { get; init; }

    public required DateTimeOffset Queued { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>1, and one more for each time that it was done again.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>The operation that this one does again, or null.</summary>
    public OperationId? RetryOf { get; init; }

    /// <summary>The words by which a process does the same; empty where none can.</summary>
    public ImmutableArray<string> Again { get; init; } = [];

    public OperationPriority Priority { get; init; } = OperationPriority.Normal;

    /// <summary>Whether its work can stop for a while.</summary>
    public bool CanPause { get; init; }

    public OperationProgress? Progress { get; init; }

    /// <summary>When the step of <see cref="Progress"/> began.</summary>
    public DateTimeOffset? StepStarted { get; init; }

    public ImmutableArray<KeyValuePair<string, long>> Counts { get; init; } = [];

    public OperationFailure? Failure { get; init; }

    /// <summary>How quickly its step goes on at a moment; null where it is not running or the clock was set back.</summary>
    public OperationPace? PaceAt(DateTimeOffset now)
    {
        if (State is not (OperationState.Running or OperationState.Cancelling)
            || Progress is not { } at || StepStarted is not { } start || now <= start)
        {
            return null;
        }

        var seconds = (now - start).TotalSeconds;
        var left = at is { Done: > 0 } && at.Total >= at.Done ? (double)(at.Total - at.Done) / at.Done * seconds : -1;
        return new OperationPace(
            at.Done / seconds,
            at.Bytes / seconds,
            left >= 0 && left < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(left) : null);
    }
}
