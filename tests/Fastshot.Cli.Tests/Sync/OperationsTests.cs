using System.Text.Json;

namespace Fastshot.Cli.Tests.Sync;

/// <summary>What ran on a device is told, and done again by its id, also by another process than the one that ran it.</summary>
public sealed class OperationsTests : IDisposable
{
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

    private readonly CliRun _run = new();

    public OperationsTests()
    {
        Directory.CreateDirectory(In("nas"));
        File.WriteAllBytes(In("a.png"), Png);
        _run.Variables["FASTSHOT_PASSPHRASE"] = "correct horse";
        _run.Variables["FASTSHOT_EXPORT_PASSPHRASE"] = "battery staple";
    }

    [Fact]
    public async Task A_sync_that_failed_is_done_again_with_its_options()
    {
        await StartAsync();
        Directory.Move(In("nas"), In("away"));
        Assert.Equal(14, (await _run.RunAsync("sync", "--download", "all")).ExitCode);
        var failed = await LastAsync();

        var planned = await _run.RunAsync("operations", "retry", failed.Id[..8], "--dry-run");
        var still = await _run.RunAsync("operations", "retry", failed.Id[..8]);
        var second = await LastAsync();
        Directory.Move(In("away"), In("nas"));
        var done = await _run.RunAsync("operations", "retry", second.Id, "--json");
        var third = await LastAsync();

        Assert.Equal((0, "Would run: fastshot sync --download all\n"), (planned.ExitCode, planned.Error));
        Assert.Equal((14, 0), (still.ExitCode, done.ExitCode));
        Assert.Equal(("failed", 2, failed.Id), (second.State, second.Attempt, second.RetryOf));
        Assert.Equal(("completed", 3, second.Id), (third.State, third.Attempt, third.RetryOf));
        Assert.Equal(0, JsonDocument.Parse(done.Output).RootElement.GetProperty("failed").GetArrayLength());
    }

    [Fact]
    public async Task Whatever_may_take_long_is_told_with_what_came_of_it()
    {
        var id = await StartAsync();
        await RunAsync("verify", "--remote", "--read-data");
        await RunAsync("repair");
        await RunAsync("rebuild", "index");
        await RunAsync("export", id, "--to", "a.fastshot", "--format", "fastshot");
        await RunAsync("import", "a.fastshot");
        await RunAsync("collect");

        var told = (await AllAsync()).Select(one => (one.Kind, one.State, one.Subject, one.Result)).Reverse();

        Assert.Equal(
            [
                ("sync", "completed", In("nas"), told.First().Result),
                ("verify", "completed", In("nas"), "checked 4 findings 0"),
                ("repair", "completed", "this device", "repaired 0 left 0 lost 0"),
                ("rebuild", "completed", "index, this device", "sessions 1 trash 0 refused 0"),
                ("export", "completed", In("a.fastshot"), "exported 1"),
                ("import", "completed", "a.fastshot", "imported 0 skipped 1 failed 0"),
                ("collect", "completed", In("nas"), "removed 0"),
            ],
            told);
    }

    [Fact]
    public async Task A_dry_run_leaves_nothing_behind()
    {
        var id = await StartAsync();
        var before = await AllAsync();

        foreach (var arguments in (string[][])[["verify"], ["repair"], ["rebuild", "index"], ["export", id, "--to", "out"], ["import", "a.png"], ["collect"]])
        {
            await _run.RunAsync([.. arguments, "--dry-run"]);
        }

        Assert.Equal(before, await AllAsync());
    }

    [Fact]
    public async Task An_import_that_is_interrupted_is_remembered_and_done_again()
    {
        var id = await StartAsync();
        await RunAsync("export", id, "--to", "a.fastshot", "--format", "fastshot");
        _run.Variables["FASTSHOT_HOME"] = In("B");
        _run.Variables.Remove("FASTSHOT_EXPORT_PASSPHRASE");
        _run.Variables["FASTSHOT_EXPORT_PASSPHRASE_COMMAND"] = $"touch {In("asked")}; exec sleep 60";
        using var asked = new FileSystemWatcher(_run.Folder, "asked");
        using var interruption = CancellationTokenSource.CreateLinkedTokenSource(Testing.Deadline.Token);
        asked.Created += (_, _) => interruption.Cancel();
        asked.EnableRaisingEvents = true;

        var stopped = await _run.RunUntilAsync(["import", "a.fastshot"], interruption.Token);
        var cancelled = await LastAsync();
        _run.Variables["FASTSHOT_EXPORT_PASSPHRASE_COMMAND"] = "echo battery staple";
        var again = await _run.RunAsync("operations", "retry", cancelled.Id, "--json");

        Assert.Equal((130, "error: Interrupted\n"), (stopped.ExitCode, stopped.Error));
        Assert.Equal(("import", "cancelled", "import " + In("a.fastshot")), (cancelled.Kind, cancelled.State, cancelled.Again));
        Assert.Equal(0, again.ExitCode);
        Assert.Equal(id, Assert.Single(JsonDocument.Parse(again.Output).RootElement.GetProperty("imported").EnumerateArray()).GetProperty("id").GetString());
        Assert.Equal(("completed", 2, cancelled.Id), ((await LastAsync()) is var last ? last.State : "", last.Attempt, last.RetryOf));
    }

    [Fact]
    public async Task A_verification_that_was_stopped_goes_on_where_it_was()
    {
        await StartAsync();
        await RunAsync("verify", "--remote", "--read-data", "50");
        await RunAsync("verify", "--no-key");
        await RunAsync("verify");

        Assert.Equal(
            ["verify", "verify --no-key", "verify --remote --read-data 50 --resume"],
            (await AllAsync()).Where(one => one.Kind == "verify").Select(one => one.Again));
    }

    [Fact]
    public async Task What_cannot_be_done_again_says_why()
    {
        await StartAsync();
        var done = (await LastAsync()).Id;

        foreach (var (given, exitCode, words) in ((string, int, string)[])
            [("zzzzzz", 4, "No operation 'zzzzzz' is known"), (done[..3], 2, "too short"), (done, 1, "is completed")])
        {
            var result = await _run.RunAsync("operations", "retry", given);
            Assert.Equal(exitCode, result.ExitCode);
            Assert.Contains(words, result.Error, StringComparison.Ordinal);
        }
    }

    /// <summary>The history is a folder of files that anything may have written.</summary>
    [Theory]
    [InlineData("""["purge","--trash","--yes"]""")]
    [InlineData("""["sync","--no-such-option"]""")]
    [InlineData("""["operations","retry","aaaa"]""")]
    [InlineData("""[]""")]
    public async Task A_file_of_the_history_that_says_something_else_is_not_obeyed(string again)
    {
        var id = await StartAsync();
        await RunAsync("delete", id);
        Directory.Move(In("nas"), In("away"));
        await _run.RunAsync("sync");
        var file = Path.Combine(_run.Home, "state", "operations", (await LastAsync()).Id + ".json");
        var text = await File.ReadAllTextAsync(file, Testing.Deadline.Token);
        Assert.Contains("""["sync"]""", text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(file, text.Replace("""["sync"]""", again, StringComparison.Ordinal), Testing.Deadline.Token);

        var result = await _run.RunAsync("operations", "retry", Path.GetFileNameWithoutExtension(file), "--yes");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Run fastshot sync again.", result.Error, StringComparison.Ordinal);
        Assert.Contains(id, (await _run.RunAsync("list", "--trash")).Output, StringComparison.Ordinal);
    }

    public void Dispose() => _run.Dispose();

    private string In(string name) => Path.Combine(_run.Folder, name);

    /// <summary>A session at the remote, and nothing else that ran than its sync.</summary>
    private async Task<string> StartAsync()
    {
        var id = (await RunAsync("save", "a.png")).Output.Trim();
        await RunAsync("remote", "set", "nas", "--yes");
        return id;
    }

    private async Task<CliResult> RunAsync(params string[] arguments)
    {
        var result = await _run.RunAsync(arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }

    private async Task<Told> LastAsync() => (await AllAsync())[0];

    private async Task<List<Told>> AllAsync()
    {
        using var document = JsonDocument.Parse((await RunAsync("operations", "--limit", "0", "--json")).Output);
        return
        [
            .. document.RootElement.GetProperty("items").EnumerateArray().Select(item => new Told(
                item.GetProperty("id").GetString()!,
                item.GetProperty("kind").GetString()!,
                item.GetProperty("subject").GetString()!,
                item.GetProperty("state").GetString()!,
                item.GetProperty("attempt").GetInt32(),
                item.GetProperty("retryOf").GetString(),
                string.Join(' ', item.GetProperty("again").EnumerateArray().Select(word => word.GetString())),
                string.Join(' ', item.GetProperty("result").EnumerateObject().Select(count => $"{count.Name} {count.Value}")))),
        ];
    }

    private sealed record Told(string Id, string Kind, string Subject, string State, int Attempt, string? RetryOf, string Again, string Result);
}
