using System.Collections.Immutable;

namespace Fastshot.Cli.SelfTest;

/// <summary>What a check came to.</summary>
internal enum Verdict
{
    Passed,

    /// <summary>It was measured, and the target was not reached; or it could not be brought to an end.</summary>
    FellShort,

    /// <summary>There is nothing here that it could be measured on.</summary>
    Skipped,
}

/// <summary>What a check measured, what it should have been, and what that means.</summary>
/// <param name="Figure">What was measured, in words.</param>
/// <param name="Target">What it has to be.</param>
/// <param name="Detail">What is wrong, or worth knowing; null where the figure says it all.</param>
internal sealed record Outcome(Verdict Verdict, string Figure, string Target, string? Detail = null)
{
    /// <summary>The figures as numbers, for programs.</summary>
    public ImmutableArray<KeyValuePair<string, double>> Values { get; init; } = [];

    public static Outcome Of(bool isReached, string figure, string target, string? detail = null) =>
        new(isReached ? Verdict.Passed : Verdict.FellShort, figure, target, detail);

    public Outcome With(string name, double value) => this with { Values = Values.Add(KeyValuePair.Create(name, value)) };
}

/// <summary>One check of a suite, done.</summary>
internal sealed record CheckResult(string Name, Outcome Outcome, TimeSpan Duration);

/// <summary>A suite, done.</summary>
internal sealed record SuiteResult(string Name, string File, ImmutableArray<CheckResult> Checks)
{
    public int Passed => Checks.Count(check => check.Outcome.Verdict is Verdict.Passed);

    public int FellShort => Checks.Count(check => check.Outcome.Verdict is Verdict.FellShort);

    public int Skipped => Checks.Count(check => check.Outcome.Verdict is Verdict.Skipped);
}

/// <summary>Facts that a check asks for one by one; it passes where all of them are so.</summary>
internal sealed class Facts
{
    private readonly List<string> _wrong = [];
    private int _asked;

    public void Hold(string fact, bool isSo)
    {
        _asked++;
        if (!isSo)
        {
            _wrong.Add(fact);
        }
    }

    public Outcome Outcome(string target, string? detail = null) => SelfTest.Outcome.Of(
        _wrong.Count == 0 && _asked > 0,
        $"{_asked - _wrong.Count} of {_asked}",
        target,
        _wrong.Count == 0 ? detail : $"not so: {string.Join("; ", _wrong)}")
        .With("held", _asked - _wrong.Count).With("asked", _asked);
}
