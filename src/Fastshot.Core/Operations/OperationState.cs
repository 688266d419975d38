namespace Fastshot.Core.Operations;

/// <summary>Where an operation stands.</summary>
public enum OperationState
{
    /// <summary>For its turn, or for another one that works on the same.</summary>
    Queued,

    Running,

    /// <summary>Somebody asked for its end, and it has not come to it yet.</summary>
    Cancelling,

    /// <summary>Somebody stopped it for a while, before it began or between two of its items.</summary>
    Paused,

    Completed,

    /// <summary>It came to its end, but some items failed.</summary>
    Partly,

    Failed,

    Cancelled,

    /// <summary>The process that ran it ended in the middle.</summary>
    Interrupted,
}

/// <summary>What follows from a state.</summary>
public static class OperationStates
{
    // They stand in files and scripts know them: they do not change with the names in the code.
    private static readonly string[] Words =
        ["queued", "running", "cancelling", "paused", "completed", "partly", "failed", "cancelled", "interrupted"];

    /// <summary>The word for a state, in files and for scripts.</summary>
    public static string Word(this OperationState state) => Words[(int)state];

    /// <summary>The state of a word; null where there is none.</summary>
    internal static OperationState? OfWord(string word) => word switch
    {
        // As files of earlier versions say it.
        "waiting" => OperationState.Queued,
        "done" => OperationState.Completed,
        _ => Array.IndexOf(Words, word) is >= 0 and var index ? (OperationState)index : null,
    };

    /// <summary>Whether the operation will not change any more.</summary>
    public static bool IsOver(this OperationState state) => state >= OperationState.Completed;

    /// <summary>Whether it makes sense to do it again.</summary>
    public static bool CanBeRetried(this OperationState state) => state > OperationState.Completed;
}
