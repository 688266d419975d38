using System.Security.Cryptography;
using System.Text.Json;
using Fastshot.Cli.Demo;
using Fastshot.Testing.Servers;

namespace Fastshot.Cli.Tests.SelfTest;

/// <summary><c>fastshot selftest</c> tells the truth, and leaves everything as it was.</summary>
public sealed class SelfTestTests : IDisposable
{
    private readonly CliRun _run = new();

    public SelfTestTests()
    {
        _run.Variables["FASTSHOT_PASSPHRASE"] = "correct horse";
        _run.Variables["HOME"] = _run.Folder;
        File.WriteAllBytes(Path.Combine(_run.Folder, "a.bmp"), Program.Bitmap.Draw(new SeededRandom(8), 64, 48));
        File.WriteAllBytes(Path.Combine(_run.Folder, "b.bmp"), Program.Bitmap.Draw(new SeededRandom(9), 64, 48));
    }

    [Fact]
    public async Task A_whole_library_without_a_remote_is_well_and_what_was_not_looked_at_is_said()
    {
        await _run.RunAsync("save", "a.bmp");
        var before = Snapshot();

        var result = await SelfTestAsync();
        var report = Report(result);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal("passed", VerdictOf(report, "index"));
        Assert.Equal("skipped", VerdictOf(report, "connection"));
        Assert.Equal("passed", VerdictOf(report, "error handling and recovery"));
        Assert.Equal(JsonValueKind.Null, report.GetProperty("remote").ValueKind);
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task Damage_on_this_device_is_said_and_nothing_of_it_is_touched()
    {
        await _run.RunAsync("save", "a.bmp", "b.bmp");
        var archive = Assert.Single(ArchivesIn(Path.Combine(_run.Home, "library")));
        Flip(archive);
        var before = Snapshot();

        var result = await SelfTestAsync();
        var index = Check(Report(result), "index");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("failed", index.GetProperty("verdict").GetString());
        Assert.Equal(1, index.GetProperty("values").GetProperty("findings").GetInt32());
        Assert.Contains("fastshot repair", index.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task An_index_that_says_something_else_than_the_vault_is_said()
    {
        await _run.RunAsync("save", "a.bmp");
        var index = Path.Combine(_run.Home, "library", "index.db");
        var old = await File.ReadAllBytesAsync(index, Testing.Deadline.Token);
        old.AsSpan(old.Length / 2).Fill(0xA5);
        await File.WriteAllBytesAsync(index, old, Testing.Deadline.Token);

        var result = await SelfTestAsync();

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("failed", VerdictOf(Report(result), "index"));
        Assert.Equal(old, await File.ReadAllBytesAsync(index, Testing.Deadline.Token));
    }

    [Fact]
    public async Task A_picture_that_is_missing_at_the_remote_is_said_and_the_remote_stays_as_it_is()
    {
        var remote = Directory.CreateDirectory(Path.Combine(_run.Folder, "nas")).FullName;
        await _run.RunAsync("save", "a.bmp");
        await _run.RunAsync("remote", "set", remote, "--yes");
        File.Delete(Assert.Single(ArchivesIn(remote)));
        var before = Snapshot();

        var result = await SelfTestAsync();
        var report = Report(result);

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("failed", VerdictOf(report, "connection"));
        Assert.Equal("passed", VerdictOf(report, "index"));
        Assert.Equal("passed", VerdictOf(report, "synchronization"));
        Assert.Equal(before, Snapshot());
    }

    [Fact]
    public async Task An_empty_library_is_no_failure_and_none_is_made()
    {
        var result = await SelfTestAsync();

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(0, Check(Report(result), "index").GetProperty("values").GetProperty("sessions").GetInt32());
        Assert.False(Directory.Exists(Path.Combine(_run.Home, "library")));
    }

    [Fact]
    public async Task A_bucket_is_used_below_a_prefix_that_is_gone_afterwards()
    {
        var s3 = new FakeS3(FakeS3Profile.Aws);
        await using var server = await SetBucketAsync(s3);
        var before = s3.Keys;

        var result = await _run.RunAsync("selftest", "--suite", "integration", "--suite", "compatibility", "--json", "--output", "out");
        var report = Report(result);

        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        Assert.Equal(("passed", "passed", "passed"), (VerdictOf(report, "connection"), VerdictOf(report, "synchronization"), VerdictOf(report, "cloud storage")));
        Assert.Contains(s3.Calls, call => call.Method == "PUT" && call.Path.Contains("team/fastshot-selftest-", StringComparison.Ordinal));
        Assert.Equal(before, s3.Keys);
    }

    [Fact]
    public async Task A_remote_that_fails_half_way_is_said_with_what_is_left_there()
    {
        var s3 = new FakeS3(FakeS3Profile.Aws);
        await using var server = await SetBucketAsync(s3);
        var before = s3.Keys;
        var puts = 0;
        s3.Script = call => (call.Method == "PUT" && ++puts > 20) || puts > 20 ? FakeS3.Error(403, "AccessDenied") : null;

        var result = await SelfTestAsync();
        var report = Report(result);

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("failed", VerdictOf(report, "synchronization"));
        Assert.Equal("passed", VerdictOf(report, "metadata operations"));
        Assert.Contains("fastshot-selftest-", report.GetProperty("leftover").GetString(), StringComparison.Ordinal);
        Assert.Contains("Remove what lies at", result.Error, StringComparison.Ordinal);
        Assert.Empty(before.Except(s3.Keys));
    }

    [Fact]
    public async Task The_results_are_written_where_they_are_wanted_and_only_of_the_suites_that_ran()
    {
        var result = await _run.RunAsync("selftest", "--suite", "compatibility", "--output", "out");
        var file = Path.Combine(_run.Folder, "out", "backward_compatibility_results.json");
        using var written = JsonDocument.Parse(await File.ReadAllBytesAsync(file, Testing.Deadline.Token));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(
            ["classic session formats", "old cache structures", "missing metadata", "version migration", "work flows", "cloud storage", "configuration"],
            written.RootElement.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("name").GetString()!));
        Assert.Contains("7 of 7 checks passed", result.Output, StringComparison.Ordinal);
        Assert.Equal([file], Directory.GetFiles(Path.Combine(_run.Folder, "out")));
    }

    [Fact]
    public async Task Broken_settings_fall_short_of_the_configuration_check()
    {
        Directory.CreateDirectory(_run.Home);
        await File.WriteAllTextAsync(Path.Combine(_run.Home, "config.ini"), "[CloudSync]\ntrash_days = many\n", Testing.Deadline.Token);

        var result = await _run.RunAsync("selftest", "--suite", "compatibility", "--json", "--output", "out");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal("failed", VerdictOf(Report(result), "configuration"));
    }

    [Fact]
    public async Task A_suite_that_there_is_not_and_a_dry_run_are_wrong_usage()
    {
        Assert.Equal(2, (await _run.RunAsync("selftest", "--suite", "all")).ExitCode);
        Assert.Equal(2, (await _run.RunAsync("selftest", "--dry-run")).ExitCode);
        Assert.Equal(2, (await _run.RunAsync("demo", "--selftest", "--text")).ExitCode);
    }

    [Fact]
    public async Task An_interrupted_self_test_ends_as_interrupted_and_leaves_nothing()
    {
        var remote = Directory.CreateDirectory(Path.Combine(_run.Folder, "nas")).FullName;
        await _run.RunAsync("save", "a.bmp");
        await _run.RunAsync("remote", "set", remote, "--yes");

        Assert.Equal(130, (await _run.RunInterruptedAsync("selftest")).ExitCode);
        Assert.Empty(Directory.GetDirectories(remote, "fastshot-selftest-*"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    [InlineData(146)]
    public void A_small_catalog_is_spread_over_its_years(int count)
    {
        var sessions = new CatalogGenerator(1, count);

        Assert.Equal(count, Enumerable.Range(0, count).Select(i => sessions.Session(i).Id).Distinct().Count());
    }

    public void Dispose() => _run.Dispose();

    private Task<CliResult> SelfTestAsync() => _run.RunAsync("selftest", "--suite", "integration", "--json", "--output", "out");

    private async Task<LoopbackServer> SetBucketAsync(FakeS3 s3)
    {
        var server = new LoopbackServer(s3.Answer);
        _run.Variables["AWS_ACCESS_KEY_ID"] = FakeS3.AccessKey;
        _run.Variables["AWS_SECRET_ACCESS_KEY"] = "secret";
        await _run.RunAsync("save", "a.bmp");
        var set = await _run.RunAsync("remote", "set", $"s3://{FakeS3.Bucket}/team?endpoint={server.Url}", "--yes");
        Assert.True(set.ExitCode == 0, set.Error);
        return server;
    }

    private static JsonElement Report(CliResult result) => JsonDocument.Parse(result.Output).RootElement;

    private static JsonElement Check(JsonElement report, string name) => report.GetProperty("suites").EnumerateArray()
        .SelectMany(suite => suite.GetProperty("checks").EnumerateArray()).Single(check => check.GetProperty("name").GetString() == name);

    private static string VerdictOf(JsonElement report, string name) => Check(report, name).GetProperty("verdict").GetString()!;

    private static string[] ArchivesIn(string folder) =>
        [.. Directory.GetFiles(folder, "*.age", SearchOption.AllDirectories).Where(file => file.Contains("sessions", StringComparison.Ordinal))];

    private static void Flip(string file)
    {
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);
    }

    // Every file that is the person's: of this device and of the folder where devices meet.
    private string[] Snapshot() =>
    [
        .. Directory.EnumerateFiles(_run.Folder, "*", SearchOption.AllDirectories)
            .Where(file => !file.StartsWith(Path.Combine(_run.Folder, "out"), StringComparison.Ordinal)
                && !file.StartsWith(Path.Combine(_run.Home, "cache"), StringComparison.Ordinal)
                && !file.EndsWith("-wal", StringComparison.Ordinal) && !file.EndsWith("-shm", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(file => $"{Path.GetRelativePath(_run.Folder, file)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}"),
    ];
}
