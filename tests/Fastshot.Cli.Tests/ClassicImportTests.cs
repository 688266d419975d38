using System.Runtime.CompilerServices;
using System.Text.Json;
using Fastshot.Testing.Stores;

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

    [Fact]
    public async Task A_bucket_at_a_server_comes_in_whole_with_its_notes_and_stays_as_it_is()
    {
        using var cli = new CliRun();
        var (store, url) = await ClassicBucketInCeph.FilledAsync(cli, Path.Combine(Data, "bucket"));
        await store.PutAsync("fastshot/sessions/deep/20260101000000_x.fastshot", new byte[1]);
        var before = await ClassicBucketInCeph.StateAsync(store);

        var planned = await cli.RunAsync("import", url, "--dry-run");
        var first = await cli.RunAsync("import", url, "--json");
        var second = await cli.RunAsync("import", url, "--json");

        Assert.Contains("8 sessions", planned.Error, StringComparison.Ordinal);
        var report = JsonDocument.Parse(first.Output).RootElement;
        Assert.Equal((3, 7), (first.ExitCode, report.GetProperty("imported").GetArrayLength()));
        Assert.Equal(
            ["sessions/20260801080001_broken.fastshot", "sessions/deep/20260101000000_x.fastshot"],
            report.GetProperty("failed").EnumerateArray().Select(one => one.GetProperty("path").GetString()).Order(StringComparer.Ordinal));
        Assert.Equal(3, Directory.GetFiles(Path.Combine(cli.Home, "library/notes"), "*.md").Length);
        Assert.Equal(0, JsonDocument.Parse(second.Output).RootElement.GetProperty("imported").GetArrayLength());
        Assert.Equal(10, JsonDocument.Parse(second.Output).RootElement.GetProperty("skipped").GetArrayLength());
        Assert.Equal(before, await ClassicBucketInCeph.StateAsync(store));
    }

    [Fact]
    public async Task A_bucket_without_sessions_and_one_that_is_away_are_said_to_be_so()
    {
        using var cli = new CliRun();
        var (_, url) = await ClassicBucketInCeph.FilledAsync(cli, folder: null);

        var empty = await cli.RunAsync("import", url);
        var away = await cli.RunAsync("import", url.Replace("s3://", "s3://no-", StringComparison.Ordinal));

        Assert.Equal((1, 14), (empty.ExitCode, away.ExitCode));
        Assert.Contains("There are no sessions of the older program", empty.Error, StringComparison.Ordinal);
        Assert.Contains("There is no bucket", away.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_offers_the_way_to_a_vault_and_names_the_bucket_of_the_older_program()
    {
        using var cli = new CliRun();

        var result = await cli.RunAsync("import", Path.Combine(Data, "home"));

        Assert.Contains("fastshot remote set URL", result.Error, StringComparison.Ordinal);
        Assert.Contains("fastshot import s3://fastshot-8", result.Error, StringComparison.Ordinal);
    }

    private static string RootFolder([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../.."));
}
