using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Fastshot.Cli.Tests;

/// <summary>The older program's bucket, as a folder, as the remote of two homes.</summary>
public sealed class ClassicRemoteTests
{
    private static readonly string Data = Path.GetFullPath(Path.Combine(RootFolder(), "../shared/data/classic-8"));

    [Fact]
    public async Task Two_homes_meet_in_a_bucket_of_the_older_program()
    {
        using var cli = NewRun(out var bucket);
        var one = cli.Home;
        var set = await cli.RunAsync("remote", "set", bucket, "--layout", "classic", "--json");
        Assert.Equal((0, 8), (set.ExitCode, JsonDocument.Parse(set.Output).RootElement.GetProperty("sessions").GetInt32()));
        Assert.Contains("not encryption", set.Error, StringComparison.Ordinal);
        Assert.Equal(9, Directory.GetFiles(Path.Combine(bucket, "meta_indexes")).Length);

        await File.WriteAllBytesAsync(Path.Combine(cli.Folder, "a.png"), Convert.FromBase64String(SmallPng), Deadline.Token);
        var saved = await cli.RunAsync("save", "a.png", "--name", "Login bug");
        cli.Variables["FASTSHOT_HOME"] = Path.Combine(cli.Folder, "H2");
        Assert.Equal(0, (await cli.RunAsync("remote", "set", bucket, "--layout", "classic")).ExitCode);
        var listed = JsonDocument.Parse((await cli.RunAsync("list", "login", "--json")).Output).RootElement;
        var session = Assert.Single(listed.GetProperty("items").EnumerateArray());
        Assert.False(session.GetProperty("local").GetBoolean());

        var id = session.GetProperty("id").GetString()!;
        Assert.Equal((0, id), (saved.ExitCode, saved.Output.Trim()));
        Assert.Equal(0, (await cli.RunAsync("export", id, "--to", "out")).ExitCode);
        Assert.Equal(Convert.FromBase64String(SmallPng), await File.ReadAllBytesAsync(Path.Combine(cli.Folder, "out/shots/001.png"), Deadline.Token));
        Assert.Equal(0, (await cli.RunAsync("delete", id)).ExitCode);
        Assert.DoesNotContain(Directory.GetFiles(Path.Combine(bucket, "sessions")), file => file.Contains("Login", StringComparison.Ordinal));

        cli.Variables["FASTSHOT_HOME"] = one;
        var synced = await cli.RunAsync("sync");
        Assert.Contains("went to the trash here", synced.Error, StringComparison.Ordinal);
        Assert.Equal(8, JsonDocument.Parse((await cli.RunAsync("list", "--json")).Output).RootElement.GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task What_cannot_be_opened_is_said_with_the_way_out()
    {
        using var cli = NewRun(out var bucket);
        await cli.RunAsync("remote", "set", bucket, "--layout", "classic");
        var listed = JsonDocument.Parse((await cli.RunAsync("list", "broken", "--json")).Output).RootElement;

        var result = await cli.RunAsync("export", listed.GetProperty("items")[0].GetProperty("id").GetString()!, "--to", "out");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("damaged", result.Error, StringComparison.Ordinal);
        Assert.Contains("FASTSHOT_CLASSIC_KEY", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_and_doctor_tell_of_the_layout_and_remove_forgets_it()
    {
        using var cli = NewRun(out var bucket);
        await cli.RunAsync("remote", "set", bucket, "--layout", "classic");

        var status = JsonDocument.Parse((await cli.RunAsync("status", "--json")).Output).RootElement.GetProperty("remote");
        var doctor = await cli.RunAsync("doctor");
        var collect = await cli.RunAsync("collect");
        await cli.RunAsync("remote", "remove");

        Assert.Equal(("classic", true), (status.GetProperty("layout").GetString(), status.GetProperty("reachable").GetBoolean()));
        Assert.Contains("not encryption", doctor.Output, StringComparison.Ordinal);
        Assert.Equal(2, collect.ExitCode);
        Assert.DoesNotContain("layout", await File.ReadAllTextAsync(Path.Combine(cli.Home, "config.ini"), Deadline.Token), StringComparison.Ordinal);
        Assert.DoesNotContain("not encryption", (await cli.RunAsync("doctor")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_place_is_begun_only_after_asking()
    {
        using var cli = NewRun(out _);
        var empty = Directory.CreateDirectory(Path.Combine(cli.Folder, "empty")).FullName;

        var refused = await cli.RunAsync("remote", "set", empty, "--layout", "classic");
        var agreed = await cli.RunAsync("remote", "set", empty, "--layout", "classic", "--yes");

        Assert.Equal(2, refused.ExitCode);
        Assert.Equal(0, agreed.ExitCode);
        Assert.Equal(2, (await cli.RunAsync("remote", "set", empty, "--layout", "classic", "--vault", "x")).ExitCode);
    }

    [Fact]
    public async Task Damage_is_found_mended_and_gone()
    {
        using var cli = NewRun(out var bucket);
        await cli.RunAsync("remote", "set", bucket, "--layout", "classic");
        await cli.RunAsync("sync", "--download", "all");
        var index = Path.Combine(bucket, "meta_indexes/20260505050506_design-review.meta.json");
        await File.WriteAllTextAsync(index, "{", Deadline.Token);
        await File.WriteAllTextAsync(Path.Combine(bucket, "sessions/20260505050506_design-review.fastshot"), "FHDR*", Deadline.Token);

        var found = await cli.RunAsync("verify", "--read-data", "--json");
        var planned = await cli.RunAsync("repair", "--read-data", "--dry-run");
        Assert.Equal("{", await File.ReadAllTextAsync(index, Deadline.Token));
        var mended = await cli.RunAsync("repair", "--read-data", "--yes", "--json");
        var after = await cli.RunAsync("verify", "--read-data", "--json");

        var findings = JsonDocument.Parse(found.Output).RootElement.GetProperty("findings").EnumerateArray().ToList();
        Assert.Equal(13, found.ExitCode);
        Assert.Equal(
            ["damaged put-back", "damaged rewrite", "orphaned remove", "wrong rewrite", "damaged lost"],
            findings.Select(one => $"{one.GetProperty("kind").GetString()} {one.GetProperty("action").GetString()}")
                .OrderBy(text => text.EndsWith("lost", StringComparison.Ordinal)).ThenBy(text => text, StringComparer.Ordinal));
        Assert.Equal(0, planned.ExitCode);
        Assert.Contains("puts it back from the other side", planned.Output, StringComparison.Ordinal);
        Assert.Equal(3, mended.ExitCode);
        Assert.Equal(4, JsonDocument.Parse(mended.Output).RootElement.GetProperty("repaired").GetArrayLength());
        var left = Assert.Single(JsonDocument.Parse(after.Output).RootElement.GetProperty("findings").EnumerateArray());
        Assert.Contains("_broken", left.GetProperty("object").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rebuilding_makes_the_list_anew_and_a_vault_is_told_apart()
    {
        using var cli = NewRun(out var bucket);
        await cli.RunAsync("remote", "set", bucket, "--layout", "classic");
        await File.WriteAllTextAsync(Path.Combine(bucket, "overall_meta.json"), "{}", Deadline.Token);

        Assert.Equal(0, (await cli.RunAsync("rebuild", "list")).ExitCode);
        Assert.Equal(3, (await cli.RunAsync("rebuild", "remote", "--json")).ExitCode);
        Assert.Equal(2, (await cli.RunAsync("rebuild", "everything")).ExitCode);
        Assert.Equal(2, (await cli.RunAsync("verify", "--read-data", "200")).ExitCode);
        Assert.Equal(0, (await cli.RunAsync("sync")).ExitCode);

        cli.Variables["FASTSHOT_PASSPHRASE"] = "correct horse";
        await cli.RunAsync("remote", "set", Directory.CreateDirectory(Path.Combine(cli.Folder, "vault")).FullName, "--yes");
        var result = await cli.RunAsync("verify");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(2, (await cli.RunAsync("rebuild", "indexes")).ExitCode);
    }

    [Fact]
    public async Task The_cache_of_an_older_home_is_looked_through_and_mended_without_a_library()
    {
        using var cli = NewRun(out _, "home");
        var home = Path.Combine(cli.Folder, "home");

        var found = await cli.RunAsync("verify", home, "--read-data", "--json");
        var planned = await cli.RunAsync("repair", home, "--read-data", "--dry-run");
        var mended = await cli.RunAsync("repair", home, "--read-data", "--yes", "--json");
        var after = await cli.RunAsync("verify", home, "--read-data");

        Assert.Equal((13, 0, 0, 0), (found.ExitCode, planned.ExitCode, mended.ExitCode, after.ExitCode));
        Assert.Contains("is a placeholder", planned.Output, StringComparison.Ordinal);
        var findings = JsonDocument.Parse(found.Output).RootElement.GetProperty("findings").GetArrayLength();
        Assert.Equal(findings, JsonDocument.Parse(mended.Output).RootElement.GetProperty("repaired").GetArrayLength());
        Assert.False(Directory.Exists(Path.Combine(cli.Home, "library")));
        Assert.Equal(4, (await cli.RunAsync("verify", cli.Folder)).ExitCode);
    }

    private const string SmallPng = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    // The data set cannot be written to; each test has a copy.
    private static CliRun NewRun(out string bucket, string part = "bucket")
    {
        var cli = new CliRun();
        cli.Variables["FASTSHOT_CLASSIC_KEY"] = "dev-Schlüssel β 2026!";
        bucket = Path.Combine(cli.Folder, part);
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        foreach (var file in Directory.GetFiles(Path.Combine(Data, part), "*", all))
        {
            var copy = Path.Combine(bucket, Path.GetRelativePath(Path.Combine(Data, part), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllBytes(copy, File.ReadAllBytes(file));
        }

        return cli;
    }

    private static string RootFolder([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../.."));
}
