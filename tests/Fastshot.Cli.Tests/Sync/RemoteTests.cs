using System.Text.Json;
using Fastshot.Core.Crypto;

namespace Fastshot.Cli.Tests.Sync;

/// <summary>Two homes that meet in one folder, through the command line.</summary>
public sealed class RemoteTests : IDisposable
{
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

    private readonly CliRun _run = new();

    public RemoteTests()
    {
        Directory.CreateDirectory(Path.Combine(_run.Folder, "nas"));
        File.WriteAllBytes(Path.Combine(_run.Folder, "a.png"), Png);
        _run.Variables["FASTSHOT_PASSPHRASE"] = "correct horse";
    }

    [Fact]
    public async Task A_new_home_gets_everything_by_path_and_passphrase()
    {
        var id = (await AtAsync("A", "save", "a.png", "--name", "Shared")).Output.Trim();
        var created = JsonOf(await AtAsync("A", "remote", "set", "nas", "--yes", "--json"));
        Assert.True(VaultKey.TryParse(created.GetProperty("recoveryKey").GetString(), out var key, out _));
        key!.Dispose();

        var joined = JsonOf(await AtAsync("B", "remote", "set", "nas", "--yes", "--json"));

        Assert.Equal(created.GetProperty("vault").GetString(), joined.GetProperty("vault").GetString());
        Assert.False(joined.TryGetProperty("recoveryKey", out _));
        Assert.Contains(id, (await AtAsync("B", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await AtAsync("B", "export", id, "--to", "out")).ExitCode);
        Assert.Equal(Png, await File.ReadAllBytesAsync(Path.Combine(_run.Folder, "out", "shots", "001.png"), Testing.Deadline.Token));
    }

    [Fact]
    public async Task The_recovery_key_joins_where_the_passphrase_is_lost()
    {
        await AtAsync("A", "save", "a.png");
        var key = JsonOf(await AtAsync("A", "remote", "set", "nas", "--yes", "--json")).GetProperty("recoveryKey").GetString()!;
        _run.Variables.Remove("FASTSHOT_PASSPHRASE");
        _run.Variables["FASTSHOT_VAULT_KEY"] = key;

        Assert.Equal(0, (await AtAsync("B", "remote", "set", "nas")).ExitCode);
        Assert.Contains("1 session", (await AtAsync("B", "list")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_passphrase_says_so_and_changes_nothing()
    {
        await AtAsync("A", "save", "a.png");
        await AtAsync("A", "remote", "set", "nas", "--yes");
        _run.Variables["FASTSHOT_PASSPHRASE"] = "wrong";

        var result = await AtAsync("B", "remote", "set", "nas", "--yes");

        Assert.Equal(12, result.ExitCode);
        Assert.Contains("nothing was changed", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_run.Folder, "B", "library")));
        Assert.Contains("none", (await AtAsync("B", "remote", "show")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sync_says_what_it_did_in_the_documented_shape()
    {
        await AtAsync("A", "save", "a.png");
        await AtAsync("A", "remote", "set", "nas", "--yes");
        await AtAsync("A", "config", "set", "sync", "manual");
        await AtAsync("A", "save", "a.png");

        var report = JsonOf(await AtAsync("A", "sync", "--json"));

        Assert.Equal(1, report.GetProperty("pushed").GetInt32());
        Assert.Equal(0, report.GetProperty("pulled").GetInt32());
        Assert.Equal(2, report.GetProperty("requests").GetProperty("put").GetInt32());
        Assert.Equal(0, report.GetProperty("failed").GetArrayLength());
        Assert.Equal(
            ["pushed", "pulled", "deleted", "downloaded", "failed", "requests", "bytesSent", "bytesReceived", "seconds", "cost"],
            report.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task A_folder_that_is_away_is_14_and_a_vault_that_is_gone_is_10()
    {
        await AtAsync("A", "save", "a.png");
        await AtAsync("A", "remote", "set", "nas", "--yes");
        Directory.Move(Path.Combine(_run.Folder, "nas"), Path.Combine(_run.Folder, "away"));

        Assert.Equal(14, (await AtAsync("A", "sync")).ExitCode);
        Assert.False(JsonOf(await AtAsync("A", "status", "--json")).GetProperty("remote").GetProperty("reachable").GetBoolean());
        Directory.CreateDirectory(Path.Combine(_run.Folder, "nas"));
        Assert.Equal(10, (await AtAsync("A", "sync")).ExitCode);
        Assert.Equal(0, (await AtAsync("A", "save", "a.png")).ExitCode);
    }

    [Fact]
    public async Task A_change_is_synced_by_itself_and_saved_all_the_same_where_the_remote_is_away()
    {
        var id = (await AtAsync("A", "save", "a.png")).Output.Trim();
        await AtAsync("A", "remote", "set", "nas", "--yes");
        await AtAsync("B", "remote", "set", "nas", "--yes");
        await AtAsync("A", "edit", id, "--name", "Renamed");
        await AtAsync("B", "sync");
        Assert.Contains("Renamed", (await AtAsync("B", "list")).Output, StringComparison.Ordinal);
        Directory.Move(Path.Combine(_run.Folder, "nas"), Path.Combine(_run.Folder, "away"));

        var saved = await AtAsync("A", "save", "a.png", "--name", "Offline");

        Assert.Equal(0, saved.ExitCode);
        Assert.Contains("Not synced", saved.Error, StringComparison.Ordinal);
        Assert.Contains("Offline", (await AtAsync("A", "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_says_whether_it_is_synced_and_the_status_what_waits()
    {
        var id = (await AtAsync("A", "save", "a.png")).Output.Trim();
        Assert.False(await IsSyncedAsync(id));
        await AtAsync("A", "remote", "set", "nas", "--yes");
        Assert.True(await IsSyncedAsync(id));

        await AtAsync("A", "config", "set", "sync", "manual");
        Assert.False(JsonOf(await AtAsync("A", "edit", id, "--name", "Changed", "--json")).GetProperty("synced").GetBoolean());
        Assert.False(await IsSyncedAsync(id));
        Assert.Equal(1, JsonOf(await AtAsync("A", "status", "--json")).GetProperty("remote").GetProperty("waiting").GetInt32());
        Assert.Contains("1 record to send", (await AtAsync("A", "status")).Output, StringComparison.Ordinal);

        await AtAsync("A", "sync");
        Assert.True(await IsSyncedAsync(id));
        Assert.True(JsonOf(await AtAsync("A", "list", "--json")).GetProperty("items")[0].GetProperty("synced").GetBoolean());
        Assert.Equal(0, JsonOf(await AtAsync("A", "status", "--json")).GetProperty("remote").GetProperty("waiting").GetInt32());

        await AtAsync("A", "remote", "remove");
        Assert.False(await IsSyncedAsync(id));
        Assert.Equal(14, (await AtAsync("A", "remote", "set", "nowhere", "--yes")).ExitCode);
        Assert.False(await IsSyncedAsync(id));

        async Task<bool> IsSyncedAsync(string session) =>
            JsonOf(await AtAsync("A", "show", session, "--json")).GetProperty("synced").GetBoolean();
    }

    [Fact]
    public async Task A_dry_run_of_a_sync_says_what_waits_and_changes_nothing()
    {
        await AtAsync("A", "save", "a.png");
        await AtAsync("A", "remote", "set", "nas", "--yes");
        await AtAsync("A", "config", "set", "sync", "manual");
        await AtAsync("A", "save", "a.png");
        var before = AllFiles();

        var planned = await AtAsync("A", "sync", "--dry-run");
        var asJson = JsonOf(await AtAsync("A", "sync", "--dry-run", "--json"));
        _run.Variables["FASTSHOT_NEW_PASSPHRASE"] = "another";
        var key = await AtAsync("A", "key", "passphrase", "--dry-run");

        Assert.Equal(0, planned.ExitCode);
        Assert.Contains("Would send 1 change to ", planned.Error, StringComparison.Ordinal);
        Assert.Equal(1, asJson.GetProperty("waiting").GetInt32());
        Assert.Equal("Would make this passphrase the only one.\n", key.Error);
        Assert.Equal(before, AllFiles());
        Assert.Contains("Sent 1 change", (await AtAsync("A", "sync")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_remote_a_sync_says_how_to_set_one()
    {
        await AtAsync("A", "save", "a.png");

        var result = await AtAsync("A", "sync");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("fastshot remote set", result.Error, StringComparison.Ordinal);
        Assert.Equal(14, (await AtAsync("A", "remote", "set", "s3://bucket", "--yes")).ExitCode);
    }

    [Fact]
    public async Task A_purge_without_the_remote_waits_for_it()
    {
        var id = (await AtAsync("A", "save", "a.png")).Output.Trim();
        await AtAsync("A", "remote", "set", "nas", "--yes");
        await AtAsync("A", "delete", id);
        Directory.Move(Path.Combine(_run.Folder, "nas"), Path.Combine(_run.Folder, "away"));
        Assert.Equal(14, (await AtAsync("A", "purge", id, "--yes")).ExitCode);
        Assert.Equal(0, (await AtAsync("A", "show", id)).ExitCode);

        Directory.Move(Path.Combine(_run.Folder, "away"), Path.Combine(_run.Folder, "nas"));
        await AtAsync("A", "sync");

        Assert.Equal(4, (await AtAsync("A", "show", id)).ExitCode);
    }

    [Fact]
    public async Task Passphrases_are_added_and_removed_without_uploading_anything_else()
    {
        await AtAsync("A", "save", "a.png");
        await AtAsync("A", "remote", "set", "nas", "--yes");
        var before = Others();
        _run.Variables["FASTSHOT_NEW_PASSPHRASE"] = "second";
        var name = (await AtAsync("A", "key", "add")).Output.Trim();
        Assert.Equal(2, JsonOf(await AtAsync("A", "key", "list", "--json")).GetProperty("items").GetArrayLength());

        Assert.Equal(0, (await AtAsync("A", "key", "remove", name[..8])).ExitCode);
        _run.Variables["FASTSHOT_PASSPHRASE"] = "second";
        Assert.Equal(12, (await AtAsync("B", "remote", "set", "nas", "--yes")).ExitCode);
        Assert.Equal(0, (await AtAsync("A", "key", "passphrase")).ExitCode);
        Assert.Equal(0, (await AtAsync("B", "remote", "set", "nas", "--yes")).ExitCode);
        Assert.Equal(before, Others());
        Assert.Equal(4, (await AtAsync("A", "key", "remove", "ffffffff")).ExitCode);
    }

    [Fact]
    public async Task A_library_of_ones_own_is_sealed_anew_for_the_vault_that_it_joins()
    {
        await AtAsync("A", "save", "a.png", "--name", "Theirs");
        await AtAsync("A", "remote", "set", "nas", "--yes");
        var mine = (await AtAsync("B", "save", "a.png", "--name", "Mine")).Output.Trim();

        Assert.Equal(0, (await AtAsync("B", "remote", "set", "nas", "--yes")).ExitCode);
        await AtAsync("A", "sync");

        Assert.Contains(mine, (await AtAsync("A", "list", "Mine")).Output, StringComparison.Ordinal);
        Assert.Contains("Theirs", (await AtAsync("B", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await AtAsync("A", "export", mine, "--to", "out")).ExitCode);
    }

    [Fact]
    public async Task Removing_the_remote_touches_nothing_there()
    {
        await AtAsync("A", "save", "a.png");
        await AtAsync("A", "remote", "set", "nas", "--yes");
        var before = Others();

        Assert.Equal(0, (await AtAsync("A", "remote", "remove")).ExitCode);

        Assert.Equal(before, Others());
        Assert.Equal("none", (await AtAsync("A", "remote", "show")).Output.Trim());
    }

    public void Dispose() => _run.Dispose();

    private Task<CliResult> AtAsync(string home, params string[] arguments) =>
        _run.RunAsync(["--home", home, .. arguments]);

    /// <summary>All files at the remote but key files.</summary>
    private string[] AllFiles() => [.. Directory.EnumerateFiles(Path.Combine(_run.Folder, "nas"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private string[] Others() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(_run.Folder, "nas"), "*", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/keys/", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
    ];

    private static JsonElement JsonOf(CliResult result)
    {
        Assert.True(result.ExitCode == 0, result.Error);
        using var document = JsonDocument.Parse(result.Output);
        return document.RootElement.Clone();
    }
}
