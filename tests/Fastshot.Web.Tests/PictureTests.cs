using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;

namespace Fastshot.Web.Tests;

/// <summary>Pictures and previews, whole, in parts, and damaged; and what leaves the library.</summary>
public sealed class PictureTests
{
    [Fact]
    public async Task A_picture_comes_as_it_was_saved_whole_in_parts_and_not_twice()
    {
        await using var run = await WebRun.StartAsync();
        var id = await run.SaveAsync("one");
        var url = (await run.GetAsync($"/api/sessions/{id}")).GetProperty("shots")[0].GetProperty("url").GetString()!;

        using var whole = await run.SendAsync(HttpMethod.Get, url);
        var tag = whole.Headers.ETag!.ToString();
        using var part = await run.SendAsync(HttpMethod.Get, url, null, ("Range", "bytes=100-199"));
        using var end = await run.SendAsync(HttpMethod.Get, url, null, ("Range", "bytes=-10"));
        using var again = await run.SendAsync(HttpMethod.Get, url, null, ("If-None-Match", tag));
        using var other = await run.SendAsync(HttpMethod.Get, url, null, ("Range", "bytes=0-9"), ("If-Range", "\"old\""));
        var behind = await run.RefusedAsync(HttpMethod.Get, url, null, ("Range", "bytes=99999999-"));

        Assert.Equal(WebRun.Png, await whole.Content.ReadAsByteArrayAsync(Deadline.Token));
        Assert.Equal(WebRun.Png[100..200], await part.Content.ReadAsByteArrayAsync(Deadline.Token));
        Assert.Equal(WebRun.Png[^10..], await end.Content.ReadAsByteArrayAsync(Deadline.Token));
        Assert.Equal((HttpStatusCode.PartialContent, $"bytes 100-199/{WebRun.Png.Length}"), (part.StatusCode, part.Content.Headers.ContentRange!.ToString()));
        Assert.Equal((HttpStatusCode.NotModified, 416, HttpStatusCode.OK), (again.StatusCode, behind.Status, other.StatusCode));
        Assert.Contains("immutable", whole.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal(new MediaTypeHeaderValue("image/png"), whole.Content.Headers.ContentType);
        Assert.Contains("sandbox", Assert.Single(whole.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preview_is_there_at_once_and_known_by_its_content()
    {
        await using var run = await WebRun.StartAsync();
        var id = await run.SaveAsync("one");
        var url = (await run.GetAsync($"/api/sessions/{id}")).GetProperty("preview").GetString()!;

        using var preview = await run.SendAsync(HttpMethod.Get, url);
        using var again = await run.SendAsync(HttpMethod.Get, url, null, ("If-None-Match", preview.Headers.ETag!.ToString()));

        Assert.Equal("image/png", preview.Content.Headers.ContentType!.MediaType);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal("nosniff", Assert.Single(preview.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task A_damaged_archive_is_said_in_the_viewer_and_its_list_goes_on()
    {
        await using var run = await WebRun.StartAsync();
        var id = await run.SaveAsync("broken");
        await run.SaveAsync("whole");
        var before = await run.GetAsync($"/api/sessions/{id}");
        var preview = before.GetProperty("preview").GetString()!;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(run.Home, "library", "vault", "sessions"), "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file, Deadline.Token);
            bytes.AsSpan(200).Fill(0x55);
            await File.WriteAllBytesAsync(file, bytes, Deadline.Token);
        }

        var shown = await run.GetAsync($"/api/sessions/{id}");
        var picture = await run.RefusedAsync(HttpMethod.Get, before.GetProperty("shots")[0].GetProperty("url").GetString()!);
        var small = await run.RefusedAsync(HttpMethod.Get, preview);
        var export = await run.RefusedAsync(HttpMethod.Get, $"/api/sessions/{id}/export?format=fastshot");

        Assert.Equal("damaged", shown.GetProperty("problem").GetProperty("code").GetString());
        Assert.Equal(("damaged", "damaged", "damaged"), (picture.Code, small.Code, export.Code));
        Assert.Equal(2, (await run.GetAsync("/api/sessions")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task Exports_hold_what_was_saved_and_come_back_by_an_import()
    {
        await using var run = await WebRun.StartAsync();
        var id = await run.SaveAsync("Über / <uns>: 漢字");

        using var files = await run.SendAsync(HttpMethod.Get, $"/api/sessions/{id}/export?format=files");
        using var portable = await run.SendAsync(HttpMethod.Post, $"/api/sessions/{id}/export", WebRun.Json("""{"passphrase":"secret"}"""));
        using var classic = await run.SendAsync(HttpMethod.Get, $"/api/sessions/{id}/export?format=classic");
        using var both = await run.SendAsync(HttpMethod.Get, $"/api/export?id={id}");
        var wrong = await run.RefusedAsync(HttpMethod.Get, $"/api/sessions/{id}/export?format=exe");

        await using var zip = new ZipArchive(await files.Content.ReadAsStreamAsync(Deadline.Token));
        Assert.Equal(["001.png", "manifest.json"], zip.Entries.Select(one => one.Name));
        Assert.All(zip.Entries, one => Assert.DoesNotContain("..", one.FullName, StringComparison.Ordinal));
        var sealedBytes = await portable.Content.ReadAsByteArrayAsync(Deadline.Token);
        Assert.StartsWith("age-encryption.org/v1", System.Text.Encoding.ASCII.GetString(sealedBytes, 0, 30), StringComparison.Ordinal);
        Assert.Equal("attachment", portable.Content.Headers.ContentDisposition!.DispositionType);
        Assert.True(classic.IsSuccessStatusCode);
        Assert.Equal("application/zip", both.Content.Headers.ContentType!.MediaType);
        Assert.Equal("bad_query", wrong.Code);

        await run.JsonAsync(HttpMethod.Delete, $"/api/sessions/{id}");
        await run.EndOfAsync(await run.JsonAsync(HttpMethod.Delete, $"/api/sessions/{id}?purge=true"));
        var report = await ImportAsync(run, "secret", ("s.fastshot", sealedBytes), ("junk.fastshot", [.. "age-encryption.org/v1\nrubbish"u8]));
        Assert.Equal("partly", report.GetProperty("operation").GetProperty("state").GetString());
        var import = report.GetProperty("report").GetProperty("import");
        Assert.Equal((1, 1), (import.GetProperty("imported").GetArrayLength(), import.GetProperty("failed").GetArrayLength()));
        Assert.Equal("Über / <uns>: 漢字", import.GetProperty("imported")[0].GetProperty("name").GetString());
        var guessed = await ImportAsync(run, "wrong", ("s.fastshot", sealedBytes));
        Assert.Equal(1, guessed.GetProperty("report").GetProperty("import").GetProperty("failed").GetArrayLength());
    }

    private static async Task<System.Text.Json.JsonElement> ImportAsync(WebRun run, string passphrase, params (string, byte[])[] files)
    {
        using var form = WebRun.Form(files);
        form.Add(new StringContent(passphrase), "passphrase");
        using var response = await run.SendAsync(HttpMethod.Post, "/api/import", form);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        using var document = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync(Deadline.Token));
        return await run.EndOfAsync(document.RootElement.Clone());
    }
}
