using System.Text.Json;

namespace Fastshot.Cli.Tests.Sync;

/// <summary>The vault's key is changed, through the command line of two homes.</summary>
public sealed class KeyRotationTests : IDisposable
{
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

    private readonly CliRun _run = new();

    public KeyRotationTests()
    {
        Directory.CreateDirectory(Path.Combine(_run.Folder, "nas"));
        File.WriteAllBytes(Path.Combine(_run.Folder, "a.png"), Png);
        _run.Variables["FASTSHOT_PASSPHRASE"] = "old words";
        _run.Variables["FASTSHOT_NEW_PASSPHRASE"] = "new words";
    }

    [Fact]
    public async Task The_other_device_is_told_follows_with_the_new_passphrase_and_the_old_vault_goes()
    {
        var before = await SetUpAsync();
        await AtAsync("B", "config", "set", "sync", "manual");
        await AtAsync("B", "save", "a.png", "--name", "unsent");

        var planned = await AtAsync("A", "key", "rotate", "--dry-run");
        var rotated = JsonOf(await AtAsync("A", "key", "rotate", "--yes", "--json"));
        var refused = await AtAsync("B", "sync");
        var wrong = await AtAsync("B", "remote", "set", "nas");
        _run.Variables["FASTSHOT_PASSPHRASE"] = "new words";
        var early = JsonOf(await AtAsync("A", "collect", "--old-vault", "--dry-run", "--json"));
        var followed = await AtAsync("B", "remote", "set", "nas");
        var late = JsonOf(await AtAsync("A", "collect", "--old-vault", "--yes", "--json"));
        var none = await AtAsync("A", "collect", "--old-vault", "--yes");

        Assert.Contains("Would seal anew under a new key", planned.Error, StringComparison.Ordinal);
        Assert.Equal((before, 2), (rotated.GetProperty("before").GetString(), rotated.GetProperty("archives").GetInt32()));
        Assert.Equal((12, 12, 0), (refused.ExitCode, wrong.ExitCode, followed.ExitCode));
        Assert.Contains("fastshot remote set", refused.Error, StringComparison.Ordinal);
        Assert.Equal((1, false), (early.GetProperty("notMoved").GetArrayLength(), early.GetProperty("removed").GetBoolean()));
        Assert.Equal((0, true), (late.GetProperty("notMoved").GetArrayLength(), late.GetProperty("removed").GetBoolean()));
        Assert.Equal(4, none.ExitCode);
        await AtAsync("A", "sync");
        Assert.Contains("unsent", (await AtAsync("A", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("3 sessions", (await AtAsync("B", "list")).Error, StringComparison.Ordinal);

        // Of the new recovery key alone, on a new machine.
        _run.Variables.Remove("FASTSHOT_PASSPHRASE");
        _run.Variables["FASTSHOT_VAULT_KEY"] = rotated.GetProperty("recoveryKey").GetString()!;
        Assert.Equal(0, (await AtAsync("C", "remote", "set", "nas")).ExitCode);
        Assert.Contains("3 sessions", (await AtAsync("C", "list")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_stands_in_what_a_rotation_says_but_the_new_recovery_key_on_stdout()
    {
        await SetUpAsync();
        var old = JsonOf(await AtAsync("A", "key", "show", "--json")).GetProperty("key").GetString()!;

        var rotated = await AtAsync("A", "key", "rotate", "--yes", "-v");
        var anew = JsonOf(await AtAsync("A", "key", "show", "--json")).GetProperty("key").GetString()!;
        var operations = await AtAsync("A", "operations", "--json");

        Assert.Equal(anew, rotated.Output.Trim());
        foreach (var secret in (string[])[old, anew, "old words", "new words"])
        {
            Assert.DoesNotContain(secret, rotated.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, operations.Output, StringComparison.Ordinal);
        }

        Assert.Contains("rotate", operations.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_consent_or_without_a_vault_nothing_is_changed()
    {
        var before = await SetUpAsync();

        var unasked = await AtAsync("A", "key", "rotate");
        var both = await AtAsync("A", "collect", "--old-vault", "--unnamed");
        var nothing = await AtAsync("A", "collect", "--old-vault");
        var alone = await AtAsync("D", "key", "rotate", "--yes");

        Assert.Equal((2, 2, 4), (unasked.ExitCode, both.ExitCode, nothing.ExitCode));
        Assert.NotEqual(0, alone.ExitCode);
        Assert.Equal(before, JsonOf(await AtAsync("A", "key", "show", "--json")).GetProperty("vault").GetString());
        Assert.Equal(0, (await AtAsync("B", "sync")).ExitCode);
    }

    public void Dispose() => _run.Dispose();

    private async Task<string> SetUpAsync()
    {
        await AtAsync("A", "save", "a.png", "--name", "first");
        var created = JsonOf(await AtAsync("A", "remote", "set", "nas", "--yes", "--json"));
        await AtAsync("B", "remote", "set", "nas", "--yes");
        await AtAsync("B", "save", "a.png", "--name", "second");
        await AtAsync("B", "sync");
        return created.GetProperty("vault").GetString()!;
    }

    private async Task<CliResult> AtAsync(string home, params string[] arguments)
    {
        _run.Variables["FASTSHOT_HOME"] = Path.Combine(_run.Folder, home);
        return await _run.RunAsync(arguments);
    }

    private static JsonElement JsonOf(CliResult result)
    {
        Assert.True(result.ExitCode == 0, result.Error);
        using var document = JsonDocument.Parse(result.Output);
        return document.RootElement.Clone();
    }
}
