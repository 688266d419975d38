using System.Security.Cryptography;
using System.Text.Json;

namespace Fastshot.Cli.Tests.Program;

/// <summary>The self-test of the demo library, by the real executable.</summary>
public sealed class SelfTestProgramTests : IDisposable
{
    // What depends on how fast this machine is, and what else it does: measured by a person, and never asserted.
    private static readonly string[] Timed = ["session manager", "performance", "memory at rest", "index and search", "large data set"];

    private readonly RealProgram _fastshot = new();

    [Fact]
    public async Task All_checks_of_the_demo_library_are_done_and_it_is_as_it_was()
    {
        var home = _fastshot.In("D");
        var passphrase = new Dictionary<string, string>(StringComparer.Ordinal) { ["FASTSHOT_PASSPHRASE"] = "correct horse" };
        Directory.CreateDirectory(Path.Combine(home, "remote"));
        Assert.Equal(0, (await _fastshot.RunAsync("demo", "--text", "--home", home)).ExitCode);
        Assert.Equal(0, (await _fastshot.RunAtAsync(home, passphrase, "remote", "set", Path.Combine(home, "remote"), "--yes")).ExitCode);
        var before = Snapshot(home);

        var result = await _fastshot.RunAsync("demo", "--selftest", "--home", home, "--json");

        using var report = JsonDocument.Parse(result.Output);
        var checks = report.RootElement.GetProperty("suites").EnumerateArray().SelectMany(suite => suite.GetProperty("checks").EnumerateArray()).ToList();
        Assert.Equal(24, checks.Count);
        Assert.All(
            checks.Where(check => !Timed.Contains(check.GetProperty("name").GetString())),
            check => Assert.True(check.GetProperty("verdict").GetString() == "passed", check.GetRawText()));
        Assert.All(checks, check => Assert.True(
            check.GetProperty("verdict").GetString() != "skipped" && check.GetProperty("values").EnumerateObject().Any(), check.GetRawText()));
        Assert.Equal(before, Snapshot(home));
        Assert.Empty(Directory.GetDirectories(Path.Combine(home, "remote"), "fastshot-selftest-*"));
        Assert.Equal(
            ["backward_compatibility_results.json", "integration_test_results.json", "performance_test_results.json"],
            Directory.GetFiles(Path.Combine(home, "state", "selftest")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    public void Dispose() => _fastshot.Dispose();

    private static string[] Snapshot(string home) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(home, "library", "vault"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(file => $"{file} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}"),
    ];
}
