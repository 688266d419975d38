using System.Text.Json;
using Fastshot.Testing.Servers;

namespace Fastshot.Cli.Tests.Sync;

/// <summary>Homes that meet in a bucket of a real server, through the command line.</summary>
public sealed class BucketTests : IDisposable
{
    private readonly CliRun _run = new();

    public BucketTests()
    {
        File.WriteAllBytes(Path.Combine(_run.Folder, "a.bmp"), Program.Bitmap.Draw(new SeededRandom(5), 64, 48));
        _run.Variables["FASTSHOT_PASSPHRASE"] = "correct horse";
        _run.Variables["HOME"] = _run.Folder;
        _run.Variables["AWS_ACCESS_KEY_ID"] = CephGateway.AccessKey;
        _run.Variables["AWS_SECRET_ACCESS_KEY"] = CephGateway.SecretKey;
    }

    [Fact]
    public async Task Two_homes_and_a_third_meet_in_a_bucket()
    {
        var url = await NewBucketAsync("Team Ü/shots");
        var first = (await AtAsync("A", "save", "a.bmp", "--name", "First")).Output.Trim();
        var created = JsonOf(await AtAsync("A", "remote", "set", url, "--yes", "--json"));
        Assert.Equal(0, (await AtAsync("B", "remote", "set", url, "--yes")).ExitCode);
        var second = (await AtAsync("B", "save", "a.bmp", "--name", "Second")).Output.Trim();
        Assert.Equal(0, (await AtAsync("A", "sync")).ExitCode);
        Assert.Equal(0, (await AtAsync("A", "edit", second, "--name", "Renamed")).ExitCode);

        var joined = JsonOf(await AtAsync("C", "remote", "set", url, "--yes", "--json"));

        Assert.Equal(created.GetProperty("vault").GetString(), joined.GetProperty("vault").GetString());
        Assert.Equal(2, joined.GetProperty("sessions").GetInt32());
        Assert.Contains("Renamed", (await AtAsync("C", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await AtAsync("C", "export", first, "--to", "out")).ExitCode);
        Assert.Equal(
            await File.ReadAllBytesAsync(Path.Combine(_run.Folder, "a.bmp"), Testing.Deadline.Token),
            await File.ReadAllBytesAsync(Path.Combine(_run.Folder, "out", "shots", "001.bmp"), Testing.Deadline.Token));
    }

    [Fact]
    public async Task A_purge_reaches_the_other_home_and_collecting_works()
    {
        var url = await NewBucketAsync();
        var id = (await AtAsync("A", "save", "a.bmp")).Output.Trim();
        await AtAsync("A", "remote", "set", url, "--yes");
        await AtAsync("B", "remote", "set", url, "--yes");
        await AtAsync("A", "delete", id);

        Assert.Equal(0, (await AtAsync("A", "purge", id, "--yes")).ExitCode);
        Assert.Equal(0, (await AtAsync("B", "sync")).ExitCode);

        Assert.Equal(4, (await AtAsync("B", "show", id)).ExitCode);
        Assert.Equal(0, (await AtAsync("B", "collect")).ExitCode);
    }

    [Fact]
    public async Task What_holds_is_said_with_where_it_comes_from_and_without_secrets()
    {
        var url = await NewBucketAsync();
        await AtAsync("A", "save", "a.bmp");
        await AtAsync("A", "remote", "set", url, "--yes");
        await AtAsync("A", "config", "set", "aws_region", "us-east-1");
        await AtAsync("A", "config", "set", "aws_access_key", CephGateway.AccessKey);
        await AtAsync("A", "config", "set", "aws_secret_key", CephGateway.SecretKey);
        _run.Variables["AWS_SECRET_ACCESS_KEY"] = "of the environment, which config.ini wins over";

        var shown = await AtAsync("A", "remote", "show");
        var check = await AtAsync("A", "config", "check");

        Assert.DoesNotContain("not reachable", shown.Output, StringComparison.Ordinal);
        Assert.Contains("(from the address)", shown.Output, StringComparison.Ordinal);
        Assert.Matches(@"region +us-east-1 +\(from config.ini\)", shown.Output);
        Assert.Matches(@"access key +\*\*\* +\(from config.ini\)", shown.Output);
        Assert.Equal(0, check.ExitCode);
        Assert.Matches(@"access key +\*\*\* +\(from config.ini\)", check.Error);
        Assert.DoesNotContain(CephGateway.SecretKey, shown.Output + shown.Error + check.Output + check.Error, StringComparison.Ordinal);
        var settings = JsonOf(await AtAsync("A", "remote", "show", "--json")).GetProperty("settings");
        Assert.Contains(settings.EnumerateArray(), row => row.GetProperty("source").GetString() == "config.ini");
    }

    [Theory]
    [InlineData("AWS_ACCESS_KEY_ID", "nobody", "wrong_credentials", "access key")]
    [InlineData("AWS_SECRET_ACCESS_KEY", "wrong", "wrong_credentials", "secret key")]
    [InlineData("AWS_SECRET_ACCESS_KEY", "", "wrong_credentials", "only one")]
    public async Task Wrong_keys_are_said_to_be_wrong(string variable, string value, string code, string words)
    {
        var url = await NewBucketAsync();
        await AtAsync("A", "save", "a.bmp");
        _run.Variables[variable] = value;

        var result = await AtAsync("A", "remote", "set", url, "--yes", "--json");

        Assert.Equal(14, result.ExitCode);
        Assert.Contains($"\"{code}\"", result.Error, StringComparison.Ordinal);
        Assert.Contains(words, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_and_an_address_that_is_none_are_said_to_be_so()
    {
        var gateway = await CephGateway.SharedAsync();
        await AtAsync("A", "save", "a.bmp");

        var missing = await AtAsync("A", "remote", "set", $"s3://not-there?endpoint={gateway.Endpoint}", "--yes");
        var wrong = await AtAsync("A", "remote", "set", "s3://key:secret@bucket");
        var foreign = await AtAsync("A", "remote", "set", "s3://bucket?regoin=x");

        Assert.Equal((14, 2, 2), (missing.ExitCode, wrong.ExitCode, foreign.ExitCode));
        Assert.Contains("There is no bucket 'not-there'", missing.Error, StringComparison.Ordinal);
        Assert.Contains("regoin", foreign.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Setting_and_examining_a_bucket_name_the_page_of_its_provider()
    {
        var url = await NewBucketAsync();
        await AtAsync("A", "save", "a.bmp");

        var set = await AtAsync("A", "remote", "set", url, "--yes");
        var well = await AtAsync("A", "doctor");
        await AtAsync("A", "config", "set", "remote", url.Replace("test-", "gone-", StringComparison.Ordinal));
        var gone = await AtAsync("A", "doctor");

        Assert.Contains("docs/storage/own-server.md", set.Error, StringComparison.Ordinal);
        Assert.Equal((0, 1), (well.ExitCode, gone.ExitCode));
        Assert.Matches(@"ok +remote +s3://.* answers \(a server of your own\); how it is set up: docs/storage/own-server.md", well.Output);
        Assert.Matches(@"FAIL +remote +s3://.*There is no bucket 'gone-", gone.Output);
        Assert.Contains("docs/storage/own-server.md", gone.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_probe_says_what_a_bucket_and_a_folder_can_do()
    {
        var url = await NewBucketAsync();
        Directory.CreateDirectory(Path.Combine(_run.Folder, "nas"));

        var words = await AtAsync("A", "remote", "probe", url);
        var checks = JsonOf(await AtAsync("A", "remote", "probe", "nas", "--json"));
        var gone = await AtAsync("A", "remote", "probe", "nowhere");

        Assert.Equal((0, 1), (words.ExitCode, gone.ExitCode));
        Assert.Matches(@"ok +race +of 16", words.Output);
        Assert.Matches(@"note +etag +", words.Output);
        Assert.Contains("docs/storage/own-server.md", words.Output, StringComparison.Ordinal);
        Assert.Contains("can meet there", words.Error, StringComparison.Ordinal);
        Assert.True(checks.GetProperty("ok").GetBoolean());
        Assert.Equal(11, checks.GetProperty("checks").GetArrayLength());
        Assert.Matches(@"FAIL +write", gone.Output);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_run.Folder, "nas"), "*.age", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_probe_of_what_cannot_be_reached_or_refuses_conditions_claims_nothing_of_them()
    {
        await using var server = new LoopbackServer(new FakeS3(FakeS3Profile.Of("b2")).Answer);
        var nobody = await AtAsync("A", "remote", "probe", "s3://shots?endpoint=http://127.0.0.1:1");
        _run.Variables["AWS_ACCESS_KEY_ID"] = FakeS3.AccessKey;
        var bare = await AtAsync("A", "remote", "probe", $"s3://{FakeS3.Bucket}?endpoint={server.Url}");

        Assert.Equal((1, 0), (nobody.ExitCode, bare.ExitCode));
        Assert.DoesNotMatch("etag|clock", nobody.Output);
        Assert.Contains("that the server is on", nobody.Output, StringComparison.Ordinal);
        Assert.Matches("note +replace", bare.Output);
        Assert.Matches("ok +clock", bare.Output);
        Assert.DoesNotContain("etag", bare.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_saved_with_a_key_that_may_not_write_is_said_to_wait_for_that_and_not_for_the_next_sync()
    {
        var s3 = new FakeS3(FakeS3Profile.Aws);
        await using var server = new LoopbackServer(s3.Answer);
        _run.Variables["AWS_ACCESS_KEY_ID"] = FakeS3.AccessKey;
        await AtAsync("A", "remote", "set", $"s3://{FakeS3.Bucket}?endpoint={server.Url}", "--yes");
        s3.Script = call => call.Method == "PUT" ? FakeS3.Error(403, "AccessDenied") : null;

        var saved = await AtAsync("A", "save", "a.bmp");
        var synced = await AtAsync("A", "sync");

        Assert.Equal((0, 14), (saved.ExitCode, synced.ExitCode));
        Assert.Contains("Nothing on this device is lost", synced.Error, StringComparison.Ordinal);
        Assert.Contains("It is safe on this device", saved.Error, StringComparison.Ordinal);
        Assert.Contains("which rights are needed", saved.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("next sync", saved.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rights_in_its_own_folder_are_all_that_it_needs()
    {
        var s3 = new FakeS3(FakeS3Profile.Aws);
        await using var server = new LoopbackServer(s3.Answer);
        _run.Variables["AWS_ACCESS_KEY_ID"] = FakeS3.AccessKey;
        var url = $"s3://{FakeS3.Bucket}?endpoint={server.Url}";
        s3.Script = call => IsAllowed(call) ? null : FakeS3.Error(403, "AccessDenied");

        Assert.Equal(0, (await AtAsync("A", "remote", "probe", url)).ExitCode);
        Assert.Equal(0, (await AtAsync("A", "remote", "set", url, "--yes")).ExitCode);
        await AtAsync("A", "save", "a.bmp", "--name", "First");
        Assert.Equal(0, (await AtAsync("B", "remote", "set", url, "--yes")).ExitCode);
        Assert.Contains("First", (await AtAsync("B", "list")).Output, StringComparison.Ordinal);

        // The policy of docs/storage/aws.md.
        static bool IsAllowed(HttpCall call) => call.Query.ContainsKey("list-type")
            ? call.Query.GetValueOrDefault("prefix", "").StartsWith("fastshot/", StringComparison.Ordinal)
            : call.Path.StartsWith($"/{FakeS3.Bucket}/fastshot/", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_not_checked_is_said_loudly_at_each_use()
    {
        var gateway = await CephGateway.SharedAsync();
        var url = $"s3://{await gateway.CreateBucketAsync()}?endpoint={gateway.SecureEndpoint}";
        _run.Variables.Remove("AWS_CA_BUNDLE");

        var refused = await AtAsync("A", "remote", "set", url, "--yes");
        await AtAsync("A", "config", "set", "ssl_verify", "no");
        var set = await AtAsync("A", "remote", "set", url, "--yes");
        var synced = await AtAsync("A", "sync");

        Assert.Equal((14, 0, 0), (refused.ExitCode, set.ExitCode, synced.ExitCode));
        Assert.Contains("ca_file", refused.Error, StringComparison.Ordinal);
        Assert.Contains("is not checked (ssl_verify, from config.ini)", set.Error, StringComparison.Ordinal);
        Assert.Contains("is not checked (ssl_verify, from config.ini)", synced.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sync_says_what_it_cost_and_the_month_is_summed_up()
    {
        var url = await NewBucketAsync();
        await AtAsync("A", "save", "a.bmp");
        await AtAsync("A", "config", "set", "prices", "5 5 1 0");
        await AtAsync("A", "remote", "set", url, "--yes");

        var words = await AtAsync("A", "sync");
        var report = JsonOf(await AtAsync("A", "sync", "--json"));
        var bill = JsonOf(await AtAsync("A", "status", "--json")).GetProperty("bill");
        var requests = report.GetProperty("requests");

        Assert.Contains("about", words.Error, StringComparison.Ordinal);
        Assert.Equal(
            ((requests.GetProperty("put").GetInt32() + requests.GetProperty("list").GetInt32()) * 0.005m)
                + ((requests.GetProperty("get").GetInt32() + requests.GetProperty("head").GetInt32()) * 0.001m),
            report.GetProperty("cost").GetDecimal());
        Assert.True(bill.GetProperty("cost").GetDecimal() > report.GetProperty("cost").GetDecimal());
        Assert.True(bill.GetProperty("requests").GetProperty("put").GetInt32() >= 4);
        Assert.Contains("bill ", (await AtAsync("A", "status")).Output, StringComparison.Ordinal);
    }

    public void Dispose() => _run.Dispose();

    private static async Task<string> NewBucketAsync(string prefix = "")
    {
        var gateway = await CephGateway.SharedAsync();
        return $"s3://{await gateway.CreateBucketAsync()}/{prefix}?endpoint={gateway.Endpoint}";
    }

    private Task<CliResult> AtAsync(string home, params string[] arguments) => _run.RunAsync(["--home", home, .. arguments]);

    private static JsonElement JsonOf(CliResult result)
    {
        Assert.True(result.ExitCode == 0, result.Error);
        using var document = JsonDocument.Parse(result.Output);
        return document.RootElement.Clone();
    }
}
