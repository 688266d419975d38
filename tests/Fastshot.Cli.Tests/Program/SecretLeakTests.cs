using System.Text;
using Fastshot.Testing.Servers;

namespace Fastshot.Cli.Tests.Program;

/// <summary>What the executable says, writes, sends and hands on never holds a secret, in any usual form.</summary>
public sealed class SecretLeakTests : IDisposable
{
    private const string Passphrase = "correct horse & battery/7d31";
    private const string WrongPassphrase = "mistyped guess+99 of somebody";
    private const string AwsSecret = "kR3+u/Zq0aXnLw9tYv7sJc2pBd5hGf8eMi1oTy6W";
    private const string ProxyPassword = "proxy-word-5512";
    private const string EnvironmentKey = "FSK1-0000-1111-2222-3333-4444-5555-6666-7777-8888-9999-AAAA-BBBB-CCCC-DDDD";

    private readonly RealProgram _fastshot = new();
    private readonly List<(string What, byte[] Bytes)> _said = [];

    public SecretLeakTests()
    {
        File.WriteAllBytes(_fastshot.In("a.bmp"), Bitmap.Draw(new SeededRandom(5), 64, 48));
        File.WriteAllText(_fastshot.In("pass.txt"), Passphrase + "\n");
    }

    [Fact]
    public async Task No_secret_is_said_written_sent_or_handed_on_whatever_goes_well_or_wrong()
    {
        var s3 = new FakeS3(FakeS3Profile.Aws);
        await using var server = new LoopbackServer(s3.Answer);
        var url = $"s3://{FakeS3.Bucket}?endpoint={server.Url}";
        await SayAsync("H", [], "save", "a.bmp", "-v");
        await ConfigureAsync("H", "aws_access_key", FakeS3.AccessKey);
        await ConfigureAsync("H", "aws_secret_key", AwsSecret);

        // A child, which tells what it was given.
        var dump = _fastshot.In("child");
        var given = await RunAsync(
            "H",
            new()
            {
                ["FASTSHOT_VAULT_KEY"] = EnvironmentKey,
                ["FASTSHOT_NEW_PASSPHRASE"] = Passphrase,
                ["FASTSHOT_PASSPHRASE_COMMAND"] = $"cat /proc/$$/environ /proc/$$/cmdline /proc/$PPID/cmdline >'{dump}'; cat pass.txt",
            },
            "remote", "set", url, "--yes", "-v");
        Assert.True(given.ExitCode == 0, given.Error);
        Keep("a child's environment and command line", await File.ReadAllBytesAsync(dump, Deadline.Token));
        var key = (await File.ReadAllLinesAsync(Path.Combine(_fastshot.Library, "key"), Deadline.Token))[0];
        var secrets = Secrets(key);

        // It is printed once, at the birth of the vault, on stdout: that is what it is for. So the search is seen to find it.
        Assert.Contains("the vault key", secrets.SelectMany(secret => secret.In(Encoding.UTF8.GetBytes(given.Output))));
        Keep("remote set", Encoding.UTF8.GetBytes(given.Output.Replace(key, "", StringComparison.Ordinal) + given.Error));

        await EverythingAsync(url);
        await WrongAsync(url, key);
        await BrowserAsync();

        foreach (var call in s3.Calls)
        {
            Keep($"the request {call.Method} {call.Path}", [.. Encoding.UTF8.GetBytes(call.Target + string.Join('\n', call.Headers)), .. call.Body]);
        }

        foreach (var file in Directory.EnumerateFiles(_fastshot.Folder, "*", SearchOption.AllDirectories).Where(IsNoPlaceOfSecrets))
        {
            Keep(Path.GetRelativePath(_fastshot.Folder, file), await File.ReadAllBytesAsync(file, Deadline.Token));
        }

        Assert.True(Directory.EnumerateFiles(Path.Combine(_fastshot.Home, "state", "operations")).Any());
        Assert.Empty(_said.SelectMany(one => secrets.SelectMany(secret => secret.In(one.Bytes)).Select(form => $"{form} in {one.What}")));
    }

    public void Dispose() => _fastshot.Dispose();

    private static List<SecretForms> Secrets(string key) =>
    [
        new("the passphrase", Passphrase), new("a wrong passphrase", WrongPassphrase), new("the secret key of AWS", AwsSecret),
        new("the proxy's password", ProxyPassword), new("a key of the environment", EnvironmentKey), .. SecretForms.OfVaultKey(key),
    ];

    private async Task EverythingAsync(string url)
    {
        await SayAsync("H", [], "save", "a.bmp", "-v");
        await SayAsync("H", [], "sync", "-v", "--json");
        foreach (var line in (string[])
            [
                "status", "doctor", "config list", "config check", "config get aws_secret_key", "remote show", "operations", "key list", "key store",
            ])
        {
            await SayAsync("H", [], [.. line.Split(' '), "-v"]);
            await SayAsync("H", [], [.. line.Split(' '), "--json"]);
        }

        await SayAsync("H", [], "verify", "--remote", "-v");
        await SayAsync("J", new() { ["FASTSHOT_PASSPHRASE"] = Passphrase, ["AWS_ACCESS_KEY_ID"] = FakeS3.AccessKey, ["AWS_SECRET_ACCESS_KEY"] = AwsSecret }, "remote", "set", url, "-v");
    }

    private async Task WrongAsync(string url, string key)
    {
        var keys = new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = FakeS3.AccessKey, ["AWS_SECRET_ACCESS_KEY"] = AwsSecret };
        Assert.Equal(12, await SayAsync("W", new(keys) { ["FASTSHOT_PASSPHRASE"] = WrongPassphrase }, "remote", "set", url, "-v"));
        Assert.Equal(12, await SayAsync("W", new(keys) { ["FASTSHOT_PASSPHRASE"] = WrongPassphrase }, "remote", "set", url, "--json"));

        // One character too many.
        Assert.Equal(12, await SayAsync("W", new(keys) { ["FASTSHOT_VAULT_KEY"] = key + "0" }, "remote", "set", url, "-v"));
        Assert.Equal(12, await SayAsync("W", new(keys) { ["FASTSHOT_VAULT_KEY"] = EnvironmentKey }, "remote", "set", url, "--json"));
        Assert.NotEqual(0, await SayAsync("H", [], "remote", "set", url.Replace(FakeS3.Bucket, "others", StringComparison.Ordinal), "--yes", "-v"));
        Assert.NotEqual(0, await SayAsync("W", new(keys) { ["AWS_ACCESS_KEY_ID"] = "somebody" }, "remote", "set", url, "--yes", "--json"));

        await ConfigureAsync("P", "proxy_url", $"http://ada:{ProxyPassword}@127.0.0.1:1");
        await SayAsync("P", [], "config", "set", "proxy_enabled", "yes");
        Assert.NotEqual(0, await SayAsync("P", keys, "remote", "set", url, "--yes", "-v"));
        await SayAsync("P", keys, "remote", "probe", url, "--json");
        await SayAsync("P", keys, "config", "list", "--json");
    }

    // What it starts to show its page is told nothing, either.
    private async Task BrowserAsync()
    {
        var browser = _fastshot.In("browser");
        var dump = _fastshot.In("browsed");
        await File.WriteAllTextAsync(browser, $"#!/bin/sh\ncat /proc/$$/environ >'{dump}.part'\nmv '{dump}.part' '{dump}'\n", Deadline.Token);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(browser, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        using var ui = _fastshot.StartAt(
            _fastshot.Home,
            new()
            {
                ["BROWSER"] = browser,
                ["FASTSHOT_PASSPHRASE"] = Passphrase,
                ["FASTSHOT_VAULT_KEY"] = EnvironmentKey,
                ["AWS_SECRET_ACCESS_KEY"] = AwsSecret,
            },
            "ui");
        try
        {
            while (!File.Exists(dump))
            {
                Assert.False(ui.HasExited, "The session manager ended.");
                await Task.Delay(20, Deadline.Token);
            }
        }
        finally
        {
            ui.Kill();
        }

        Keep("the browser's environment", await File.ReadAllBytesAsync(dump, Deadline.Token));
    }

    // The key, the settings and what this test wrote are where secrets belong.
    private bool IsNoPlaceOfSecrets(string file) =>
        Path.GetRelativePath(_fastshot.Folder, file) is not ("H/library/key" or "J/library/key" or "H/config.ini" or "P/config.ini" or "pass.txt" or "child" or "browsed");

    private async Task ConfigureAsync(string home, string name, string value)
    {
        var process = _fastshot.StartAt(_fastshot.In(home), [], "config", "set", name, "-", "-v");
        await process.StandardInput.WriteLineAsync(value);
        var result = await RealProgram.EndAsync(process);
        Assert.True(result.ExitCode == 0, result.Error);
        Keep($"config set {name}", Encoding.UTF8.GetBytes(result.Output + result.Error));
    }

    private async Task<int> SayAsync(string home, Dictionary<string, string> variables, params string[] arguments)
    {
        var result = await RunAsync(home, variables, arguments);
        Keep(string.Join(' ', arguments), Encoding.UTF8.GetBytes(result.Output + result.Error));
        return result.ExitCode;
    }

    private Task<CliResult> RunAsync(string home, Dictionary<string, string> variables, params string[] arguments) =>
        _fastshot.RunAtAsync(_fastshot.In(home), variables, arguments);

    private void Keep(string what, byte[] bytes) => _said.Add((what, bytes));
}
