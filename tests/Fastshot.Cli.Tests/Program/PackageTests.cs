using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text.Json;

namespace Fastshot.Cli.Tests.Program;

/// <summary>A release as eng/package makes it, installed where nothing else is, and used. In a full run only: it takes minutes.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PackageTests : IDisposable
{
    private const string Runtime = "linux-x64";
    private const long SizeMax = 60_000_000;

    private static readonly string Release = Repository.PathOf("artifacts/release");

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_release_installs_runs_and_is_the_same_bytes_again()
    {
        if (!Scale.IsFull)
        {
            return;
        }

        await PackAsync();
        var sums = await File.ReadAllTextAsync(Path.Combine(Release, "SHA256SUMS"), Testing.Deadline.Token);
        await SingleFileAsync();
        await DebianPackageAsync();
        await ToolAsync();
        Bill();
        Directory.Delete(Repository.PathOf("artifacts/package"), recursive: true);
        await PackAsync();

        Assert.Equal(sums, await File.ReadAllTextAsync(Path.Combine(Release, "SHA256SUMS"), Testing.Deadline.Token));
        foreach (var line in sums.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(Release, line[66..]), Testing.Deadline.Token);
            Assert.Equal(line[..64], Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
    }

    [Fact]
    public async Task A_runtime_that_there_is_not_is_wrong_usage()
    {
        var result = await StockTool.RunAsync(Repository.PathOf("eng/package"), ["linux-pdp11"], _folder.Path, cancellationToken: Testing.Deadline.Token);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no release is described for linux-pdp11", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    // Twenty minutes: everything is compiled, and nothing of an earlier build may be used.
    private static async Task PackAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(20));
        var result = await StockTool.RunAsync(Repository.PathOf("eng/package"), [Runtime], Repository.PathOf("."), cancellationToken: patience.Token);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
    }

    private static string The(string pattern) => Assert.Single(Directory.GetFiles(Release, pattern));

    // In a folder with nothing else, and with no variable but a home.
    private async Task SingleFileAsync()
    {
        var program = Path.Combine(_folder.Path, "fastshot");
        File.Copy(The($"fastshot-*-{Runtime}"), program);
        Assert.True(new FileInfo(program).Length <= SizeMax, $"{new FileInfo(program).Length:N0} bytes");
        await UseAsync("env", ["-i", $"HOME={_folder.Path}", program]);
    }

    private async Task DebianPackageAsync()
    {
        var root = Path.Combine(_folder.Path, "root");
        var unpacked = await StockTool.RunAsync("dpkg-deb", ["-x", The("fastshot_*_amd64.deb"), root], _folder.Path, cancellationToken: Testing.Deadline.Token);
        Assert.True(unpacked.ExitCode == 0, unpacked.Error);
        foreach (var file in (string[])
            ["applications/fastshot.desktop", "icons/hicolor/scalable/apps/fastshot.svg", "man/man1/fastshot.1.gz", "bash-completion/completions/fastshot",
             "zsh/vendor-completions/_fastshot", "fish/vendor_completions.d/fastshot.fish", "doc/fastshot/copyright"])
        {
            Assert.True(new FileInfo(Path.Combine(root, "usr/share", file)).Length > 0, file);
        }

        await UseAsync("env", ["-i", $"HOME={_folder.Path}", Path.Combine(root, "usr/bin/fastshot")]);
    }

    private async Task ToolAsync()
    {
        var tools = Path.Combine(_folder.Path, "tools");
        var version = Path.GetFileNameWithoutExtension(The("fastshot.*.nupkg"))["fastshot.".Length..];
        var installed = await StockTool.RunAsync(
            "dotnet",
            ["tool", "install", "fastshot", "--version", version, "--tool-path", tools, "--source", Release],
            _folder.Path,
            cancellationToken: Testing.Deadline.Token);
        Assert.True(installed.ExitCode == 0, installed.Output + installed.Error);
        await UseAsync(Path.Combine(tools, "fastshot"), []);
    }

    private async Task UseAsync(string program, string[] words)
    {
        var home = Path.Combine(_folder.Path, Path.GetRandomFileName());
        var version = await StockTool.RunAsync(program, [.. words, "--version"], _folder.Path, cancellationToken: Testing.Deadline.Token);
        var demo = await StockTool.RunAsync(program, [.. words, "demo", "--text", "--home", home], _folder.Path, cancellationToken: Testing.Deadline.Token);
        var test = await StockTool.RunAsync(
            program, [.. words, "selftest", "--suite", "integration", "--home", home, "--json", "--output", home], _folder.Path, cancellationToken: Testing.Deadline.Token);

        Assert.Matches(@"^fastshot \d+\.\d+\.\d+ \([0-9a-z-]{12}\)\n$", version.Output);
        Assert.True(demo.ExitCode == 0, demo.Output + demo.Error);
        using var report = JsonDocument.Parse(test.Output);
        var manager = report.RootElement.GetProperty("suites")[0].GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == "session manager");
        Assert.True(manager.GetProperty("detail").ValueKind is JsonValueKind.Null, manager.GetRawText());
    }

    private static void Bill()
    {
        using var bill = JsonDocument.Parse(File.ReadAllBytes(The("*.cdx.json")));
        var names = bill.RootElement.GetProperty("components").EnumerateArray().Select(one => one.GetProperty("name").GetString()).ToList();
        var notices = File.ReadAllText(Path.Combine(Release, "THIRD-PARTY-NOTICES.txt"));
        foreach (var name in (string[])["AWSSDK.S3", "SourceGear.sqlite3", "Spectre.Console", "System.CommandLine", "preact", $"Microsoft.NETCore.App.Runtime.{Runtime}"])
        {
            Assert.Contains(name, names);
            Assert.Contains($"\n{name} ", notices, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("Meziantou.Analyzer", names);
    }
}
