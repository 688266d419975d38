using System.Text.Json;
using Fastshot.Testing.Servers;

namespace Fastshot.Cli.Tests.Program;

/// <summary>The executable and a real keyring of Linux.</summary>
public sealed class KeyringProgramTests : IAsyncLifetime, IDisposable
{
    private readonly RealProgram _fastshot = new();
    private SecretServiceBus? _keyring;

    public async ValueTask InitializeAsync()
    {
        _keyring = await SecretServiceBus.StartAsync();
        File.WriteAllBytes(_fastshot.In("a.bmp"), Bitmap.Draw(new SeededRandom(5), 64, 48));
        Directory.CreateDirectory(_fastshot.In("nas"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_keyring is not null)
        {
            await _keyring.DisposeAsync();
        }
    }

    public void Dispose() => _fastshot.Dispose();

    [Fact]
    public async Task A_new_library_keeps_its_key_in_the_keyring_and_later_commands_read_it_there()
    {
        await DoneAsync("A", "save", "a.bmp");

        Assert.Contains("1 session", (await DoneAsync("A", "list")).Error, StringComparison.Ordinal);
        Assert.StartsWith("fastshot keyring\n", KeyFile("A"), StringComparison.Ordinal);
        Assert.Equal("system", JsonOf(await DoneAsync("A", "status", "--json")).GetProperty("key").GetProperty("store").GetString());
        Assert.Contains("in the Secret Service", (await DoneAsync("A", "doctor")).Output, StringComparison.Ordinal);
        Assert.Contains("in the Secret Service", (await DoneAsync("A", "key", "store")).Output, StringComparison.Ordinal);
        var key = (await DoneAsync("A", "key", "show")).Output.Trim();
        await DoneAsync("A", "remote", "set", "nas", "--yes");
        var listed = JsonOf(await DoneAsync("A", "key", "list", "--json"));
        Assert.Equal((1, "system"), (listed.GetProperty("items").GetArrayLength(), listed.GetProperty("kept").GetProperty("store").GetString()));
        foreach (var file in Directory.EnumerateFiles(_fastshot.In("A"), "*", SearchOption.AllDirectories))
        {
            Assert.DoesNotContain(key, await File.ReadAllTextAsync(file, Deadline.Token), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_home_of_its_own_and_a_computer_without_a_keyring_have_a_file()
    {
        var home = await _fastshot.RunAtAsync(_fastshot.In("H"), Around("A"), "save", "a.bmp");
        var without = await RunAsync("B", address: "", "save", "a.bmp");

        Assert.Equal((0, 0), (home.ExitCode, without.ExitCode));
        Assert.DoesNotContain("keyring", without.Error, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("FSK1", File.ReadAllText(_fastshot.In("H/library/key")), StringComparison.Ordinal);
        Assert.StartsWith("FSK1", KeyFile("B"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_keyring_that_is_locked_or_away_is_said_with_what_to_do_and_auto_goes_around_it()
    {
        await DoneAsync("A", "save", "a.bmp");
        await DoneAsync("S", "config", "set", "keyring", "system");
        await _keyring!.LockAsync();

        var locked = await RunAsync("A", _keyring.Address, "list", "--json");
        var away = await RunAsync("A", address: "", "list", "--json");
        var gone = await RunAsync("A", "unix:path=/nowhere/bus", "list", "--json");
        var notMade = await RunAsync("S", _keyring.Address, "save", "a.bmp", "--json");
        var notMadeWithout = await RunAsync("S", address: "", "save", "a.bmp", "--json");
        var examined = await RunAsync("A", _keyring.Address, "doctor");
        await DoneAsync("B", "save", "a.bmp");

        Assert.Equal((12, "keyring_locked"), CodeOf(locked));
        Assert.Equal((12, "keyring_absent"), CodeOf(away));
        Assert.Equal((12, "keyring_absent"), CodeOf(gone));
        Assert.Equal((12, "keyring_locked"), CodeOf(notMade));
        Assert.Equal((12, "keyring_absent"), CodeOf(notMadeWithout));
        Assert.False(File.Exists(_fastshot.In("S/data/fastshot/key")));
        Assert.Equal(1, examined.ExitCode);
        Assert.Contains("is locked", examined.Output, StringComparison.Ordinal);
        Assert.StartsWith("FSK1", KeyFile("B"), StringComparison.Ordinal);

        await _keyring.UnlockAsync();
        Assert.Contains("1 session", (await DoneAsync("A", "list")).Error, StringComparison.Ordinal);
        await DoneAsync("S", "save", "a.bmp");
        Assert.StartsWith("fastshot keyring\n", KeyFile("S"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_moves_into_the_keyring_and_back()
    {
        await RunAsync("A", address: "", "save", "a.bmp");
        var key = KeyFile("A");

        var planned = await DoneAsync("A", "key", "store", "system", "--dry-run");
        Assert.Equal(key, KeyFile("A"));
        Assert.Contains("would keep it in the system's keyring", planned.Error, StringComparison.Ordinal);

        Assert.Equal("system", JsonOf(await DoneAsync("A", "key", "store", "system", "--json")).GetProperty("store").GetString());
        Assert.StartsWith("fastshot keyring\n", KeyFile("A"), StringComparison.Ordinal);
        await DoneAsync("A", "list");
        var item = KeyFile("A");

        Assert.Equal("file", JsonOf(await DoneAsync("A", "key", "store", "file", "--json")).GetProperty("store").GetString());
        Assert.Equal(key, KeyFile("A"));
        Assert.Equal(0, (await RunAsync("A", address: "", "list")).ExitCode);

        // What was in the keyring is gone: an old note leads nowhere.
        await File.WriteAllTextAsync(_fastshot.In("A/data/fastshot/key"), item, Deadline.Token);
        Assert.Equal((12, "key_missing"), CodeOf(await RunAsync("A", _keyring!.Address, "list", "--json")));
    }

    [Fact]
    public async Task A_library_that_was_copied_to_another_computer_is_opened_by_its_passphrase_or_recovery_key()
    {
        await DoneAsync("A", "save", "a.bmp");
        await DoneAsync("A", "remote", "set", "nas", "--yes");
        var key = (await DoneAsync("A", "key", "show")).Output.Trim();
        await using var other = await SecretServiceBus.StartAsync();

        var refused = await RunAsync("A", other.Address, "list", "--json");
        var wrong = await RunWithAsync("A", other.Address, new() { ["FASTSHOT_PASSPHRASE"] = "not this" }, "key", "store", "file", "--json");
        var wrongKey = await RunWithAsync("A", other.Address, new() { ["FASTSHOT_VAULT_KEY"] = "FSK1-0000" }, "key", "store", "file", "--json");
        Assert.Equal((12, "key_missing"), CodeOf(refused));
        Assert.Contains("key store", refused.Error, StringComparison.Ordinal);
        Assert.Equal((12, "wrong_passphrase"), CodeOf(wrong));
        Assert.Equal((12, "wrong_key"), CodeOf(wrongKey));

        var byPassphrase = await RunAsync("A", other.Address, "key", "store", "system");
        Assert.True(byPassphrase.ExitCode == 0, byPassphrase.Error);
        Assert.Equal(0, (await RunAsync("A", other.Address, "list")).ExitCode);

        var byKey = await RunWithAsync("A", address: "", new() { ["FASTSHOT_PASSPHRASE"] = "", ["FASTSHOT_VAULT_KEY"] = key }, "key", "store", "file");
        Assert.True(byKey.ExitCode == 0, byKey.Error);
        Assert.StartsWith(key, KeyFile("A"), StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("A", address: "", "list")).ExitCode);
    }

    private static JsonElement JsonOf(CliResult result) => JsonDocument.Parse(result.Output).RootElement;

    private static (int ExitCode, string? Code) CodeOf(CliResult result) =>
        (result.ExitCode, JsonDocument.Parse(result.Error[result.Error.LastIndexOf("{\n  \"error\"", StringComparison.Ordinal)..])
            .RootElement.GetProperty("error").GetProperty("code").GetString());

    private string KeyFile(string person) => File.ReadAllText(_fastshot.In($"{person}/data/fastshot/key"));

    // The standard places of somebody.
    private Dictionary<string, string> Around(string person) => new()
    {
        ["HOME"] = _fastshot.In(person),
        ["XDG_CONFIG_HOME"] = _fastshot.In($"{person}/config"),
        ["XDG_DATA_HOME"] = _fastshot.In($"{person}/data"),
        ["XDG_CACHE_HOME"] = _fastshot.In($"{person}/cache"),
        ["XDG_STATE_HOME"] = _fastshot.In($"{person}/state"),
        ["XDG_RUNTIME_DIR"] = _fastshot.In($"{person}/run"),
        ["DBUS_SESSION_BUS_ADDRESS"] = _keyring!.Address,
        ["FASTSHOT_PASSPHRASE"] = "correct horse",
    };

    private async Task<CliResult> DoneAsync(string person, params string[] arguments)
    {
        var result = await RunAsync(person, _keyring!.Address, arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }

    private Task<CliResult> RunAsync(string person, string address, params string[] arguments) =>
        RunWithAsync(person, address, [], arguments);

    private Task<CliResult> RunWithAsync(string person, string address, Dictionary<string, string> more, params string[] arguments)
    {
        var variables = Around(person);
        variables["DBUS_SESSION_BUS_ADDRESS"] = address;
        foreach (var (name, value) in more)
        {
            variables[name] = value;
        }

        return _fastshot.RunAtAsync("", variables, arguments);
    }
}
