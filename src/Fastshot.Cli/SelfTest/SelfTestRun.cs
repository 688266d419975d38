using Fastshot.Cli.Shell;
using Fastshot.Core.Storage;

namespace Fastshot.Cli.SelfTest;

/// <summary>Does all suites, takes away what they made, and keeps what they found.</summary>
/// <param name="folder">Where the results are written; null for this installation's state.</param>
/// <param name="suites">Those that are wanted; all where none is named.</param>
internal sealed class SelfTestRun(Invocation call, string? folder, IReadOnlyCollection<string> suites)
{
    /// <summary>The names of the suites, in their order.</summary>
    public static IReadOnlyList<string> SuiteNames { get; } = ["integration", "performance", "compatibility"];

    /// <summary>Runs it to its end.</summary>
    /// <returns><see cref="ExitCode.Failed"/> where anything fell short.</returns>
    public async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        var target = folder is null ? Path.Combine(call.Places.State, "selftest") : call.PathOf(folder);
        await call.Surroundings.Files.CreateFolderAsync(target, cancellationToken).ConfigureAwait(false);
        var report = await DoAsync(cancellationToken).ConfigureAwait(false);
        var file = new AtomicFile(call.Surroundings.Files, call.Surroundings.Random);
        foreach (var suite in report.Suites)
        {
            await file.WriteAsync(Path.Combine(target, suite.File), report.FileOf(suite), overwrite: true, cancellationToken).ConfigureAwait(false);
        }

        if (call.Output.IsJson)
        {
            call.Output.Json(report.WriteTo);
        }
        else
        {
            report.Print(call.Output, target);
        }

        if (report.Leftover is { } leftover)
        {
            call.Output.Warn(leftover);
        }

        return report.IsGood ? ExitCode.Done : ExitCode.Failed;
    }

    private async Task<SelfTestReport> DoAsync(CancellationToken cancellationToken)
    {
        var time = call.Surroundings.Time;
        var (start, started) = (time.GetTimestamp(), time.GetUtcNow());
        using var progress = call.Output.Progress<string>(text => $"Self-test, {text}");
        using var scratch = await Scratch.OpenAsync(call, cancellationToken).ConfigureAwait(false);
        var results = new List<SuiteResult>();
        string? leftover;
        try
        {
            using var own = new OwnLibrary(call, scratch);
            SelfTestSuite[] all = [new IntegrationSuite(call, scratch, own), new PerformanceSuite(call, scratch, own), new CompatibilitySuite(call, scratch)];
            foreach (var suite in all.Where(suite => suites.Count == 0 || suites.Contains(suite.Name)))
            {
                results.Add(await suite.RunAsync(time, progress, cancellationToken).ConfigureAwait(false));
            }
        }
        finally
        {
            // An interruption, too, leaves nothing behind at the remote.
            leftover = await scratch.CleanAsync(CancellationToken.None).ConfigureAwait(false);
            if (leftover is not null && cancellationToken.IsCancellationRequested)
            {
                call.Output.Warn(leftover);
            }
        }

        return new SelfTestReport(
            results, App.FullVersion, started, time.GetElapsedTime(start), call.Places.Library, scratch.Remote?.Text, leftover);
    }
}
