using System.Text.Json;

namespace Fastshot.Cli.Tests.Sync;

/// <summary>What a person reads, and a script gets, when a vault is looked through and mended.</summary>
public sealed class VerifyTests : IDisposable
{
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

    private readonly CliRun _run = new();

    public VerifyTests()
    {
        Directory.CreateDirectory(Path.Combine(_run.Folder, "nas"));
        File.WriteAllBytes(Path.Combine(_run.Folder, "a.png"), Png);
        _run.Variables["FASTSHOT_PASSPHRASE"] = "correct horse";
    }

    [Fact]
    public async Task A_sound_vault_is_well_on_both_sides_and_at_each_level()
    {
        await StartAsync();

        foreach (var arguments in (string[][])[[], ["--read-data"], ["--no-key"], ["--remote"], ["--remote", "--read-data", "50"], ["--remote", "--no-key"]])
        {
            var result = await _run.RunAsync(["verify", .. arguments]);
            Assert.Equal((0, ""), (result.ExitCode, result.Output));
            Assert.Contains("all is well", result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_damaged_at_the_remote_is_said_planned_mended_and_gone()
    {
        await StartAsync();
        var archive = Directory.GetFiles(Path.Combine(_run.Folder, "nas"), "*.age", SearchOption.AllDirectories)
            .Single(file => file.Contains("sessions", StringComparison.Ordinal));
        var whole = await File.ReadAllBytesAsync(archive, Testing.Deadline.Token);
        await File.WriteAllBytesAsync(archive, [.. whole[..^1], (byte)(whole[^1] ^ 1)], Testing.Deadline.Token);

        Assert.Equal(0, (await _run.RunAsync("verify", "--remote")).ExitCode);
        var scrubbed = await _run.RunAsync("verify", "--remote", "--no-key", "--json");
        var found = await _run.RunAsync("verify", "--remote", "--read-data");
        var planned = await _run.RunAsync("repair", "--remote", "--read-data", "--dry-run");
        Assert.NotEqual(whole, await File.ReadAllBytesAsync(archive, Testing.Deadline.Token));
        var mended = await _run.RunAsync("repair", "--remote", "--read-data", "--json");

        Assert.Equal((13, 13, 0, 0), (scrubbed.ExitCode, found.ExitCode, planned.ExitCode, mended.ExitCode));
        Assert.Equal("inspect", Assert.Single(JsonOf(scrubbed.Output, "findings")).GetProperty("action").GetString());
        Assert.Contains("repair puts it back from the other side", found.Output, StringComparison.Ordinal);
        Assert.Contains("Reading 3 objects", found.Error, StringComparison.Ordinal);
        Assert.Equal(found.Output, planned.Output);
        Assert.Single(JsonOf(mended.Output, "repaired"));
        Assert.Equal(whole, await File.ReadAllBytesAsync(archive, Testing.Deadline.Token));
        Assert.Equal(0, (await _run.RunAsync("verify", "--remote", "--read-data")).ExitCode);
    }

    [Fact]
    public async Task A_device_whose_remote_is_away_is_looked_through_all_the_same()
    {
        await StartAsync();
        Directory.Move(Path.Combine(_run.Folder, "nas"), Path.Combine(_run.Folder, "away"));
        var record = Directory.GetFiles(Path.Combine(_run.Home, "library/vault/log"))[0];
        await File.WriteAllTextAsync(record, "garbage", Testing.Deadline.Token);

        var found = await _run.RunAsync("verify", "--read-data", "--json");

        Assert.Equal(13, found.ExitCode);
        Assert.Equal("publish", Assert.Single(JsonOf(found.Output, "findings")).GetProperty("action").GetString());
        Assert.Equal(14, (await _run.RunAsync("verify", "--remote")).ExitCode);
        Directory.Move(Path.Combine(_run.Folder, "away"), Path.Combine(_run.Folder, "nas"));
        Assert.Equal(0, (await _run.RunAsync("repair", "--read-data")).ExitCode);
        Assert.Equal(0, (await _run.RunAsync("verify", "--read-data")).ExitCode);
    }

    [Fact]
    public async Task What_describes_the_vault_is_written_anew_only_where_a_person_agrees()
    {
        await StartAsync();
        var about = Directory.GetFiles(Path.Combine(_run.Folder, "nas"), "about.json", SearchOption.AllDirectories).Single();
        File.Delete(about);
        Assert.Equal(4, (await _run.RunAsync("sync")).ExitCode);

        var unasked = await _run.RunAsync("repair", "--remote");
        Assert.False(File.Exists(about));
        _run.IsTerminal = true;
        _run.Input = "n\n";
        await _run.RunAsync("repair", "--remote");
        Assert.False(File.Exists(about));
        _run.IsTerminal = false;
        var agreed = await _run.RunAsync("repair", "--remote", "--yes", "--json");

        Assert.Contains("repair writes it anew, after asking", unasked.Output, StringComparison.Ordinal);
        Assert.Equal("describe", Assert.Single(JsonOf(agreed.Output, "repaired")).GetProperty("action").GetString());
        Assert.Equal(0, (await _run.RunAsync("sync")).ExitCode);
    }

    [Fact]
    public async Task Of_very_many_findings_the_rest_is_said_by_number()
    {
        await StartAsync();
        var folder = Directory.CreateDirectory(Path.Combine(
            Directory.GetDirectories(Path.Combine(_run.Folder, "nas", "fastshot")).Single(), "segments"));
        for (var i = 0; i < 4010; i++)
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, $"{i:x64}.age"), []);
        }

        var scrubbed = await _run.RunAsync("verify", "--remote", "--no-key");
        var data = await _run.RunAsync("verify", "--remote", "--no-key", "--json");

        Assert.Contains("and 10 more that are damaged", scrubbed.Output, StringComparison.Ordinal);
        Assert.Equal(10, Assert.Single(JsonOf(data.Output, "more")).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Pictures_that_no_record_names_are_taken_in_only_where_that_was_said()
    {
        await StartAsync();
        var (name, log) = (await LeaveArchiveAsync(), Path.Combine(Directory.GetDirectories(Path.Combine(_run.Folder, "nas", "fastshot")).Single(), "log"));

        var found = await _run.RunAsync("verify", "--remote");
        var unasked = await _run.RunAsync("repair", "--remote");
        _run.IsTerminal = true;
        _run.Input = "n\n";
        await _run.RunAsync("repair", "--remote");
        _run.IsTerminal = false;
        Assert.Equal(["Shared"], await NamesAsync());
        var planned = await _run.RunAsync("repair", "--remote", "--adopt", "--dry-run");
        Assert.Equal(["Shared"], await NamesAsync());

        // Said beforehand it is no answer to another question.
        File.Delete(Path.Combine(Path.GetDirectoryName(log)!, "about.json"));
        var adopted = await _run.RunAsync("repair", "--remote", "--adopt", "--json");

        Assert.Equal((13, 0), (found.ExitCode, unasked.ExitCode));
        Assert.Contains($"holds '{name}', which was never listed — repair takes it into the list, after asking", found.Output, StringComparison.Ordinal);
        Assert.Contains("--adopt", unasked.Error, StringComparison.Ordinal);
        Assert.Contains("Would mend 1 object.", planned.Error, StringComparison.Ordinal);
        Assert.Equal("adopt", Assert.Single(JsonOf(adopted.Output, "repaired")).GetProperty("action").GetString());
        Assert.Equal("describe", Assert.Single(JsonOf(adopted.Output, "planned")).GetProperty("action").GetString());
        Assert.Equal(["Shared", name], await NamesAsync());
    }

    public void Dispose() => _run.Dispose();

    // As a push of another device leaves it that is interrupted between the pictures and their record.
    private async Task<string> LeaveArchiveAsync()
    {
        var (other, vault) = (Path.Combine(_run.Folder, "other"), Directory.GetDirectories(Path.Combine(_run.Folder, "nas", "fastshot")).Single());
        Assert.Equal(0, (await _run.RunAsync("--home", other, "remote", "set", "nas")).ExitCode);
        var known = Directory.GetFiles(Path.Combine(vault, "log")).ToHashSet();
        Assert.Equal(0, (await _run.RunAsync("--home", other, "save", "a.png", "--name", "Pushed half")).ExitCode);
        Assert.Equal(0, (await _run.RunAsync("--home", other, "sync")).ExitCode);
        foreach (var file in Directory.GetFiles(Path.Combine(vault, "log")).Where(one => !known.Contains(one)))
        {
            File.Delete(file);
        }

        return "Pushed half";
    }

    private async Task<string[]> NamesAsync() =>
        [.. JsonOf((await _run.RunAsync("list", "--json")).Output, "items").Select(one => one.GetProperty("name").GetString()!).Order(StringComparer.Ordinal).Reverse()];

    private static List<JsonElement> JsonOf(string output, string member) =>
        [.. JsonDocument.Parse(output).RootElement.GetProperty(member).EnumerateArray()];

    private async Task StartAsync()
    {
        await _run.RunAsync("save", "a.png", "--name", "Shared");
        Assert.Equal(0, (await _run.RunAsync("remote", "set", "nas", "--yes")).ExitCode);
    }
}
