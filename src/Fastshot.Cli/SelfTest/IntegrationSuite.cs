using System.Text.Json;
using Fastshot.Cli.Demo;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Catalog;
using Fastshot.Core.Configuration;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Probing;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;

namespace Fastshot.Cli.SelfTest;

/// <summary>Does everything work together: this library, its remote, and devices of the self-test's own beside it.</summary>
internal sealed class IntegrationSuite(Invocation call, Scratch scratch, OwnLibrary own)
    : SelfTestSuite("integration", "integration_test_results.json")
{
    private const long ReadBytesMax = 1_000_000_000;
    private const double ListMillisecondsMax = 1000;
    private const long GrowthMax = 100_000;

    private readonly SyncChecks _sync = new(call, scratch);

    protected override IReadOnlyList<(string Name, Func<CancellationToken, Task<Outcome>> Check)> Checks =>
    [
        ("index", IndexAsync),
        ("connection", ConnectionAsync),
        ("metadata operations", MetadataAsync),
        ("synchronization", _sync.SynchronizationAsync),
        ("background operations", _sync.OperationsAsync),
        ("session manager", ManagerAsync),
        ("performance", PerformanceAsync),
        ("error handling and recovery", _sync.RecoveryAsync),
        ("compatibility", CompatibilityAsync),
        ("memory", MemoryAsync),
    ];

    // The index of this device says what its vault says, and the vault is whole.
    private async Task<Outcome> IndexAsync(CancellationToken cancellationToken)
    {
        const string Target = "as the vault says, no damage";
        if (await own.OpenAsync(cancellationToken).ConfigureAwait(false) is not { } library)
        {
            return new Outcome(Verdict.Passed, "0 sessions", Target, "nothing was saved on this device yet: the checks use sample sessions")
                .With("sessions", 0).With("findings", 0);
        }

        using var anew = await own.OpenAnewAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new CliException(ExitCode.Failed, "self_test", "The library vanished during the self-test");
        var (counts, made) = (await library.CountAsync(cancellationToken).ConfigureAwait(false), await anew.CountAsync(cancellationToken).ConfigureAwait(false));
        var trust = own.Trust(library, place: null);
        var bytes = (await trust.EstimateAsync(new VerifyOptions(100), cancellationToken).ConfigureAwait(false)).BytesReceived;
        var percent = (int)Math.Clamp(100 * ReadBytesMax / Math.Max(1, bytes), 1, 100);
        var report = await trust.VerifyAsync(new VerifyOptions(percent), cancellationToken: cancellationToken).ConfigureAwait(false);
        var refused = library.Notices.OfType<LibraryNotice.RecordRefused>().Count();
        var broken = own.IndexProblem;
        var isAlike = counts == made;
        var findings = report.Findings.Length + report.More.Sum(one => one.Count);
        string?[] wrong =
        [
            broken is null ? null : $"the index {broken}",
            isAlike ? null : $"the index says {counts.Sessions:N0} and {counts.Trash:N0} in the trash, the vault {made.Sessions:N0} and {made.Trash:N0}; mend it: fastshot rebuild index",
            refused == 0 ? null : $"{Words.Count(refused, "record")} cannot be read",
            findings == 0 ? null : $"{FirstOf(report)}; mend it: fastshot repair --read-data",
        ];
        return Outcome.Of(
            wrong.All(one => one is null),
            $"{Words.Count(counts.Sessions + counts.Trash, "session")}, {Words.Count(findings, "finding")}",
            Target,
            Join(wrong) ?? (percent < 100 ? $"{percent} percent of the bytes were read; fastshot verify --read-data reads all" : null))
            .With("sessions", counts.Sessions).With("trash", counts.Trash).With("findings", findings).With("percentRead", percent);
    }

    // The remote answers, can do what is needed, and holds all of this library's vault.
    private async Task<Outcome> ConnectionAsync(CancellationToken cancellationToken)
    {
        const string Target = "answers, no damage";
        if (scratch.Remote is not { } address)
        {
            return new Outcome(Verdict.Skipped, "no remote", Target, "no remote is set; a folder of the self-test's own stands in for it in the other checks");
        }

        using var workspace = call.OpenWorkspace();
        return await RemoteCall.AtAsync(call, workspace, address, async place =>
        {
            var time = call.Surroundings.Time;
            var times = await Measure.TimesAsync(
                time, 3, _ => place.ListAsync(VaultPlace.Prefix, after: null, countMax: 1, cancellationToken)).ConfigureAwait(false);
            var probe = new StoreProbe(place, $"{scratch.Name}/probe/", call.Surroundings.Random);
            var probed = await probe.RunAsync(new Progress<string>(), cancellationToken).ConfigureAwait(false);
            var failed = probed.Where(check => check.Outcome is ProbeOutcome.Failed).ToList();
            var report = await VerifyThereAsync(workspace, address, place, cancellationToken).ConfigureAwait(false);
            var findings = report is null ? 0 : report.Findings.Length + report.More.Sum(one => one.Count);
            string?[] wrong =
            [
                failed.Count == 0 ? null : string.Join(", ", failed.Select(check => $"{check.Name}: {check.Detail}")),
                findings == 0 ? null : $"{FirstOf(report!)}; mend it: fastshot repair --remote",
            ];
            return Outcome.Of(
                wrong.All(one => one is null),
                $"{Measure.Milliseconds(Measure.Median(times))}, {Words.Count(findings, "finding")}",
                Target,
                Join(wrong) ?? (report is null ? "this device has no library yet, so its vault there was not looked at" : null))
                .With("milliseconds", Measure.Median(times)).With("probed", probed.Count).With("failed", failed.Count).With("findings", findings);
        }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<VerifyReport?> VerifyThereAsync(
        Core.Workspace.LocalWorkspace workspace, RemoteAddress address, IObjectStore place, CancellationToken cancellationToken)
    {
        if (await own.OpenAsync(cancellationToken).ConfigureAwait(false) is not { } library)
        {
            return null;
        }

        if (await call.LayoutAsync(cancellationToken).ConfigureAwait(false) is RemoteLayout.Classic)
        {
            var classic = await call.ClassicRemoteAsync(workspace, address, place, library, cancellationToken).ConfigureAwait(false);
            return await classic.VerifyAsync(new VerifyOptions(), cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        return await own.Trust(library, place).VerifyAsync(new VerifyOptions(), cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    private async Task<Outcome> MetadataAsync(CancellationToken cancellationToken)
    {
        var device = await scratch.SamplesAsync(cancellationToken).ConfigureAwait(false);
        var facts = new Facts();
        var before = await device.DoAsync(cancellationToken, "list", "--limit", "0").ConfigureAwait(false);
        var session = before.GetProperty("items")[0];
        var id = session.GetProperty("id").GetString()!;
        await device.DoAsync(
            cancellationToken, "edit", id, "--name", "Renamed Größe", "--description", "selftest", "--add-tag", "selftag", "--color", "red", "--class", "selfclass").ConfigureAwait(false);
        var shown = await device.DoAsync(cancellationToken, "show", id).ConfigureAwait(false);
        facts.Hold("all samples are listed", before.GetProperty("total").GetInt32() == SampleSession.ReadAll().Length);
        facts.Hold("an edit is shown", shown.GetProperty("name").GetString() == "Renamed Größe" && shown.GetProperty("color").GetString() == "red");
        facts.Hold("a word is found without its accents", await CountAsync(device, cancellationToken, "renamed große").ConfigureAwait(false) == 1);
        facts.Hold("a tag is found", await CountAsync(device, cancellationToken, "--tag", "selftag").ConfigureAwait(false) == 1);
        facts.Hold("a class is found", await CountAsync(device, cancellationToken, "--class", "selfclass").ConfigureAwait(false) == 1);
        await device.DoAsync(cancellationToken, "delete", id).ConfigureAwait(false);
        facts.Hold("what was deleted lies in the trash", await CountAsync(device, cancellationToken, "--trash").ConfigureAwait(false) == 1);
        await device.DoAsync(cancellationToken, "restore", id).ConfigureAwait(false);
        await device.DoAsync(cancellationToken, "edit", id, "--name", session.GetProperty("name").GetString()!, "--remove-tag", "selftag").ConfigureAwait(false);
        var after = await device.DoAsync(cancellationToken, "show", id).ConfigureAwait(false);
        facts.Hold("what was restored is as before", after.GetProperty("name").GetString() == session.GetProperty("name").GetString()
            && after.GetProperty("tags").GetArrayLength() == session.GetProperty("tags").GetArrayLength());
        facts.Hold("the trash is empty again", await CountAsync(device, cancellationToken, "--trash").ConfigureAwait(false) == 0);
        return facts.Outcome("all");
    }

    private async Task<Outcome> ManagerAsync(CancellationToken cancellationToken)
    {
        const string Target = "≤ 1 s to the first list";
        if (RunningManager.Program is null)
        {
            return new Outcome(Verdict.Skipped, "not started", Target, "this program was not started by its own file, so it cannot be started again");
        }

        var device = await scratch.SamplesAsync(cancellationToken).ConfigureAwait(false);
        var time = call.Surroundings.Time;
        var start = time.GetTimestamp();
        using var manager = await RunningManager.StartAsync(device.Home, cancellationToken).ConfigureAwait(false);
        var list = await manager.JsonAsync("/api/sessions", cancellationToken).ConfigureAwait(false);
        var elapsed = time.GetElapsedTime(start).TotalMilliseconds;
        var count = list.GetProperty("total").GetInt32();
        var hasPage = await manager.HasPageAsync(cancellationToken).ConfigureAwait(false);
        return Outcome.Of(
            elapsed <= ListMillisecondsMax && hasPage && count == SampleSession.ReadAll().Length,
            $"{Measure.Milliseconds(elapsed)}, {Words.Count(count, "session")}",
            Target,
            hasPage ? null : "its page is not part of this installation; doctor says what is missing")
            .With("milliseconds", elapsed).With("sessions", count);
    }

    // As a person meets it: the whole of a process that lists, and ends.
    private async Task<Outcome> PerformanceAsync(CancellationToken cancellationToken)
    {
        const string Target = "≤ 1 s for a cold list";
        if (RunningManager.Program is null)
        {
            return new Outcome(Verdict.Skipped, "not started", Target, "this program was not started by its own file, so it cannot be started again");
        }

        var device = await scratch.SamplesAsync(cancellationToken).ConfigureAwait(false);
        var times = await Measure.TimesAsync(call.Surroundings.Time, 5, async _ =>
        {
            using var process = RunningManager.Start(device.Home, "list", "--limit", "50", "--json");
            var text = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            using var document = JsonDocument.Parse(text);
        }).ConfigureAwait(false);
        var median = Measure.Median(times);
        return Outcome.Of(median <= ListMillisecondsMax, $"{Measure.Milliseconds(median)}, median of {times.Length}", Target).With("milliseconds", median);
    }

    private async Task<Outcome> CompatibilityAsync(CancellationToken cancellationToken)
    {
        var device = await scratch.SamplesAsync(cancellationToken).ConfigureAwait(false);
        var other = await scratch.DeviceAsync("compatible", cancellationToken).ConfigureAwait(false);
        device.ClassicKey = other.ClassicKey = ClassicSamples.Key;
        var session = (await device.DoAsync(cancellationToken, "list", "--limit", "1").ConfigureAwait(false)).GetProperty("items")[0];
        var id = session.GetProperty("id").GetString()!;
        var facts = new Facts();
        var exported = await device.DoAsync(cancellationToken, "export", id, "--format", "classic", "--to", Path.Combine(device.Home, "classic-out")).ConfigureAwait(false);
        var file = exported.GetProperty("items")[0].GetProperty("path").GetString()!;
        file = Directory.Exists(file) ? Directory.GetFiles(file).Single() : file;
        var imported = (await other.DoAsync(cancellationToken, "import", file).ConfigureAwait(false)).GetProperty("imported");
        facts.Hold("what is written in the older program's format comes in again", imported.GetArrayLength() == 1);
        var again = imported[0];
        facts.Hold("with its description", again.GetProperty("description").GetString() == session.GetProperty("description").GetString());
        facts.Hold("with its images", again.GetProperty("imageCount").GetInt32() == session.GetProperty("imageCount").GetInt32());
        var (here, there) = (
            await HashesAsync(device, id, cancellationToken).ConfigureAwait(false),
            await HashesAsync(other, again.GetProperty("id").GetString()!, cancellationToken).ConfigureAwait(false));
        facts.Hold("byte for byte", here.AsSpan().SequenceEqual(there));
        var twice = await other.DoAsync(cancellationToken, "import", file).ConfigureAwait(false);
        facts.Hold("twice is harmless", twice.GetProperty("imported").GetArrayLength() == 0);
        return facts.Outcome("all");
    }

    // A hundred sessions more must not be felt: only what is looked at is in memory.
    private async Task<Outcome> MemoryAsync(CancellationToken cancellationToken)
    {
        var device = await scratch.DeviceAsync("memory", cancellationToken).ConfigureAwait(false);
        using var workspace = device.OpenWorkspace();
        var library = await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false);
        await AddAsync(0).ConfigureAwait(false);
        await AddAsync(100).ConfigureAwait(false);
        var before = Measure.Memory();
        await AddAsync(200).ConfigureAwait(false);
        var growth = Measure.Memory() - before;
        return Outcome.Of(growth <= GrowthMax, $"{Measure.Megabytes(growth)} for 100 sessions more", "≤ 0.10 MB").With("bytes", growth);

        async Task AddAsync(int first)
        {
            var sessions = new CatalogGenerator(1, 300);
            await library.AppendAsync(
                [.. Enumerable.Range(first, 100).Select(sessions.Session).Select(one => KeyValuePair.Create<EntryId, Entry>(one.Id, Changes.Create(one)))],
                cancellationToken).ConfigureAwait(false);
            await library.QueryAsync(new SessionQuery(), cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<int> CountAsync(ScratchDevice device, CancellationToken cancellationToken, params string[] query) =>
        (await device.DoAsync(cancellationToken, ["list", .. query]).ConfigureAwait(false)).GetProperty("total").GetInt32();

    private static async Task<string[]> HashesAsync(ScratchDevice device, string id, CancellationToken cancellationToken) =>
    [
        .. (await device.DoAsync(cancellationToken, "show", id).ConfigureAwait(false)).GetProperty("shots").EnumerateArray()
            .Select(shot => shot.GetProperty("sha256").GetString()!),
    ];

    private static string FirstOf(VerifyReport report) => report.Findings is [var first, ..]
        ? $"{first.Kind.ToString().ToLowerInvariant()}: {first.ObjectName} {first.Detail}"
        : "more than can be listed";

    private static string? Join(IEnumerable<string?> parts) =>
        string.Join("; ", parts.Where(one => one is not null)) is { Length: > 0 } text ? text : null;
}
