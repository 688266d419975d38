using System.Collections.Immutable;
using Fastshot.Cli.Shell;

namespace Fastshot.Cli.SelfTest;

/// <summary>Checks that belong together and are written to one file.</summary>
internal abstract class SelfTestSuite(string name, string file)
{
    public string Name => name;

    public string FileName => file;

    /// <summary>In the order in which they are done.</summary>
    protected abstract IReadOnlyList<(string Name, Func<CancellationToken, Task<Outcome>> Check)> Checks { get; }

    public int Count => Checks.Count;

    /// <summary>Does all of them. What ends one ends no other, and is its verdict.</summary>
    public async Task<SuiteResult> RunAsync(TimeProvider time, IProgress<string> progress, CancellationToken cancellationToken)
    {
        var results = ImmutableArray.CreateBuilder<CheckResult>();
        foreach (var (check, run) in Checks)
        {
            progress.Report($"{name}: {check}");
            var start = time.GetTimestamp();
            Outcome outcome;
            try
            {
                outcome = await run(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                var failure = Failure.Of(e, isInterrupted: false);
                outcome = new Outcome(
                    Verdict.FellShort, "none", "an end", failure.Hint is { } hint ? $"{failure.Message}. {hint}" : failure.Message);
            }

            results.Add(new CheckResult(check, outcome, time.GetElapsedTime(start)));
        }

        return new SuiteResult(name, file, results.DrainToImmutable());
    }
}
