namespace Fastshot.Core.Operations;

/// <summary>Where an operation stands within one of its steps. Each report is complete in itself.</summary>
/// <param name="Step">As <c>push</c>; the numbers are those of this step alone.</param>
public readonly record struct OperationProgress(string Step, long Done, long Total, long Bytes)
{
    /// <summary>What it is at, for people; null where it does not say. It is not kept in the history.</summary>
    public string? Item { get; init; }
}

/// <summary>How quickly a step goes on, and how long it will take if it goes on so.</summary>
/// <param name="Left">Null where nothing is done yet, or the total is not known.</param>
public readonly record struct OperationPace(double ItemsPerSecond, double BytesPerSecond, TimeSpan? Left);
