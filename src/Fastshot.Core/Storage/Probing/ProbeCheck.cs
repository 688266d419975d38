namespace Fastshot.Core.Storage.Probing;

/// <summary>How one check of a probe came out.</summary>
public enum ProbeOutcome
{
    Good,

    /// <summary>The store does without, and so does Fastshot.</summary>
    Lacking,

    /// <summary>Fastshot cannot work so.</summary>
    Failed,
}

/// <summary>One thing that was tried at a store.</summary>
/// <param name="Detail">What was seen, and what it means.</param>
/// <param name="Hint">What to change; null where nothing is to be.</param>
public sealed record ProbeCheck(string Name, ProbeOutcome Outcome, string Detail, string? Hint = null);
