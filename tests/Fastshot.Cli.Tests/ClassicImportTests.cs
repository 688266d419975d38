using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Fastshot.Cli.Tests;

/// <summary>The older program's homes and buckets, imported by the program itself.</summary>
public sealed class ClassicImportTests
{
    private static readonly string Data = Path.GetFullPath(Path.Combine(RootFolder(), "../shared/data/classic-8"));

    [Fact]
    public async Task A_home_comes_in_whole_and_a_second_time_is_harmless()
    {
        using var cli = new CliRun();

        var first = await cli.RunAsync("import", Path.Combine(Data, "home"), "--json");
        var second = await cli.RunAsync("import", Path.Combine(Data, "home"), "--json");

        var report = JsonDocument.Parse(first.Output).RootElement;
        Assert.Equal(3, first.ExitCode);
        Assert.Equal(5, report.GetProperty("imported").GetArrayLength());
        Assert.Contains("design-review", Assert.Single(report.GetProperty("failed").EnumerateArray()).GetProperty("path").GetString());
        Assert.Equal(0, JsonDocument.Parse(second.Output).RootElement.GetProperty("imported").GetArrayLength());
        Assert.Equal(3, Directory.GetFiles(Path.Combine(cli.Home, "library/notes"), "*.md").Length);
    }

    [Fact]
    public async Task A_bucket_comes_in_with_the_key_of_the_environment()
    {
        using var cli = new CliRun();
        cli.Variables["FASTSHOT_CLASSIC_KEY"] = "dev-Schlüssel β 2026!";

        var result = await cli.RunAsync("import", Path.Combine(Data, "bucket"), "--json");

        var report = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(7, report.GetProperty("imported").GetArrayLength());
        Assert.Contains("_broken", Assert.Single(report.GetProperty("failed").EnumerateArray()).GetProperty("path").GetString());
    }

    [Fact]
    public async Task Without_a_key_each_ciphered_session_is_told_of()
    {
        using var cli = new CliRun();

        var result = await cli.RunAsync("import", Path.Combine(Data, "bucket"), "--json");

        var report = JsonDocument.Parse(result.Output).RootElement;
        Assert.Equal(1, report.GetProperty("imported").GetArrayLength());
        Assert.All(
            report.GetProperty("failed").EnumerateArray(),
            one => Assert.Contains("no key was given", one.GetProperty("reason").GetString(), StringComparison.Ordinal));
    }

    private static string RootFolder([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../.."));
}
