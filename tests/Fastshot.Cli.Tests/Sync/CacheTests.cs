using System.Text.Json;

namespace Fastshot.Cli.Tests.Sync;

/// <summary>What a person reads, and a script gets, of what was downloaded.</summary>
public sealed class CacheTests : IDisposable
{
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

    private readonly CliRun _run = new();

    public CacheTests()
    {
        Directory.CreateDirectory(Path.Combine(_run.Folder, "nas"));
        File.WriteAllBytes(Path.Combine(_run.Folder, "a.png"), Png);
        _run.Variables["FASTSHOT_PASSPHRASE"] = "correct horse";
    }

    [Fact]
    public async Task What_was_downloaded_is_counted_checked_and_dropped_where_the_remote_has_it()
    {
        var id = await StartAsync();

        Assert.Equal(1, await NumberAsync("archives", "cache", "stats"));
        Assert.Equal(0, (await _run.RunAsync("cache", "verify")).ExitCode);
        Assert.Equal(0, await NumberAsync("dropped", "cache", "optimize"));
        Assert.Equal(1, await NumberAsync("dropped", "cache", "clear", "--dry-run"));
        Assert.Equal(1, await NumberAsync("dropped", "cache", "optimize", "--max-size", "1KB"));
        Assert.Equal(0, await NumberAsync("archives", "cache", "stats"));
        Assert.Equal(0, (await _run.RunAsync("export", id, "--to", "out")).ExitCode);
        Assert.Equal(1, await NumberAsync("archives", "cache", "stats"));
    }

    [Fact]
    public async Task A_sync_keeps_the_cache_in_the_bounds_of_the_settings_once_a_day()
    {
        await StartAsync();
        await _run.RunAsync("config", "set", "cache_size", "1KB");

        await _run.RunAsync("sync");
        Assert.Equal(1, await NumberAsync("archives", "cache", "stats")); // Looked at with the last sync.
        File.SetLastWriteTimeUtc(Path.Combine(_run.Home, "cache", "cleaned"), DateTime.UnixEpoch);
        await _run.RunAsync("sync");

        Assert.Equal(0, await NumberAsync("archives", "cache", "stats"));
    }

    [Fact]
    public async Task Damage_is_said_and_how_to_fetch_it_again()
    {
        await StartAsync();
        var archive = Directory.GetFiles(Path.Combine(_run.Home, "library", "vault", "sessions"), "*.age", SearchOption.AllDirectories).Single();
        var whole = await File.ReadAllBytesAsync(archive, Testing.Deadline.Token);
        await File.WriteAllBytesAsync(archive, [.. whole[..^1], (byte)(whole[^1] ^ 1)], Testing.Deadline.Token);

        var result = await _run.RunAsync("cache", "verify");

        Assert.Equal(13, result.ExitCode);
        Assert.Contains("fastshot repair --read-data", result.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await _run.RunAsync("repair", "--read-data")).ExitCode);
        Assert.Equal(0, (await _run.RunAsync("cache", "verify")).ExitCode);
    }

    [Fact]
    public async Task Sizes_and_ages_that_are_none_are_wrong_usage()
    {
        await StartAsync();
        Assert.Equal(2, (await _run.RunAsync("cache", "optimize", "--max-size", "much")).ExitCode);
        Assert.Equal(2, (await _run.RunAsync("cache", "optimize", "--max-age", "soon")).ExitCode);
        Assert.Equal(2, (await _run.RunAsync("cache")).ExitCode);
    }

    public void Dispose() => _run.Dispose();

    private async Task<int> NumberAsync(string member, params string[] arguments)
    {
        var result = await _run.RunAsync([.. arguments, "--json"]);
        Assert.Equal(0, result.ExitCode);
        return JsonDocument.Parse(result.Output).RootElement.GetProperty(member).GetInt32();
    }

    // A session that another device saved, downloaded by the one that runs from here on.
    private async Task<string> StartAsync()
    {
        var id = (await _run.RunAsync("save", "a.png", "--name", "Shared")).Output.Trim();
        Assert.Equal(0, (await _run.RunAsync("remote", "set", "nas", "--yes")).ExitCode);
        _run.Variables["FASTSHOT_HOME"] = Path.Combine(_run.Folder, "second");
        Assert.Equal(0, (await _run.RunAsync("remote", "set", "nas")).ExitCode);
        Assert.Equal(0, (await _run.RunAsync("sync", "--download", "all")).ExitCode);
        return id;
    }
}
