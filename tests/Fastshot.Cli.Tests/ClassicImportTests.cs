using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Png;
using Fastshot.Core.Storage;
using Fastshot.Testing.Servers;
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

        Assert.Contains("Give it in FASTSHOT_CLASSIC_KEY", result.Error, StringComparison.Ordinal);
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
    public async Task A_bucket_that_is_here_already_costs_two_listings_and_its_list_of_notes()
    {
        using var cli = new CliRun();
        var (store, url) = await ClassicBucketInCeph.FilledAsync(cli, Path.Combine(Data, "bucket"));
        await store.DeleteAsync(ObjectKey.Parse("fastshot/sessions/20260801080001_broken.fastshot"), Deadline.Token);
        await using var wire = new CountingProxy((await CephGateway.SharedAsync()).Endpoint);
        url = url.Replace((await CephGateway.SharedAsync()).Endpoint.ToString(), wire.Url.ToString(), StringComparison.Ordinal);

        var first = await cli.RunAsync("import", url);
        var asked = wire.Requests.Count;
        wire.Clear();
        var second = await cli.RunAsync("import", url, "--json");

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Equal(2 + 1 + 7 + 3, asked);
        Assert.Equal(3, wire.Requests.Count);
        Assert.All(wire.Requests, request => Assert.DoesNotContain("/sessions/", request, StringComparison.Ordinal));
        Assert.Equal(10, JsonDocument.Parse(second.Output).RootElement.GetProperty("skipped").GetArrayLength());
        Assert.Contains("is here already", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_changed_in_the_bucket_is_read_again_and_one_of_which_a_picture_was_lost_is_told_of_again()
    {
        using var cli = new CliRun();
        var (store, url) = await ClassicBucketInCeph.FilledAsync(cli, folder: null);
        const string Session = "fastshot/sessions/20260102030405_n.fastshot";
        await store.PutAsync(Session, Document(SmallPng));
        await cli.RunAsync("import", url);

        await store.PutAsync(Session, Document(OtherPng));
        await store.PutAsync("fastshot/sessions/20260102030406_half.fastshot", Document(SmallPng + "\"},{\"original_image_data\":\"AAAA"));
        var second = JsonDocument.Parse((await cli.RunAsync("import", url, "--json")).Output).RootElement;
        var third = JsonDocument.Parse((await cli.RunAsync("import", url, "--json")).Output).RootElement;

        Assert.Equal((2, 1), (second.GetProperty("imported").GetArrayLength(), second.GetProperty("failed").GetArrayLength()));
        Assert.Equal((0, 1), (third.GetProperty("imported").GetArrayLength(), third.GetProperty("failed").GetArrayLength()));
        Assert.Contains("window 2", third.GetProperty("failed")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_500_MB_is_refused_and_so_is_a_key_that_is_wrong_and_nothing_is_made_for_them()
    {
        using var cli = new CliRun();
        cli.Variables["FASTSHOT_CLASSIC_KEY"] = "another key";
        await using (var large = File.Create(Path.Combine(cli.Folder, "20260102030405_large.fastshot")))
        {
            large.SetLength(500_000_000);
        }

        var result = await cli.RunAsync(
            "import", "20260102030405_large.fastshot", Path.Combine(Data, "bucket/sessions/20260505050506_design-review.fastshot"));

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("large.fastshot", result.Error, StringComparison.Ordinal);
        Assert.Contains("500,000,000 bytes", result.Error, StringComparison.Ordinal);
        Assert.Contains("wrong key or damaged", result.Error, StringComparison.Ordinal);
        Assert.Contains("Give it in FASTSHOT_CLASSIC_KEY", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(cli.Home, "library")));
    }

    [Fact]
    public async Task What_a_home_has_besides_is_named_and_never_stands_in_the_way()
    {
        using var cli = new CliRun();
        var home = Path.Combine(cli.Folder, "older");
        var notes = Directory.CreateDirectory(Path.Combine(home, ".fastshot/quicknotes")).FullName;
        foreach (var name in (string[])["cache_info", "search_history", "failed_syncs", "overall_notes_index"])
        {
            await File.WriteAllTextAsync(Path.Combine(notes, name + ".json"), "{damaged", Deadline.Token);
        }

        await File.WriteAllTextAsync(Path.Combine(notes, "20260102_030405_AB12.json"), """{"content":"text"}""", Deadline.Token);

        var result = await cli.RunAsync("import", home);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Carried 1 note over", result.Error, StringComparison.Ordinal);
        Assert.All(
            (string[])["cache_info.json", "search_history.json", "failed_syncs.json"],
            name => Assert.Contains(name, result.Error, StringComparison.Ordinal));
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

    private const string SmallPng = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    private static readonly string OtherPng = Convert.ToBase64String(PngEncoder.Encode(new Raster(9, 7)));

    private static byte[] Document(string picture) =>
        Encoding.UTF8.GetBytes($$$"""{"session":{"windows":[{"original_image_data":"{{{picture}}}"}]},"metadata":{"name":"n"}}""");

    private static string RootFolder([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../.."));
}
