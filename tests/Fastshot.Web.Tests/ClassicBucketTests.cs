using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Fastshot.Web.Tests;

/// <summary>What the older program's window did with its bucket, done by the page: the bucket is one that the older program wrote.</summary>
public sealed class ClassicBucketTests : IDisposable
{
    private const string Key = "dev-Schlüssel β 2026!";
    private const string Orphan = "meta_indexes/20260505235802_gone.meta.json";

    private static readonly string Data = Path.GetFullPath(Path.Combine(RootFolder(), "../shared/data/classic-8"));

    private readonly TemporaryFolder _folder = new();

    public ClassicBucketTests()
    {
        var all = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        foreach (var file in Directory.GetFiles(Path.Combine(Data, "bucket"), "*", all))
        {
            var copy = Path.Combine(Bucket, Path.GetRelativePath(Path.Combine(Data, "bucket"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllBytes(copy, File.ReadAllBytes(file));
        }
    }

    private string Bucket => Path.Combine(_folder.Path, "bucket");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_sessions_of_the_bucket_are_listed_and_found_by_what_the_older_program_kept_of_them()
    {
        await using var run = await MeetAsync();

        var list = await run.GetAsync("/api/sessions");
        var named = await run.GetAsync("/api/sessions?query=first_cloud");

        Assert.Equal(8, list.GetProperty("total").GetInt32());

        // Of those without an index there the first sync read the session itself.
        Assert.All(list.GetProperty("items").EnumerateArray(), one => Assert.Contains(one.GetProperty("where").GetString(), (string[])["cloud", "both"]));
        Assert.Equal(5, (await run.GetAsync("/api/sessions?where=cloud")).GetProperty("total").GetInt32());
        var session = Assert.Single(named.GetProperty("items").EnumerateArray());
        Assert.Equal(("blue", "dev"), (session.GetProperty("color").GetString(), session.GetProperty("class").GetString()));
        Assert.Equal(["legacy", "旧"], session.GetProperty("tags").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal(1, (await run.GetAsync("/api/sessions?color=blue&tag=legacy&class=dev")).GetProperty("total").GetInt32());
        Assert.Equal("classic", (await run.GetAsync("/api/remote")).GetProperty("layout").GetString());
    }

    [Fact]
    public async Task A_session_is_copied_to_this_device_stays_there_and_its_picture_is_the_one_that_was_saved()
    {
        await using var run = await MeetAsync();
        var id = await FindAsync(run, "first_cloud");

        var end = await run.EndOfAsync(await run.PostAsync($"/api/sessions/{id}/download"));

        Assert.Equal("completed", StateOf(end));
        var session = await run.GetAsync($"/api/sessions/{id}");
        Assert.Equal("both", session.GetProperty("where").GetString());
        var shot = session.GetProperty("shots")[0];
        using var picture = await run.SendAsync(HttpMethod.Get, shot.GetProperty("url").GetString()!);
        Assert.Equal(
            "7c468489b8c40a50ccfe168efde340a82860820439c3b9b122dcd300de6cd75a",
            Convert.ToHexStringLower(SHA256.HashData(await picture.Content.ReadAsByteArrayAsync(Deadline.Token))));

        // That program seals nothing, so nobody can tell that its copy is whole: ours stays.
        var dropped = await run.EndOfAsync(await run.JsonAsync(HttpMethod.Delete, $"/api/sessions/{id}/download"));
        Assert.Equal(0, dropped.GetProperty("report").GetProperty("cache").GetProperty("dropped").GetInt32());
        Assert.Equal("both", (await run.GetAsync($"/api/sessions/{id}")).GetProperty("where").GetString());
    }

    [Fact]
    public async Task A_session_that_is_saved_here_is_copied_to_the_bucket_and_another_device_loads_and_deletes_it()
    {
        await using var run = await MeetAsync();
        var id = await run.SaveAsync("Login bug", "web");
        Assert.Equal(1, (await run.GetAsync("/api/sessions?where=waiting")).GetProperty("total").GetInt32());
        var sent = await run.EndOfAsync(await run.PostAsync("/api/sync"));
        await using var other = await MeetAsync();
        var there = await FindAsync(other, "Login");
        await other.EndOfAsync(await other.PostAsync($"/api/sessions/{there}/download"));
        var shot = (await other.GetAsync($"/api/sessions/{there}")).GetProperty("shots")[0];
        using var picture = await other.SendAsync(HttpMethod.Get, shot.GetProperty("url").GetString()!);

        Assert.Equal("completed", StateOf(sent));
        Assert.Contains(Directory.GetFiles(Path.Combine(Bucket, "sessions")), file => file.EndsWith("_Login_bug.fastshot", StringComparison.Ordinal));
        Assert.Equal(id, there);
        Assert.Equal(WebRun.Png, await picture.Content.ReadAsByteArrayAsync(Deadline.Token));

        await other.JsonAsync(HttpMethod.Delete, $"/api/sessions/{there}");
        await other.EndOfAsync(await other.PostAsync("/api/sync"));
        var back = await run.EndOfAsync(await run.PostAsync("/api/sync"));
        Assert.DoesNotContain(Directory.GetFiles(Path.Combine(Bucket, "sessions")), file => file.Contains("Login", StringComparison.Ordinal));
        Assert.Equal("went_to_trash", back.GetProperty("report").GetProperty("sync").GetProperty("notices")[0].GetProperty("code").GetString());
        Assert.Equal(1, (await run.GetAsync("/api/sessions?trash=true")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task All_indexes_and_the_overall_list_are_made_anew_from_the_sessions()
    {
        await using var run = await MeetAsync();
        await run.EndOfAsync(await run.PostAsync("/api/sync", """{"download":"all"}"""));
        foreach (var index in Directory.GetFiles(Path.Combine(Bucket, "meta_indexes")).Where(one => !one.EndsWith("_broken.meta.json", StringComparison.Ordinal)))
        {
            File.Delete(index);
        }

        var list = Path.Combine(Bucket, "overall_meta.json");
        await File.WriteAllTextAsync(list, "{}", Deadline.Token);
        var dry = await run.EndOfAsync(await run.PostAsync("/api/rebuild", """{"what":"indexes","dryRun":true}"""));
        Assert.Single(Directory.GetFiles(Path.Combine(Bucket, "meta_indexes")));
        var indexes = await run.EndOfAsync(await run.PostAsync("/api/rebuild", """{"what":"indexes"}"""));
        var own = await run.EndOfAsync(await run.PostAsync("/api/rebuild", """{"what":"list","side":"here"}"""));
        Assert.Equal("{}", await File.ReadAllTextAsync(list, Deadline.Token));
        var overall = await run.EndOfAsync(await run.PostAsync("/api/rebuild", """{"what":"list","side":"remote"}"""));

        Assert.Equal("completed", StateOf(dry));
        Assert.Equal(8, Directory.GetFiles(Path.Combine(Bucket, "meta_indexes")).Length);
        Assert.Equal(7, indexes.GetProperty("report").GetProperty("repair").GetProperty("repaired").GetArrayLength());
        Assert.Equal(("completed", "completed"), (StateOf(own), StateOf(overall)));
        using var document = JsonDocument.Parse(await File.ReadAllTextAsync(list, Deadline.Token));
        Assert.Equal(8, document.RootElement.GetProperty("sessions").GetArrayLength());
        await using var other = await MeetAsync();
        Assert.Equal(8, (await other.GetAsync("/api/sessions")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_look_finds_what_is_damaged_and_orphaned_and_each_removal_is_a_persons_decision()
    {
        await using var run = await MeetAsync();
        await run.EndOfAsync(await run.PostAsync("/api/sync", """{"download":"all"}"""));
        var index = Path.Combine(Bucket, "meta_indexes/20260505050506_design-review.meta.json");
        var session = Path.Combine(Bucket, "sessions/20260505050506_design-review.fastshot");
        await File.WriteAllTextAsync(index, "{", Deadline.Token);
        await File.WriteAllTextAsync(session, "FHDR*", Deadline.Token);
        var size = Directory.GetFiles(Path.Combine(Bucket, "sessions")).Sum(file => new FileInfo(file).Length);
        const string All = """{"side":"remote","readPercent":100}""";

        var estimate = await run.PostAsync("/api/verify/estimate", All);
        var found = await run.EndOfAsync(await run.PostAsync("/api/verify", All));
        var planned = await run.EndOfAsync(await run.PostAsync("/api/repair", """{"side":"remote","readPercent":100,"dryRun":true}"""));
        Assert.Equal("{", await File.ReadAllTextAsync(index, Deadline.Token));
        var unasked = await run.EndOfAsync(await run.PostAsync("/api/repair", All));
        Assert.True(File.Exists(Path.Combine(Bucket, Orphan)));
        var agreed = await run.EndOfAsync(await run.PostAsync("/api/repair", $$"""{"side":"remote","readPercent":100,"agreed":["{{Orphan}}"]}"""));
        var after = await run.EndOfAsync(await run.PostAsync("/api/verify", All));

        Assert.Equal(size, estimate.GetProperty("bytes").GetInt64());
        Assert.Equal(
            ["damaged lost", "damaged put-back", "damaged rewrite", "orphaned remove", "wrong rewrite"],
            WordsOf(found.GetProperty("report").GetProperty("verify").GetProperty("findings")));
        Assert.Equal(
            ["damaged put-back", "damaged rewrite", "orphaned remove", "wrong rewrite"],
            WordsOf(planned.GetProperty("report").GetProperty("repair").GetProperty("planned")));
        Assert.Equal(["orphaned remove"], WordsOf(unasked.GetProperty("report").GetProperty("repair").GetProperty("planned")));
        Assert.Equal(["orphaned remove"], WordsOf(agreed.GetProperty("report").GetProperty("repair").GetProperty("repaired")));
        Assert.False(File.Exists(Path.Combine(Bucket, Orphan)));
        await using var other = await MeetAsync();
        var put = await FindAsync(other, "design-review");
        Assert.Equal("completed", StateOf(await other.EndOfAsync(await other.PostAsync($"/api/sessions/{put}/download"))));
        Assert.Equal(["damaged lost"], WordsOf(after.GetProperty("report").GetProperty("verify").GetProperty("findings")));
        Assert.Equal(1, (await run.GetAsync("/api/remote")).GetProperty("health").GetProperty("findings").GetInt32());
    }

    [Fact]
    public async Task What_the_key_does_not_open_is_said_with_the_setting_to_look_at_and_an_empty_place_is_asked_about()
    {
        await using var run = await MeetAsync("a wrong key");
        var id = await FindAsync(run, "first_cloud");

        var end = await run.EndOfAsync(await run.PostAsync($"/api/sessions/{id}/download"));
        var empty = await run.EndOfAsync(await run.JsonAsync(HttpMethod.Put, "/api/remote", $$"""{"url":"{{run.RemoteFolder}}","layout":"classic"}"""));
        var vault = await run.RefusedAsync(HttpMethod.Post, "/api/rebuild", WebRun.Json("""{"what":"thumbnails"}"""));

        var failure = end.GetProperty("operation").GetProperty("failure");
        Assert.Contains("key", failure.GetProperty("message").GetString() + failure.GetProperty("hint").GetString(), StringComparison.Ordinal);
        Assert.Equal("consent_needed", empty.GetProperty("operation").GetProperty("failure").GetProperty("code").GetString());
        Assert.Equal((int)HttpStatusCode.BadRequest, vault.Status);
        Assert.Equal(Bucket, (await run.GetAsync("/api/remote")).GetProperty("url").GetString());
    }

    private async Task<WebRun> MeetAsync(string key = Key)
    {
        var run = await WebRun.StartAsync();
        await run.JsonAsync(HttpMethod.Put, "/api/settings", JsonSerializer.Serialize(new { values = new[] { new { key = "encryption_key", value = key } } }));
        var end = await run.EndOfAsync(await run.JsonAsync(HttpMethod.Put, "/api/remote", $$"""{"url":"{{Bucket}}","layout":"classic"}"""));
        Assert.Equal("completed", StateOf(end));
        await run.QuietAsync();
        return run;
    }

    private static async Task<string> FindAsync(WebRun run, string query) =>
        (await run.GetAsync($"/api/sessions?query={query}")).GetProperty("items").EnumerateArray().Single().GetProperty("id").GetString()!;

    private static string? StateOf(JsonElement detail) => detail.GetProperty("operation").GetProperty("state").GetString();

    private static List<string> WordsOf(JsonElement findings) =>
        [.. findings.EnumerateArray().Select(one => $"{one.GetProperty("kind").GetString()} {one.GetProperty("action").GetString()}").Order(StringComparer.Ordinal)];

    private static string RootFolder([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../.."));
}
