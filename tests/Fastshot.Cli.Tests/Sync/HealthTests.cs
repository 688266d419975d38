using System.Text.Json;
using Fastshot.Cli.Sessions;

namespace Fastshot.Cli.Tests.Sync;

/// <summary>What the program looks at without being asked, and where a person reads of it.</summary>
public sealed class HealthTests : IDisposable
{
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

    private readonly CliRun _run = new();

    public HealthTests()
    {
        Directory.CreateDirectory(Path.Combine(_run.Folder, "nas"));
        File.WriteAllBytes(Path.Combine(_run.Folder, "a.png"), Png);
        _run.Variables["FASTSHOT_PASSPHRASE"] = "correct horse";
    }

    private string HealthFile => Path.Combine(_run.Home, "state", "health.json");

    [Fact]
    public async Task A_watch_looks_the_remote_through_once_a_week_and_the_status_says_what_came_of_it()
    {
        await StartAsync();
        Assert.False((await StatusAsync()).TryGetProperty("health", out _));

        await WatchUntilAsync(() => File.Exists(HealthFile));
        Assert.Equal(0, (await StatusAsync()).GetProperty("health").GetProperty("findings").GetInt32());

        // Nothing is looked at again within the week; after it, what was lost meanwhile is found.
        var archive = Directory.GetFiles(Path.Combine(_run.Folder, "nas"), "*.age", SearchOption.AllDirectories)
            .Single(file => file.Contains("sessions", StringComparison.Ordinal));
        File.Delete(archive);
        var old = await File.ReadAllTextAsync(HealthFile, Testing.Deadline.Token);
        var earlier = JsonDocument.Parse(old).RootElement.GetProperty("checked").GetDateTimeOffset() - TimeSpan.FromDays(8);
        await File.WriteAllTextAsync(
            HealthFile,
            $$"""{"remote":{{JsonDocument.Parse(old).RootElement.GetProperty("remote").GetRawText()}},"checked":"{{earlier:O}}","objects":1,"findings":0}""",
            Testing.Deadline.Token);
        await WatchUntilAsync(() => !File.ReadAllText(HealthFile).Contains("\"objects\":1,", StringComparison.Ordinal));
        Assert.True((await StatusAsync()).GetProperty("health").GetProperty("findings").GetInt32() > 0);
        Assert.Contains("fastshot verify --remote", (await _run.RunAsync("status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_person_asked_for_counts_too_and_a_broken_note_is_none()
    {
        await StartAsync();
        Assert.Equal(0, (await _run.RunAsync("verify", "--remote")).ExitCode);
        Assert.Contains("all well", (await _run.RunAsync("status")).Output, StringComparison.Ordinal);

        await File.WriteAllTextAsync(HealthFile, "{", Testing.Deadline.Token);
        Assert.False((await StatusAsync()).TryGetProperty("health", out _));
    }

    [Fact]
    public async Task A_background_task_is_begun_again_only_when_it_has_ended_and_its_failure_is_seen()
    {
        var gate = new TaskCompletionSource();
        var begun = 0;
        var background = new BackgroundTask(_ => ++begun == 1 ? gate.Task : Task.FromException(new IOException("away")));
        await background.GoOnAsync(Testing.Deadline.Token);
        await background.GoOnAsync(Testing.Deadline.Token);
        Assert.Equal(1, begun);

        gate.SetResult();
        await background.GoOnAsync(Testing.Deadline.Token);
        Assert.Equal(2, begun);
        await Assert.ThrowsAsync<IOException>(() => background.GoOnAsync(Testing.Deadline.Token));
    }

    [Fact]
    public async Task An_index_that_was_left_open_and_damaged_is_made_anew_at_the_next_start()
    {
        await StartAsync();
        var index = Path.Combine(_run.Home, "library", "index.db");
        var bytes = await File.ReadAllBytesAsync(index, Testing.Deadline.Token);
        Array.Fill(bytes, (byte)0xA5, bytes.Length - 8192, 8192);
        await File.WriteAllBytesAsync(index, bytes, Testing.Deadline.Token);
        await File.WriteAllBytesAsync(index + "-wal", new byte[32], Testing.Deadline.Token); // What a killed process leaves.

        var listed = await _run.RunAsync("list");

        Assert.Equal(0, listed.ExitCode);
        Assert.Contains("Shared", listed.Output, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetFiles(Path.GetDirectoryName(index)!, "index.damaged-*"));
    }

    [Fact]
    public async Task An_index_that_went_back_knows_at_the_next_start_what_was_saved_since()
    {
        await StartAsync();
        var index = Path.Combine(_run.Home, "library", "index.db");
        var older = await File.ReadAllBytesAsync(index, Testing.Deadline.Token);
        await _run.RunAsync("save", "a.png", "--name", "Later");
        await File.WriteAllBytesAsync(index, older, Testing.Deadline.Token);

        var listed = await _run.RunAsync("list");

        Assert.Contains("Later", listed.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await _run.RunAsync("verify", "--read-data")).ExitCode);
    }

    public void Dispose() => _run.Dispose();

    private async Task StartAsync()
    {
        await _run.RunAsync("save", "a.png", "--name", "Shared");
        Assert.Equal(0, (await _run.RunAsync("remote", "set", "nas", "--yes")).ExitCode);
    }

    private async Task<JsonElement> StatusAsync() => JsonDocument.Parse((await _run.RunAsync("status", "--json")).Output).RootElement;

    private async Task WatchUntilAsync(Func<bool> isDone)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Testing.Deadline.Token);
        var watch = Cli.Shell.App.RunAsync(["sync", "--watch"], _run.Surroundings, stop.Token);
        while (!isDone() && !watch.IsCompleted)
        {
            await Task.Yield();
        }

        await stop.CancelAsync();
        Assert.Equal(130, (int)await watch);
    }
}
