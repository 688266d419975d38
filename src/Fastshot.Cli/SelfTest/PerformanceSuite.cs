using Fastshot.Cli.Demo;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;

namespace Fastshot.Cli.SelfTest;

/// <summary>How fast, how much memory, how many requests: measured on this machine, this library and this remote.</summary>
internal sealed class PerformanceSuite(Invocation call, Scratch scratch, OwnLibrary own)
    : SelfTestSuite("performance", "performance_test_results.json")
{
    private const long RestBytesMax = 80_000_000;
    private const long GrowthMax = 100_000;
    private const double MedianMax = 10;
    private const double LateMax = 30;
    private const int LargeCount = 100_000;
    private const int Seed = 8;
    private const int Runs = 100;

    private readonly NetworkChecks _network = new(call, scratch);

    private TimeProvider Time => call.Surroundings.Time;

    protected override IReadOnlyList<(string Name, Func<CancellationToken, Task<Outcome>> Check)> Checks =>
    [
        ("memory at rest", AtRestAsync),
        ("index and search", SearchAsync),
        ("network efficiency", _network.EfficiencyAsync),
        ("large data set", LargeAsync),
        ("concurrent operations", ConcurrentAsync),
        ("memory over rounds", RoundsAsync),
        ("effect of the optimizations", _network.EffectAsync),
    ];

    // The session manager, after the first page was looked at.
    private async Task<Outcome> AtRestAsync(CancellationToken cancellationToken)
    {
        const string Target = "≤ 80 MB";
        if (RunningManager.Program is null)
        {
            return new Outcome(Verdict.Skipped, "not started", Target, "this program was not started by its own file, so it cannot be started again");
        }

        var device = await scratch.SamplesAsync(cancellationToken).ConfigureAwait(false);
        using var manager = await RunningManager.StartAsync(device.Home, cancellationToken).ConfigureAwait(false);
        await manager.HasPageAsync(cancellationToken).ConfigureAwait(false);
        await manager.JsonAsync("/api/sessions", cancellationToken).ConfigureAwait(false);
        var bytes = manager.Memory;
        return Outcome.Of(bytes <= RestBytesMax, Words.Size(bytes), Target, "the session manager, after it showed its first list").With("bytes", bytes);
    }

    // On this library; on the samples where there is none yet.
    private async Task<Outcome> SearchAsync(CancellationToken cancellationToken)
    {
        if (await own.OpenAsync(cancellationToken).ConfigureAwait(false) is { } library)
        {
            return await SearchAsync(library, "", cancellationToken).ConfigureAwait(false);
        }

        var device = await scratch.SamplesAsync(cancellationToken).ConfigureAwait(false);
        using var workspace = device.OpenWorkspace();
        return await SearchAsync(
            await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false), "of sample sessions: nothing was saved on this device yet", cancellationToken).ConfigureAwait(false);
    }

    private async Task<Outcome> SearchAsync(SessionLibrary library, string detail, CancellationToken cancellationToken)
    {
        var words = await Measure.WordsOfAsync(library, cancellationToken).ConfigureAwait(false);
        var list = await Measure.TimesAsync(Time, Runs, _ => library.QueryAsync(new SessionQuery { Limit = 50 }, cancellationToken)).ConfigureAwait(false);
        var search = await Measure.TimesAsync(
            Time, Runs, i => library.QueryAsync(new SessionQuery { Text = words[i % words.Length], Limit = 50 }, cancellationToken)).ConfigureAwait(false);
        return Outcome.Of(
            Measure.Median(list) <= MedianMax && Measure.Median(search) <= MedianMax && Measure.Late(search) <= LateMax,
            $"list {Measure.Milliseconds(Measure.Median(list))}, search {Measure.Milliseconds(Measure.Median(search))}, p99 {Measure.Milliseconds(Measure.Late(search))}",
            "≤ 10 ms, ≤ 10 ms, p99 ≤ 30 ms",
            detail.Length == 0 ? null : detail)
            .With("listMilliseconds", Measure.Median(list)).With("searchMilliseconds", Measure.Median(search)).With("searchLateMilliseconds", Measure.Late(search));
    }

    private async Task<Outcome> LargeAsync(CancellationToken cancellationToken)
    {
        var device = await scratch.DeviceAsync("large", cancellationToken).ConfigureAwait(false);
        using var workspace = device.OpenWorkspace();
        var library = await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false);
        var sessions = new CatalogGenerator(Seed, LargeCount);
        var start = Time.GetTimestamp();
        await library.AppendAsync(
            [.. Enumerable.Range(0, LargeCount).Select(sessions.Session).Select(one => KeyValuePair.Create<EntryId, Entry>(one.Id, Changes.Create(one)))],
            cancellationToken).ConfigureAwait(false);
        var made = Time.GetElapsedTime(start).TotalSeconds;
        var counts = await library.CountAsync(cancellationToken).ConfigureAwait(false);
        var outcome = await SearchAsync(library, $"made in {made:0.0} s, in a scratch home", cancellationToken).ConfigureAwait(false);
        return counts.Sessions == LargeCount
            ? (outcome with { Figure = $"{LargeCount:N0} sessions: {outcome.Figure}" }).With("sessions", counts.Sessions).With("seconds", made)
            : Outcome.Of(false, $"{counts.Sessions:N0} of {LargeCount:N0} sessions", outcome.Target, "not all that was put in is there");
    }

    // Eight save and four read at the same time, each as a run of its own.
    private async Task<Outcome> ConcurrentAsync(CancellationToken cancellationToken)
    {
        const int Writers = 8;
        const int Readers = 4;
        var device = await scratch.DeviceAsync("concurrent", cancellationToken).ConfigureAwait(false);
        await device.SaveSamplesAsync(1, cancellationToken).ConfigureAwait(false);
        var folder = Path.Combine(device.Home, "pictures");
        await device.DoAsync(
            cancellationToken,
            "export", (await device.DoAsync(cancellationToken, "list").ConfigureAwait(false)).GetProperty("items")[0].GetProperty("id").GetString()!, "--to", folder).ConfigureAwait(false);
        var picture = Directory.GetFiles(folder, "*.png", SearchOption.AllDirectories)[0];
        var start = Time.GetTimestamp();
        var runs = Enumerable.Range(0, Writers).Select(i => device.RunAsync(cancellationToken, "save", picture, "--name", $"Concurrent {i}", "--json"))
            .Concat(Enumerable.Range(0, Readers).Select(_ => device.RunAsync(cancellationToken, "list", "concurrent", "--json")));
        var results = await Task.WhenAll(runs).ConfigureAwait(false);
        var elapsed = Time.GetElapsedTime(start).TotalSeconds;
        var done = results.Count(result => result.ExitCode is ExitCode.Done);
        var listed = (await device.DoAsync(cancellationToken, "list", "concurrent", "--limit", "0").ConfigureAwait(false)).GetProperty("total").GetInt32();
        return Outcome.Of(
            done == Writers + Readers && listed == Writers,
            $"{done} of {Writers + Readers} in {elapsed:0.00} s, {listed} of {Writers} saved",
            "all, and all saved",
            results.FirstOrDefault(result => result.ExitCode is not ExitCode.Done)?.Error.Trim())
            .With("done", done).With("saved", listed).With("seconds", elapsed);
    }

    // What is in use after each round of the same work must not grow.
    private async Task<Outcome> RoundsAsync(CancellationToken cancellationToken)
    {
        const int Rounds = 10;
        const int WarmUp = 4;
        var device = await scratch.DeviceAsync("rounds", cancellationToken).ConfigureAwait(false);
        await device.SaveSamplesAsync(3, cancellationToken).ConfigureAwait(false);
        var remote = Directory.CreateDirectory(device.Home + "-remote").FullName;
        await device.DoAsync(cancellationToken, "remote", "set", remote, "--yes").ConfigureAwait(false);
        var before = 0L;
        for (var i = -WarmUp; i < Rounds; i++)
        {
            if (i == 0)
            {
                before = Measure.Memory();
            }

            var id = (await device.DoAsync(cancellationToken, "list", "--limit", "1").ConfigureAwait(false)).GetProperty("items")[0].GetProperty("id").GetString()!;
            await device.DoAsync(cancellationToken, "edit", id, "--description", $"round {i}").ConfigureAwait(false);
            await device.DoAsync(cancellationToken, "list", "round").ConfigureAwait(false);
            await device.DoAsync(cancellationToken, "sync").ConfigureAwait(false);
        }

        var growth = Measure.Memory() - before;
        return Outcome.Of(growth <= GrowthMax, $"{Measure.Megabytes(growth)} over {Rounds} rounds", "≤ 0.10 MB").With("bytes", growth).With("rounds", Rounds);
    }
}
