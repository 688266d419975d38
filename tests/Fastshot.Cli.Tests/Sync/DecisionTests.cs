using System.Text.Json;
using System.Text.Json.Nodes;
using Fastshot.Core.Storage.Disk;

namespace Fastshot.Cli.Tests.Sync;

/// <summary>Where a person must decide, a sync stops or holds back, loses nothing, ends as documented, and says what the choices are.</summary>
public sealed class DecisionTests : IDisposable
{
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

    private readonly CliRun _run = new();

    public DecisionTests()
    {
        Directory.CreateDirectory(In("nas"));
        File.WriteAllBytes(In("a.png"), Png);
        _run.Variables["FASTSHOT_PASSPHRASE"] = "correct horse";
    }

    [Fact]
    public async Task An_emptied_or_wrong_place_is_10_and_what_to_do_is_said()
    {
        await StartAsync();
        foreach (var file in Directory.GetFiles(In("nas"), "*", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }

        var emptied = await AtAsync("A", "sync");

        Assert.Equal(10, emptied.ExitCode);
        Assert.Contains("fastshot rebuild remote publishes there again", emptied.Error, StringComparison.Ordinal);
        Assert.Contains("fastshot remote set URL", emptied.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(In("nas"), "*", SearchOption.AllDirectories));
        Assert.Contains("1 session", (await AtAsync("A", "list")).Error, StringComparison.Ordinal);
        await OkAsync("A", "rebuild", "remote", "--yes");
        await OkAsync("A", "sync");
    }

    [Fact]
    public async Task A_description_that_is_gone_is_4_and_repair_puts_it_back_after_asking()
    {
        await StartAsync();
        var about = Directory.GetFiles(In("nas"), "about.json", SearchOption.AllDirectories).Single();
        File.Delete(about);

        var result = await AtAsync("A", "sync");

        Assert.Equal(4, result.ExitCode);
        Assert.Contains("fastshot repair --remote", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(about));
        await OkAsync("A", "repair", "--remote", "--yes");
        await OkAsync("A", "sync");
    }

    [Fact]
    public async Task A_vault_of_a_newer_format_is_1_and_nothing_is_written_there()
    {
        await StartAsync();
        var about = Directory.GetFiles(In("nas"), "about.json", SearchOption.AllDirectories).Single();
        var text = await File.ReadAllTextAsync(about, Testing.Deadline.Token);
        await File.WriteAllTextAsync(about, text.Replace("\"minReader\":1", "\"minReader\":9", StringComparison.Ordinal), Testing.Deadline.Token);
        await OkAsync("A", "config", "set", "sync", "manual");
        await OkAsync("A", "save", "a.png");
        var before = Files();

        var result = await AtAsync("A", "sync");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Update Fastshot", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task A_deletion_of_many_sessions_is_held_back_with_3_until_a_person_agrees()
    {
        await StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            ids.Add((await OkAsync("A", "save", "a.png", "-q")).Output.Trim());
        }

        await OkAsync("B", "remote", "set", "nas", "--yes");
        await OkAsync("A", ["delete", .. ids.Take(4)]);
        await OkAsync("A", ["purge", .. ids.Take(4), "--yes"]);

        var held = await AtAsync("B", "sync", "--yes");
        Assert.Equal(3, held.ExitCode);
        Assert.Contains("other devices deleted 4 of your 11 sessions", held.Error, StringComparison.Ordinal);
        Assert.Contains("fastshot sync --allow-deletions", held.Error, StringComparison.Ordinal);
        Assert.Contains("7 sessions", (await AtAsync("B", "list")).Error, StringComparison.Ordinal);
        Assert.Contains("4 sessions", (await AtAsync("B", "list", "--trash")).Error, StringComparison.Ordinal); // The deletes came, the purges not.

        await OkAsync("B", "sync", "--allow-deletions");
        Assert.Contains("The trash is empty", (await AtAsync("B", "list", "--trash")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_that_went_back_heals_and_that_is_said()
    {
        await StartAsync();
        var old = In("old");
        Copy(In("nas"), old);
        for (var i = 0; i < 3; i++)
        {
            await OkAsync("A", "save", "a.png");
        }

        Directory.Delete(In("nas"), recursive: true);
        Directory.Move(old, In("nas"));
        var result = await OkAsync("A", "sync");

        Assert.Contains("the remote went back: 3 records", result.Error, StringComparison.Ordinal);
        await OkAsync("B", "remote", "set", "nas", "--yes");
        Assert.Contains("4 sessions", (await AtAsync("B", "list")).Error, StringComparison.Ordinal);
        await OkAsync("B", "sync", "--download", "all");
        Assert.Equal(0, (await AtAsync("B", "verify", "--read-data")).ExitCode);
    }

    [Fact]
    public async Task A_second_process_that_syncs_is_11_and_the_next_try_succeeds()
    {
        await StartAsync();
        var memory = Directory.GetFiles(Path.Combine(In("A"), "library"), "sync-*.json").Single();
        await using (var other = await DiskFileSystem.Instance.TryLockAsync($"{memory}.lock", Testing.Deadline.Token))
        {
            Assert.NotNull(other);
            Assert.Equal(11, (await AtAsync("A", "sync")).ExitCode);
        }

        await OkAsync("A", "sync");
    }

    [Fact]
    public async Task Two_processes_at_once_end_with_0_or_11_and_all_is_there()
    {
        await StartAsync();
        await OkAsync("A", "config", "set", "sync", "manual");
        for (var i = 0; i < 5; i++)
        {
            await OkAsync("A", "save", "a.png");
        }

        using var others = new CliRun();
        others.Variables["FASTSHOT_HOME"] = In("A");
        _run.Variables["FASTSHOT_HOME"] = In("A");
        var results = await Task.WhenAll(_run.RunAsync("sync"), others.RunAsync("sync"), Task.Run(() => others.RunAsync("status")));

        Assert.All(results[..2], result => Assert.Contains(result.ExitCode, (int[])[0, 11]));
        Assert.Contains(results[..2], result => result.ExitCode == 0);
        await OkAsync("B", "remote", "set", "nas", "--yes");
        Assert.Contains("6 sessions", (await AtAsync("B", "list")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unnamed_archives_wait_then_go_after_asking_and_many_not_by_yes_alone()
    {
        await StartAsync();
        var log = Directory.GetFiles(In("nas"), "*.age", SearchOption.AllDirectories).First(file => file.Contains("/sessions/", StringComparison.Ordinal));
        var name = new string('a', 64);
        var left = Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(log))!, "aa", $"{name}.age");
        Directory.CreateDirectory(Path.GetDirectoryName(left)!);
        await File.WriteAllBytesAsync(left, new byte[100], Testing.Deadline.Token);

        var young = await OkAsync("A", "collect", "--unnamed", "--yes", "--json");
        Assert.Equal((0, 1), (JsonOf(young, "removed").GetArrayLength(), JsonOf(young, "younger").GetInt32()));

        var memory = Directory.GetFiles(Path.Combine(In("A"), "library"), "sync-*.json").Single();
        var remembered = JsonNode.Parse(await File.ReadAllTextAsync(memory, Testing.Deadline.Token))!;
        remembered["unnamed"] = new JsonArray(new JsonArray(name, "100", "180", "739000"));
        await File.WriteAllTextAsync(memory, remembered.ToJsonString(), Testing.Deadline.Token);
        var planned = await OkAsync("A", "collect", "--unnamed", "--dry-run");
        var many = await AtAsync("A", "collect", "--unnamed", "--yes");
        Assert.Contains("Would remove 1 archive, 100 bytes", planned.Error, StringComparison.Ordinal);
        Assert.Equal(3, many.ExitCode);
        Assert.Contains("--allow-deletions", many.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(left));

        var removed = await OkAsync("A", "collect", "--unnamed", "--allow-deletions");
        Assert.Contains("Removed 1 archive", removed.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(left));
        Assert.Equal(0, (await AtAsync("A", "verify", "--remote", "--read-data")).ExitCode);
    }

    public void Dispose() => _run.Dispose();

    private string In(string name) => Path.Combine(_run.Folder, name);

    private List<string> Files() => [.. Directory.GetFiles(In("nas"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private async Task StartAsync()
    {
        await OkAsync("A", "save", "a.png");
        await OkAsync("A", "remote", "set", "nas", "--yes");
    }

    private Task<CliResult> AtAsync(string home, params string[] arguments)
    {
        _run.Variables["FASTSHOT_HOME"] = In(home);
        return _run.RunAsync(arguments);
    }

    private async Task<CliResult> OkAsync(string home, params string[] arguments)
    {
        var result = await AtAsync(home, arguments);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', arguments)}: {result.Error}");
        return result;
    }

    private static JsonElement JsonOf(CliResult result, string name) => JsonDocument.Parse(result.Output).RootElement.GetProperty(name);

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
