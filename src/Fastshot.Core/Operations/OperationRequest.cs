using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Fastshot.Core.Operations;

/// <summary>Which of the operations that wait comes first.</summary>
public enum OperationPriority
{
    /// <summary>Nobody asked for it.</summary>
    Low,

    Normal,

    /// <summary>A person waits for it.</summary>
    High,
}

/// <summary>What the work of an operation is given: to say how far it is, and to stop for a while.</summary>
public interface IOperationTurn : IProgress<OperationProgress>
{
    /// <summary>Called between two items: waits for as long as the operation is paused.</summary>
    Task PassAsync(CancellationToken cancellationToken = default);
}

/// <summary>Work that may run longer than a second.</summary>
/// <param name="Kind">Lower-case letters and dashes, as <c>sync</c>.</param>
/// <param name="Subject">What it works on, for people. Without secrets.</param>
/// <param name="Resource">Of the operations with one resource only one runs at a time, in the order in which they came.</param>
/// <param name="RunAsync">Does it; called once more for each retry. It ends soon after its token is cancelled.</param>
public sealed partial record OperationRequest(
    string Kind,
    string Subject,
    string Resource,
    Func<IOperationTurn, CancellationToken, Task<OperationResult>> RunAsync)
{
    internal const int KindLengthMax = 40;

    /// <summary>Whether it is forgotten where there was nothing to do: for what is done again and again.</summary>
    public bool ForgetsIdle { get; init; }

    /// <summary>The words of a command line by which another process does the same, as <c>verify --remote</c>; empty where none can. Without secrets.</summary>
    public ImmutableArray<string> Again { get; init; } = [];

    /// <summary>The operation, of another process as a rule, that this one does again.</summary>
    public OperationSnapshot? RetryOf { get; init; }

    /// <summary>Of those that wait, which comes first.</summary>
    public OperationPriority Priority { get; init; } = OperationPriority.Normal;

    /// <summary>Whether its work stops between two items while it is paused.</summary>
    public bool CanPause { get; init; }

    internal static bool IsKind(string kind) => KindPattern().IsMatch(kind);

    [GeneratedRegex("^[a-z][a-z-]{0,39}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex KindPattern();
}
