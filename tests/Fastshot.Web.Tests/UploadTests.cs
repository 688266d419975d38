using System.Net;
using System.Net.Sockets;
using System.Text;
using Fastshot.Web.Hosting;

namespace Fastshot.Web.Tests;

/// <summary>Uploads that are no images, too large, or cut in the middle: each is said, and leaves nothing behind.</summary>
public sealed class UploadTests
{
    [Theory]
    [InlineData("text.png")]
    [InlineData("empty.png")]
    [InlineData("cut.png")]
    [InlineData("picture.svg")]
    public async Task What_is_no_whole_image_is_named_and_nothing_is_saved(string name)
    {
        await using var run = await WebRun.StartAsync();
        byte[] bytes = name switch
        {
            "text.png" => [.. "not an image"u8],
            "empty.png" => [],
            "cut.png" => WebRun.Png[..(WebRun.Png.Length / 2)],
            _ => [.. "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8],
        };
        using var form = WebRun.Form((name, bytes));

        var (status, code, problem) = await run.RefusedAsync(HttpMethod.Post, "/api/sessions", form);

        Assert.Equal((422, "no_image"), (status, code));
        Assert.Equal(name, problem.GetProperty("problems")[0].GetProperty("field").GetString());
        Assert.Equal(0, (await run.GetAsync("/api/sessions")).GetProperty("total").GetInt32());
        Assert.Empty(Spooled(run));
    }

    [Fact]
    public async Task Good_images_are_saved_beside_what_is_none()
    {
        await using var run = await WebRun.StartAsync();
        using var form = WebRun.Form(("../../etc/first.png", WebRun.Png), ("notes.txt", [.. "hello"u8]), ("second.png", WebRun.Png));

        using var response = await run.SendAsync(HttpMethod.Post, "/api/sessions", form);
        using var document = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync(Deadline.Token));

        var session = document.RootElement.GetProperty("session");
        Assert.Equal((HttpStatusCode.Created, 2), (response.StatusCode, session.GetProperty("imageCount").GetInt32()));
        Assert.Equal("first and 1 more", session.GetProperty("name").GetString());
        Assert.Equal("notes.txt", document.RootElement.GetProperty("refused")[0].GetProperty("file").GetString());
        Assert.Empty(Spooled(run));
    }

    [Fact]
    public async Task What_is_too_large_or_too_much_is_refused()
    {
        await using var run = await WebRun.StartAsync(limits: new WebLimits { UploadBytes = 100_000, FilesPerUpload = 2 });
        using var large = WebRun.Form(("large.png", new byte[200_000]));
        using var many = WebRun.Form(("1.png", [1]), ("2.png", [2]), ("3.png", [3]));
        using var none = new MultipartFormDataContent { { new StringContent("x"), "name" } };

        // Waits to be let in, as the answer comes before such a body is sent.
        var tooLarge = await run.RefusedAsync(HttpMethod.Post, "/api/sessions", large, ("Expect", "100-continue"));
        var tooMany = await run.RefusedAsync(HttpMethod.Post, "/api/sessions", many);
        var nothing = await run.RefusedAsync(HttpMethod.Post, "/api/sessions", none);

        Assert.Equal((413, "too_large", 413, "too_large"), (tooLarge.Status, tooLarge.Code, tooMany.Status, tooMany.Code));
        Assert.Equal((400, "bad_request"), (nothing.Status, nothing.Code));
        Assert.Empty(Spooled(run));
    }

    [Fact]
    public async Task A_body_without_a_length_is_bounded_as_well()
    {
        await using var run = await WebRun.StartAsync(limits: new WebLimits { UploadBytes = 100_000 });
        using var form = WebRun.Form(("large.png", new byte[200_000]));
        form.Headers.ContentLength = null;

        using var message = new HttpRequestMessage(HttpMethod.Post, "/x");
        var (status, code, _) = await run.RefusedAsync(HttpMethod.Post, "/api/sessions", form, ("Transfer-Encoding", "chunked"));

        Assert.Equal((413, "too_large"), (status, code));
    }

    [Fact]
    public async Task A_file_to_import_that_is_cut_or_none_is_named_and_nothing_comes_in()
    {
        await using var run = await WebRun.StartAsync();
        var id = await run.SaveAsync("one");
        using var portable = await run.SendAsync(HttpMethod.Get, $"/api/sessions/{id}/export?format=fastshot");
        var bytes = await portable.Content.ReadAsByteArrayAsync(Deadline.Token);
        await run.JsonAsync(HttpMethod.Delete, $"/api/sessions/{id}");
        await run.EndOfAsync(await run.JsonAsync(HttpMethod.Delete, $"/api/sessions/{id}?purge=true"));
        using var form = WebRun.Form(("cut.fastshot", bytes[..(bytes.Length / 2)]), ("text.fastshot", [.. "not one"u8]), ("empty.fastshot", []));

        using var response = await run.SendAsync(HttpMethod.Post, "/api/import", form);
        using var document = System.Text.Json.JsonDocument.Parse(await response.Content.ReadAsStringAsync(Deadline.Token));
        var end = await run.EndOfAsync(document.RootElement.Clone());

        var import = end.GetProperty("report").GetProperty("import");
        Assert.Equal((0, 3), (import.GetProperty("imported").GetArrayLength(), import.GetProperty("failed").GetArrayLength()));
        Assert.Equal(0, (await run.GetAsync("/api/sessions")).GetProperty("total").GetInt32());
        Assert.Empty(Spooled(run));
    }

    [Theory]
    [InlineData("--BB\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.png\"\r\n\r\nabc")]
    [InlineData("--BB\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.png\"\r\n\r\nabc\r\n--BB")]
    [InlineData("nothing of the kind")]
    [InlineData("--BB\r\nX\r\n\r\n\r\n--BB--\r\n")]
    public async Task A_form_that_ends_in_the_middle_is_said(string body)
    {
        await using var run = await WebRun.StartAsync();
        using var content = new ByteArrayContent(Encoding.ASCII.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=BB");

        var (status, code, _) = await run.RefusedAsync(HttpMethod.Post, "/api/sessions", content);

        Assert.Equal(400, status);
        Assert.Contains(code, (string[])["cut_off", "bad_request"]);
        Assert.Empty(Spooled(run));
    }

    [Fact]
    public async Task A_connection_that_breaks_off_leaves_nothing_behind()
    {
        await using var run = await WebRun.StartAsync();
        var cookie = run.Cookies.GetCookies(new Uri(run.Server.Address))[0];
        var sign = (await run.GetAsync("/api/connection")).GetProperty("antiforgery").GetString();
        using (var socket = new TcpClient("127.0.0.1", run.Server.Port))
        {
            await socket.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes(
                    $"POST /api/sessions HTTP/1.1\r\nHost: 127.0.0.1:{run.Server.Port}\r\nCookie: {cookie.Name}={cookie.Value}\r\nX-Fastshot-Antiforgery: {sign}\r\n"
                    + "Content-Type: multipart/form-data; boundary=BB\r\nContent-Length: 100000\r\n\r\n--BB\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.png\"\r\n\r\nabc"),
                Deadline.Token);
            while (Spooled(run).Length == 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Deadline.Token);
            }
        }

        while (Spooled(run).Length > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Deadline.Token);
        }

        Assert.Equal(0, (await run.GetAsync("/api/sessions")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_full_disk_is_said_and_what_was_saved_stays()
    {
        using var disk = SmallDisk.TryMount(3 << 20);
        Assert.SkipWhen(disk is null, "Only root can mount a small disk.");
        await using var run = await WebRun.StartAsync(disk: disk!.Path);
        await run.SaveAsync("before");
        var filler = Path.Combine(disk.Path, "filler");
        await using (var file = File.Create(filler))
        {
            try
            {
                while (true)
                {
                    await file.WriteAsync(new byte[4096], Deadline.Token);
                    await file.FlushAsync(Deadline.Token);
                }
            }
            catch (IOException)
            {
                // Full.
            }
        }

        using var form = WebRun.Form(("one.png", WebRun.Png));
        var (status, code, problem) = await run.RefusedAsync(HttpMethod.Post, "/api/sessions", form);
        Assert.Equal((507, "full"), (status, code));
        Assert.NotEqual("", problem.GetProperty("hint").GetString());
        var id = (await run.GetAsync("/api/sessions")).GetProperty("items")[0].GetProperty("id").GetString();
        var edited = await run.RefusedAsync(HttpMethod.Patch, $"/api/sessions/{id}", WebRun.Json("""{"name":"renamed"}"""));
        Assert.Equal((507, "full"), (edited.Status, edited.Code));
        Assert.Equal("before", (await run.GetAsync($"/api/sessions/{id}")).GetProperty("name").GetString());
        Assert.Equal(1, (await run.GetAsync("/api/sessions")).GetProperty("total").GetInt32());

        File.Delete(filler);
        await run.SaveAsync("after");
        Assert.Equal(2, (await run.GetAsync("/api/sessions")).GetProperty("total").GetInt32());
    }

    private static string[] Spooled(WebRun run)
    {
        var folder = Path.Combine(run.Home, "cache", "spool");
        return Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
    }
}
