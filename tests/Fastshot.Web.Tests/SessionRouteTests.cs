using System.Net;
using System.Text.Json;

namespace Fastshot.Web.Tests;

/// <summary>Lists, changes and their undo, over HTTP.</summary>
public sealed class SessionRouteTests
{
    [Fact]
    public async Task Pages_by_offset_and_by_cursor_are_the_same_and_complete()
    {
        await using var run = await WebRun.StartAsync();
        for (var i = 0; i < 7; i++)
        {
            await run.SaveAsync($"Session {i}", i % 2 == 0 ? "even" : "odd");
        }

        var byCursor = new List<string>();
        string? cursor = null;
        do
        {
            var page = await run.GetAsync($"/api/sessions?sort=name&limit=3{(cursor is null ? "" : $"&cursor={cursor}")}");
            Assert.Equal(7, page.GetProperty("total").GetInt32());
            byCursor.AddRange(Names(page));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        var byOffset = Names(await run.GetAsync("/api/sessions?sort=name&limit=3")).Concat(Names(await run.GetAsync("/api/sessions?sort=name&limit=3&offset=3")))
            .Concat(Names(await run.GetAsync("/api/sessions?sort=name&limit=3&offset=6")));
        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"Session {i}"), byCursor);
        Assert.Equal(byCursor, byOffset);
        Assert.Equal(["Session 1", "Session 3", "Session 5"], Names(await run.GetAsync("/api/sessions?sort=name&tag=odd")));
        Assert.Equal(["Session 4"], Names(await run.GetAsync("/api/sessions?query=sess%204")));
        Assert.Equal(["Session 6"], Names(await run.GetAsync("/api/sessions?sort=name&reverse=true&limit=1")));
    }

    [Theory]
    [InlineData("/api/sessions?cursor=garbage", "bad_cursor")]
    [InlineData("/api/sessions?sort=age", "bad_query")]
    [InlineData("/api/sessions?limit=0", "bad_query")]
    [InlineData("/api/sessions?limit=501", "bad_query")]
    [InlineData("/api/sessions?offset=-1", "bad_query")]
    [InlineData("/api/sessions?trash=maybe", "bad_query")]
    [InlineData("/api/sessions?since=yesterday", "bad_query")]
    [InlineData("/api/sessions?where=moon", "bad_query")]
    [InlineData("/api/sessions?sort=name&sort=size", "bad_query")]
    [InlineData("/api/sessions/ab", "bad_id")]
    [InlineData("/api/sessions/<script>", "bad_id")]
    [InlineData("/api/operations/1", "bad_id")]
    public async Task What_cannot_be_read_is_said(string path, string expected)
    {
        await using var run = await WebRun.StartAsync();
        await run.SaveAsync("one");

        var (status, code, problem) = await run.RefusedAsync(HttpMethod.Get, path);

        Assert.Equal((400, expected), (status, code));
        Assert.NotEqual("", problem.GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_cursor_of_another_list_is_refused()
    {
        await using var run = await WebRun.StartAsync();
        await run.SaveAsync("one");
        await run.SaveAsync("two");
        var cursor = (await run.GetAsync("/api/sessions?limit=1")).GetProperty("nextCursor").GetString();

        var (_, code, _) = await run.RefusedAsync(HttpMethod.Get, $"/api/sessions?limit=1&sort=name&cursor={cursor}");

        Assert.Equal("bad_cursor", code);
    }

    [Fact]
    public async Task Names_with_markup_and_from_right_to_left_come_back_as_they_are_and_never_as_markup()
    {
        await using var run = await WebRun.StartAsync();
        const string Name = "<img src=x onerror=alert(1)> \u202Eمرحبا 漢字 & \"'";
        var id = await run.SaveAsync("plain");

        var edited = await run.JsonAsync(HttpMethod.Patch, $"/api/sessions/{id}", JsonSerializer.Serialize(new { name = Name, addTags = new[] { "</script>" } }));
        using var raw = await run.SendAsync(HttpMethod.Get, $"/api/sessions/{id}");
        var text = await raw.Content.ReadAsStringAsync(Deadline.Token);

        Assert.Equal(Name, edited.GetProperty("items")[0].GetProperty("name").GetString());
        Assert.Equal("application/json", raw.Content.Headers.ContentType!.MediaType);
        Assert.DoesNotContain("<", text, StringComparison.Ordinal);
        Assert.Equal(Name, (await run.GetAsync($"/api/sessions/{id}")).GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_name_of_ten_thousand_characters_is_refused_and_changes_nothing()
    {
        await using var run = await WebRun.StartAsync();
        var id = await run.SaveAsync("kept");

        var (status, code, problem) = await run.RefusedAsync(
            HttpMethod.Patch, $"/api/sessions/{id}", WebRun.Json(JsonSerializer.Serialize(new { name = new string('x', 10_000), color = "plaid" })));

        Assert.Equal((422, "invalid"), (status, code));
        Assert.Equal(["name", "color"], problem.GetProperty("problems").EnumerateArray().Select(one => one.GetProperty("field").GetString()));
        Assert.Equal("kept", (await run.GetAsync($"/api/sessions/{id}")).GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"nome\":\"x\"}")]
    [InlineData("{\"name\":7}")]
    [InlineData("{\"addTags\":[[[[[[[[[[1]]]]]]]]]]}")]
    public async Task A_body_of_another_shape_is_refused(string json)
    {
        await using var run = await WebRun.StartAsync();
        var id = await run.SaveAsync("kept");

        var (status, code, _) = await run.RefusedAsync(HttpMethod.Patch, $"/api/sessions/{id}", WebRun.Json(json));

        Assert.Equal((400, "bad_json"), (status, code));
    }

    [Fact]
    public async Task A_delete_is_undone_and_so_is_an_edit_but_not_what_changed_since()
    {
        await using var run = await WebRun.StartAsync();
        var id = await run.SaveAsync("before");

        var deleted = await run.JsonAsync(HttpMethod.Delete, $"/api/sessions/{id}");
        Assert.Equal(0, (await run.GetAsync("/api/sessions")).GetProperty("total").GetInt32());
        await run.PostAsync($"/api/undo/{deleted.GetProperty("undo").GetString()}");
        var again = await run.RefusedAsync(HttpMethod.Post, $"/api/undo/{deleted.GetProperty("undo").GetString()}");
        var edited = await run.JsonAsync(HttpMethod.Patch, $"/api/sessions/{id}", """{"name":"after","color":"red","addTags":["t"]}""");
        await run.JsonAsync(HttpMethod.Patch, $"/api/sessions/{id}", """{"color":"blue"}""");
        await run.PostAsync($"/api/undo/{edited.GetProperty("undo").GetString()}");

        var session = await run.GetAsync($"/api/sessions/{id}");
        Assert.Equal((409, "undone"), (again.Status, again.Code));
        Assert.Equal(("before", "blue", 0), (session.GetProperty("name").GetString(), session.GetProperty("color").GetString(), session.GetProperty("tags").GetArrayLength()));
    }

    [Fact]
    public async Task Ten_are_tagged_at_once_and_back_and_what_is_not_there_is_told()
    {
        await using var run = await WebRun.StartAsync();
        var ids = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            ids.Add(await run.SaveAsync($"s{i}"));
        }

        var body = JsonSerializer.Serialize(new { action = "edit", ids = ids.Append("0000000000000000"), edit = new { addTags = new[] { "ten" } } });
        var result = await run.PostAsync("/api/bulk", body);
        var tagged = (await run.GetAsync("/api/sessions?tag=ten")).GetProperty("total").GetInt32();
        await run.PostAsync($"/api/undo/{result.GetProperty("undo").GetString()}");

        Assert.Equal((10, 10), (result.GetProperty("changed").GetInt32(), tagged));
        Assert.Equal("0000000000000000", result.GetProperty("failed")[0].GetProperty("id").GetString());
        Assert.Equal(0, (await run.GetAsync("/api/sessions?tag=ten")).GetProperty("total").GetInt32());
        var all = await run.PostAsync("/api/bulk", """{"action":"delete","query":{"query":"s"}}""");
        Assert.Equal(10, all.GetProperty("changed").GetInt32());
        Assert.Equal(10, (await run.GetAsync("/api/sessions?trash=true")).GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("""{"action":"explode","ids":["0000000000000000"]}""", "bad_request")]
    [InlineData("""{"action":"edit","ids":["0000000000000000"]}""", "bad_request")]
    [InlineData("""{"action":"delete"}""", "bad_request")]
    [InlineData("""{"action":"delete","ids":[]}""", "bad_request")]
    [InlineData("""{"action":"delete","ids":["../../x"]}""", "bad_id")]
    public async Task A_bulk_action_that_says_too_little_is_refused(string json, string expected)
    {
        await using var run = await WebRun.StartAsync();

        Assert.Equal(expected, (await run.RefusedAsync(HttpMethod.Post, "/api/bulk", WebRun.Json(json))).Code);
    }

    [Fact]
    public async Task What_is_deleted_for_good_must_lie_in_the_trash()
    {
        await using var run = await WebRun.StartAsync();
        var id = await run.SaveAsync("gone soon");

        var early = await run.RefusedAsync(HttpMethod.Delete, $"/api/sessions/{id}?purge=true");
        await run.JsonAsync(HttpMethod.Delete, $"/api/sessions/{id}");
        var end = await run.EndOfAsync(await run.JsonAsync(HttpMethod.Delete, $"/api/sessions/{id}?purge=true"));

        Assert.Equal((409, "not_in_trash"), (early.Status, early.Code));
        Assert.Equal("completed", end.GetProperty("operation").GetProperty("state").GetString());
        Assert.Equal(404, (await run.RefusedAsync(HttpMethod.Get, $"/api/sessions/{id}")).Status);
    }

    [Fact]
    public async Task Facets_and_days_count_what_the_list_finds()
    {
        await using var run = await WebRun.StartAsync();
        await run.SaveAsync("one", "a", "b");
        await run.SaveAsync("two", "a");
        await run.JsonAsync(HttpMethod.Delete, $"/api/sessions/{await run.SaveAsync("three", "c")}");

        var facets = await run.GetAsync("/api/facets");
        var days = await run.GetAsync("/api/sessions/days");
        var filtered = await run.GetAsync("/api/sessions/days?tag=b");

        Assert.Equal(["a:2", "b:1"], facets.GetProperty("tags").EnumerateArray().Select(one => $"{one.GetProperty("value").GetString()}:{one.GetProperty("count").GetInt32()}"));
        Assert.Equal((2, 1, 2), (facets.GetProperty("sessions").GetInt32(), facets.GetProperty("trash").GetInt32(), facets.GetProperty("here").GetInt32()));
        Assert.Equal((2, 1), (days.GetProperty("total").GetInt32(), filtered.GetProperty("total").GetInt32()));
        Assert.Equal(2, days.GetProperty("days").EnumerateArray().Sum(one => one.GetProperty("count").GetInt32()));
        Assert.Equal(2 * WebRun.Png.Length, days.GetProperty("bytes").GetInt64());
    }

    [Fact]
    public async Task An_empty_home_has_empty_lists_and_says_so()
    {
        await using var run = await WebRun.StartAsync();

        var connection = await run.GetAsync("/api/connection");
        Assert.False(connection.GetProperty("hasLibrary").GetBoolean());
        Assert.Equal(0, (await run.GetAsync("/api/sessions")).GetProperty("total").GetInt32());
        Assert.Equal(0, (await run.GetAsync("/api/facets")).GetProperty("sessions").GetInt32());
        Assert.Equal(0, (await run.GetAsync("/api/sessions/days")).GetProperty("total").GetInt32());
        Assert.Equal(0, (await run.GetAsync("/api/status")).GetProperty("library").GetProperty("sessions").GetInt32());
        Assert.Equal(0, (await run.GetAsync("/api/cache")).GetProperty("archives").GetInt32());
        Assert.Equal("no_library", (await run.RefusedAsync(HttpMethod.Post, "/api/verify", WebRun.Json("""{"side":"here"}"""))).Code);
        using var answer = await run.SendAsync(HttpMethod.Get, "/api/sessions/0000000000000000");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static IEnumerable<string> Names(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("name").GetString()!);
}
