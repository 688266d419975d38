using System.Text.Json;

namespace Fastshot.Web.Tests;

/// <summary>Setting a remote up, syncing, verifying, repairing, and what happens where it hangs or vanishes.</summary>
public sealed class RemoteRouteTests
{
    [Fact]
    public async Task A_vault_is_made_after_consent_and_another_device_joins_it()
    {
        await using var run = await WebRun.StartAsync();
        await run.SaveAsync("shared");
        var asked = await run.EndOfAsync(await run.JsonAsync(HttpMethod.Put, "/api/remote", $$"""{"url":"{{run.RemoteFolder}}"}"""));
        await run.MeetAsync();

        await using var other = await WebRun.StartAsync();
        await other.SaveAsync("own");
        var look = await other.PostAsync("/api/remote/look", $$"""{"url":"{{run.RemoteFolder}}"}""");
        var wrong = await SetAsync(other, run.RemoteFolder, "guess", reseal: true);
        var unasked = await SetAsync(other, run.RemoteFolder, "correct horse", reseal: false);
        var joined = await SetAsync(other, run.RemoteFolder, "correct horse", reseal: true);
        await other.QuietAsync();

        Assert.Equal("consent_needed", asked.GetProperty("operation").GetProperty("failure").GetProperty("code").GetString());
        Assert.Equal(1, look.GetProperty("vaults").GetArrayLength());
        Assert.Equal(("wrong_passphrase", "consent_needed", "completed"), (CodeOf(wrong), CodeOf(unasked), joined.GetProperty("operation").GetProperty("state").GetString()));
        Assert.Equal(2, (await other.GetAsync("/api/sessions")).GetProperty("total").GetInt32());
        var shared = (await other.GetAsync("/api/sessions?query=shared")).GetProperty("items")[0];
        Assert.Equal("cloud", shared.GetProperty("where").GetString());
        Assert.Equal(1, (await other.GetAsync("/api/sessions?where=cloud")).GetProperty("total").GetInt32());

        // The preview comes from the beginning of the archive there; the pictures when they are asked for.
        using var preview = await other.SendAsync(HttpMethod.Get, shared.GetProperty("preview").GetString()!);
        Assert.Equal("image/png", preview.Content.Headers.ContentType!.MediaType);
        var id = shared.GetProperty("id").GetString();
        Assert.Equal("not_here", (await other.GetAsync($"/api/sessions/{id}")).GetProperty("problem").GetProperty("code").GetString());
        await other.EndOfAsync(await other.PostAsync($"/api/sessions/{id}/download"));
        Assert.Equal("both", (await other.GetAsync($"/api/sessions/{id}")).GetProperty("where").GetString());
        var dropped = await other.EndOfAsync(await other.JsonAsync(HttpMethod.Delete, $"/api/sessions/{id}/download"));
        Assert.Equal(1, dropped.GetProperty("report").GetProperty("cache").GetProperty("dropped").GetInt32());
        Assert.Equal("cloud", (await other.GetAsync($"/api/sessions/{id}")).GetProperty("where").GetString());
    }

    [Fact]
    public async Task Verify_finds_what_is_damaged_and_repair_brings_it_back()
    {
        await using var run = await WebRun.StartAsync();
        await run.SaveAsync("precious");
        await run.MeetAsync();
        var lost = Directory.EnumerateFiles(Path.Combine(run.Home, "library", "vault", "sessions"), "*", SearchOption.AllDirectories).Single();
        var bytes = await File.ReadAllBytesAsync(lost, Deadline.Token);
        var spoiled = bytes.ToArray();
        spoiled.AsSpan(500).Clear();
        await File.WriteAllBytesAsync(lost, spoiled, Deadline.Token);

        var estimate = await run.PostAsync("/api/verify/estimate", """{"side":"remote","readPercent":100}""");
        var found = await run.EndOfAsync(await run.PostAsync("/api/verify", """{"side":"here","readPercent":100}"""));
        var planned = await run.EndOfAsync(await run.PostAsync("/api/repair", """{"side":"here","readPercent":100,"dryRun":true}"""));
        Assert.Equal(spoiled, await File.ReadAllBytesAsync(lost, Deadline.Token));
        var repaired = await run.EndOfAsync(await run.PostAsync("/api/repair", """{"side":"here","readPercent":100}"""));
        var clean = await run.EndOfAsync(await run.PostAsync("/api/verify", """{"side":"remote","readPercent":100}"""));

        Assert.True(estimate.GetProperty("bytes").GetInt64() > 1000);
        Assert.Equal(100, found.GetProperty("report").GetProperty("verify").GetProperty("readPercent").GetInt32());
        Assert.Equal("damaged", found.GetProperty("report").GetProperty("verify").GetProperty("findings")[0].GetProperty("kind").GetString());
        Assert.Equal("put-back", planned.GetProperty("report").GetProperty("repair").GetProperty("planned")[0].GetProperty("action").GetString());
        Assert.Equal(1, repaired.GetProperty("report").GetProperty("repair").GetProperty("repaired").GetArrayLength());
        Assert.Equal(bytes, await File.ReadAllBytesAsync(lost, Deadline.Token));
        Assert.Equal(0, clean.GetProperty("report").GetProperty("verify").GetProperty("findings").GetArrayLength());
        Assert.NotEqual(JsonValueKind.Null, (await run.GetAsync("/api/remote")).GetProperty("health").ValueKind);
    }

    [Fact]
    public async Task The_index_the_list_and_a_remote_that_was_emptied_are_made_anew()
    {
        await using var run = await WebRun.StartAsync();
        await run.SaveAsync("kept");
        await run.MeetAsync();

        var index = await run.EndOfAsync(await run.PostAsync("/api/rebuild", """{"what":"index"}"""));
        var list = await run.EndOfAsync(await run.PostAsync("/api/rebuild", """{"what":"list","side":"here"}"""));
        Directory.Delete(run.RemoteFolder, recursive: true);
        Directory.CreateDirectory(run.RemoteFolder);
        var remote = await run.EndOfAsync(await run.PostAsync("/api/rebuild", """{"what":"remote","passphrase":"new one"}"""));
        await run.QuietAsync();
        var wrong = await run.RefusedAsync(HttpMethod.Post, "/api/rebuild", WebRun.Json("""{"what":"indexes"}"""));

        Assert.Equal(("completed", "completed", "completed"), (StateOf(index), StateOf(list), StateOf(remote)));
        Assert.Equal((400, "bad_request"), (wrong.Status, wrong.Code));
        Assert.Equal(1, (await run.GetAsync("/api/sessions")).GetProperty("total").GetInt32());
        var look = await run.PostAsync("/api/remote/look");
        Assert.NotEqual(JsonValueKind.Null, look.GetProperty("own").ValueKind);
    }

    [Fact]
    public async Task A_sync_that_hangs_ends_within_a_second_of_its_cancellation()
    {
        HangingStore? store = null;
        await using var run = await WebRun.StartAsync(inner => store = new HangingStore(inner));
        await run.SaveAsync("one");
        await run.MeetAsync();
        await run.SaveAsync("two");
        store!.Hangs = true;

        var sync = await run.PostAsync("/api/sync");
        while (store.Waiting == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Deadline.Token);
        }

        var id = sync.GetProperty("operation").GetProperty("id").GetString();
        await run.PostAsync($"/api/operations/{id}/cancel");
        var end = await run.EndOfAsync(sync);

        // The token reached the store, and nothing is asked of it afterwards.
        var requests = store.Requests;
        Assert.Equal(("cancelled", 0), (end.GetProperty("operation").GetProperty("state").GetString(), store.Waiting));
        Assert.True(store.GivenUp > 0);
        store.Hangs = false;
        Assert.Equal(requests, store.Requests);
        var again = await run.EndOfAsync(await run.PostAsync($"/api/operations/{id}/retry"));
        Assert.Equal("completed", again.GetProperty("operation").GetProperty("state").GetString());
        Assert.Equal(2, again.GetProperty("operation").GetProperty("attempt").GetInt32());
    }

    [Fact]
    public async Task A_remote_that_vanishes_is_said_and_the_next_sync_goes_on()
    {
        HangingStore? store = null;
        await using var run = await WebRun.StartAsync(inner => store = new HangingStore(inner));
        await run.SaveAsync("one");
        await run.MeetAsync();
        await run.SaveAsync("two");
        store!.IsAway = true;

        var failed = await run.EndOfAsync(await run.PostAsync("/api/sync"));
        var away = await run.GetAsync("/api/remote");
        store.IsAway = false;
        var synced = await run.EndOfAsync(await run.PostAsync("/api/sync"));

        Assert.Equal(("failed", "unreachable"), (failed.GetProperty("operation").GetProperty("state").GetString(), CodeOf(failed)));
        Assert.False(away.GetProperty("reachable").GetBoolean());
        Assert.True(away.GetProperty("waiting").GetInt32() > 0);
        Assert.Equal("completed", synced.GetProperty("operation").GetProperty("state").GetString());
        Assert.Equal(0, (await run.GetAsync("/api/remote")).GetProperty("waiting").GetInt32());
    }

    [Fact]
    public async Task A_paused_sync_makes_no_request_and_goes_on_when_it_may()
    {
        HangingStore? store = null;
        await using var run = await WebRun.StartAsync(inner => store = new HangingStore(inner));
        await run.SaveAsync("one");
        await run.MeetAsync();
        await run.SaveAsync("two");
        store!.Hangs = true;
        var first = await run.PostAsync("/api/sync");
        var second = await run.PostAsync("/api/sync"); // Waits behind the first, which hangs.
        var id = second.GetProperty("operation").GetProperty("id").GetString();

        var paused = await run.PostAsync($"/api/operations/{id}/pause");
        await run.PostAsync($"/api/operations/{first.GetProperty("operation").GetProperty("id").GetString()}/cancel");
        await run.EndOfAsync(first);
        store.Hangs = false;
        var requests = store.Requests;
        Assert.Equal("paused", paused.GetProperty("operation").GetProperty("state").GetString());
        Assert.Equal("paused", (await run.GetAsync($"/api/operations/{id}")).GetProperty("operation").GetProperty("state").GetString());
        Assert.Equal(requests, store.Requests);
        await run.PostAsync($"/api/operations/{id}/resume");

        Assert.Equal("completed", (await run.EndOfAsync(second)).GetProperty("operation").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Keys_are_added_replaced_and_removed_and_the_recovery_key_is_shown_when_asked()
    {
        await using var run = await WebRun.StartAsync();
        await run.SaveAsync("one");
        await run.MeetAsync();

        var added = await run.PostAsync("/api/keys", """{"passphrase":"second one"}""");
        var replaced = await run.JsonAsync(HttpMethod.Put, "/api/keys/passphrase", """{"passphrase":"only one"}""");
        var name = replaced.GetProperty("files")[0].GetString();
        var last = await run.RefusedAsync(HttpMethod.Delete, $"/api/keys/{name}");
        var none = await run.JsonAsync(HttpMethod.Delete, $"/api/keys/{name}?last=true");
        Assert.False((await run.GetAsync("/api/status")).GetProperty("hasShownRecoveryKey").GetBoolean());
        var key = await run.PostAsync("/api/keys/recovery");

        Assert.Equal((2, 1, 0), (added.GetProperty("files").GetArrayLength(), replaced.GetProperty("files").GetArrayLength(), none.GetProperty("files").GetArrayLength()));
        Assert.Equal((409, "consent_needed"), (last.Status, last.Code));
        Assert.True(key.GetProperty("key").GetString()!.Length > 40);
        Assert.True((await run.GetAsync("/api/status")).GetProperty("hasShownRecoveryKey").GetBoolean());
    }

    [Fact]
    public async Task Settings_are_changed_all_or_none_and_each_problem_is_named()
    {
        await using var run = await WebRun.StartAsync();
        const string Mixed = """{"values":[{"key":"trash_days","value":"7"},{"key":"connections","value":"many"},{"key":"nonsense","value":"1"},{"key":"remote","value":"/x"}]}""";

        var (status, code, problem) = await run.RefusedAsync(HttpMethod.Put, "/api/settings", WebRun.Json(Mixed));
        var before = Value(await run.GetAsync("/api/settings"), "trash_days");
        var changed = await run.JsonAsync(HttpMethod.Put, "/api/settings", """{"values":[{"key":"trash_days","value":"7"},{"key":"aws_secret_key","value":"hush"}]}""");

        Assert.Equal((422, "invalid", 3), (status, code, problem.GetProperty("problems").GetArrayLength()));
        Assert.Equal(("30", "7", "***"), (before, Value(changed, "trash_days"), Value(changed, "aws_secret_key")));
        var back = await run.JsonAsync(HttpMethod.Put, "/api/settings", """{"values":[{"key":"trash_days","value":null}]}""");
        Assert.Equal("30", Value(back, "trash_days"));
    }

    [Fact]
    public async Task A_probe_says_what_a_place_can_do_and_a_bad_address_is_refused()
    {
        await using var run = await WebRun.StartAsync();

        var probe = await run.PostAsync("/api/remote/probe", $$"""{"url":"{{run.RemoteFolder}}"}""");
        var none = await run.RefusedAsync(HttpMethod.Post, "/api/remote/probe", WebRun.Json("{}"));
        var bad = await run.RefusedAsync(HttpMethod.Post, "/api/remote/look", WebRun.Json("""{"url":"ftp://x/y"}"""));

        Assert.True(probe.GetProperty("ok").GetBoolean());
        Assert.Equal((409, "no_remote"), (none.Status, none.Code));
        Assert.InRange(bad.Status, 400, 502);
    }

    private static string? StateOf(JsonElement detail) => detail.GetProperty("operation").GetProperty("state").GetString();

    private static string? CodeOf(JsonElement detail) => detail.GetProperty("operation").GetProperty("failure").GetProperty("code").GetString();

    private static string? Value(JsonElement settings, string key) =>
        settings.GetProperty("items").EnumerateArray().Single(one => one.GetProperty("key").GetString() == key).GetProperty("value").GetString();

    private static async Task<JsonElement> SetAsync(WebRun run, string url, string passphrase, bool reseal) => await run.EndOfAsync(
        await run.JsonAsync(HttpMethod.Put, "/api/remote", JsonSerializer.Serialize(new { url, passphrase, reseal })));
}
