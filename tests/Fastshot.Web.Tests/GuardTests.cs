using System.Net;
using System.Net.Sockets;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Web.Guard;
using Fastshot.Web.Hosting;

namespace Fastshot.Web.Tests;

/// <summary>Each rule of docs/web.md, "The guard", by a request that must be refused.</summary>
public sealed class GuardTests
{
    [Theory]
    [InlineData("/api/sessions")]
    [InlineData("/api/connection")]
    [InlineData("/api/events")]
    [InlineData("/api/openapi.json")]
    [InlineData("/api/nothing")]
    public async Task Without_the_cookie_nothing_is_answered(string path)
    {
        await using var run = await WebRun.StartAsync();
        using var stranger = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(run.Server.Address) };

        using var answer = await stranger.GetAsync(path, Deadline.Token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("no_token", await answer.Content.ReadAsStringAsync(Deadline.Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?token=")]
    [InlineData("?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("?ticket=99999999999999.AAAA")]
    public async Task A_wrong_token_lets_nobody_in(string query)
    {
        await using var run = await WebRun.StartAsync();

        var (status, code, _) = await run.RefusedAsync(HttpMethod.Get, $"/start{query}");

        Assert.Equal((401, "no_token"), (status, code));
    }

    [Fact]
    public async Task A_ticket_is_good_once_and_for_a_minute()
    {
        await using var run = await WebRun.StartAsync();
        var ticket = StartTicket.New(run.Server.Token, TimeProvider.System.GetUtcNow());
        var old = StartTicket.New(run.Server.Token, TimeProvider.System.GetUtcNow().AddMinutes(-2));

        using var first = await run.SendAsync(HttpMethod.Get, $"/start?ticket={ticket}");
        var second = await run.RefusedAsync(HttpMethod.Get, $"/start?ticket={ticket}");
        var late = await run.RefusedAsync(HttpMethod.Get, $"/start?ticket={old}");

        Assert.Equal(HttpStatusCode.SeeOther, first.StatusCode);
        Assert.Equal((401, 401), (second.Status, late.Status));
    }

    [Fact]
    public async Task The_cookie_is_hidden_from_scripts_and_other_sites_and_is_not_the_token()
    {
        await using var run = await WebRun.StartAsync();

        using var start = await run.SendAsync(HttpMethod.Get, run.Server.StartAddress);

        var cookie = Assert.Single(start.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("expires", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith($"fastshot-{run.Server.Port}=", cookie, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Server.Token, cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cookie_of_another_start_is_worth_nothing()
    {
        await using var run = await WebRun.StartAsync();
        await using var other = await WebRun.StartAsync();
        var cookie = other.Cookies.GetCookies(new Uri(other.Server.Address))[0];
        using var thief = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(run.Server.Address) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/sessions");
        request.Headers.Add("Cookie", $"fastshot-{run.Server.Port}={cookie.Value}");

        using var answer = await thief.SendAsync(request, Deadline.Token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:PORT")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:1")]
    [InlineData("127.0.0.1.evil.example:PORT")]
    [InlineData("[::1]:PORT")]
    public async Task A_foreign_host_is_refused_even_with_the_cookie(string host)
    {
        await using var run = await WebRun.StartAsync();

        var (status, code, _) = await run.RefusedAsync(
            HttpMethod.Get, "/api/sessions", null, ("Host", host.Replace("PORT", $"{run.Server.Port}", StringComparison.Ordinal)));

        Assert.Equal((421, "foreign_host"), (status, code));
    }

    [Theory]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1:1")]
    [InlineData("Origin", "https://127.0.0.1:PORT")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Another_sites_request_is_refused_even_with_the_cookie(string header, string value)
    {
        await using var run = await WebRun.StartAsync();
        value = value.Replace("PORT", $"{run.Server.Port}", StringComparison.Ordinal);

        var read = await run.RefusedAsync(HttpMethod.Get, "/api/sessions", null, (header, value));
        var change = await run.RefusedAsync(HttpMethod.Post, "/api/sync", WebRun.Json("{}"), (header, value));

        Assert.Equal((403, "foreign_origin", 403, "foreign_origin"), (read.Status, read.Code, change.Status, change.Code));
    }

    [Fact]
    public async Task The_pages_own_requests_pass()
    {
        await using var run = await WebRun.StartAsync();

        using var answer = await run.SendAsync(
            HttpMethod.Get, "/api/sessions", null, ("Origin", run.Server.Address), ("Sec-Fetch-Site", "same-origin"), ("Host", $"localhost:{run.Server.Port}"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("guess")]
    public async Task A_forged_form_changes_nothing(string sign)
    {
        await using var run = await WebRun.StartAsync();
        var id = await run.SaveAsync("Kept");
        using var form = new FormUrlEncodedContent([new("action", "delete")]);

        var deleted = await run.RefusedAsync(HttpMethod.Delete, $"/api/sessions/{id}", null, ("X-Fastshot-Antiforgery", sign));
        var posted = await run.RefusedAsync(HttpMethod.Post, "/api/bulk", form, ("X-Fastshot-Antiforgery", sign));

        Assert.Equal((403, "forged", 403, "forged"), (deleted.Status, deleted.Code, posted.Status, posted.Code));
        Assert.Equal(1, (await run.GetAsync("/api/sessions")).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_form_is_no_json_even_with_the_sign()
    {
        await using var run = await WebRun.StartAsync();
        using var form = new FormUrlEncodedContent([new("action", "delete")]);
        using var plain = new StringContent("{}", new System.Net.Http.Headers.MediaTypeHeaderValue("text/plain"));

        var posted = await run.RefusedAsync(HttpMethod.Post, "/api/bulk", form);
        var text = await run.RefusedAsync(HttpMethod.Post, "/api/sync", plain);

        Assert.Equal((415, 415), (posted.Status, text.Status));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/sessions")]
    [InlineData("/api/nothing")]
    [InlineData("/start")]
    public async Task No_answer_may_be_framed_sniffed_or_run_scripts_of_others(string path)
    {
        await using var run = await WebRun.StartAsync();

        using var answer = await run.SendAsync(HttpMethod.Get, path);

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
    }

    [Fact]
    public async Task Only_this_machine_can_connect()
    {
        await using var run = await WebRun.StartAsync();
        var others = (await Dns.GetHostAddressesAsync(Dns.GetHostName(), AddressFamily.InterNetwork, Deadline.Token))
            .Where(one => one.AddressFamily is AddressFamily.InterNetwork && !IPAddress.IsLoopback(one));

        foreach (var address in others.Append(IPAddress.Parse("127.0.0.2")))
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await Assert.ThrowsAsync<SocketException>(() => socket.ConnectAsync(address, run.Server.Port, Deadline.Token).AsTask());
        }
    }

    [Fact]
    public async Task No_secret_of_the_settings_reaches_the_page()
    {
        await using var run = await WebRun.StartAsync();
        await File.AppendAllTextAsync(
            Path.Combine(run.Home, "config.ini"), "\naws_access_key = AKIAVERYSECRET\naws_secret_key = hushhush\nencryption_key = topsecret\n", Deadline.Token);
        await run.SaveAsync("one");

        foreach (var path in (string[])["/api/settings", "/api/status", "/api/remote", "/api/connection", "/api/keys", "/api/openapi.json"])
        {
            var text = (await run.GetAsync(path)).GetRawText();
            Assert.DoesNotContain("AKIAVERYSECRET", text, StringComparison.Ordinal);
            Assert.DoesNotContain("hushhush", text, StringComparison.Ordinal);
            Assert.DoesNotContain("topsecret", text, StringComparison.Ordinal);
            Assert.DoesNotContain(run.Server.Token, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Too_many_requests_and_too_large_bodies_are_refused()
    {
        await using var run = await WebRun.StartAsync(limits: new WebLimits { RequestsMax = 30, JsonBytes = 1000 });

        var large = await run.RefusedAsync(HttpMethod.Post, "/api/sync", WebRun.Json($$"""{"download":"{{new string('x', 2000)}}"}"""));
        var answers = new List<int>();
        for (var i = 0; i < 40; i++)
        {
            using var answer = await run.SendAsync(HttpMethod.Get, "/api/sessions");
            answers.Add((int)answer.StatusCode);
        }

        Assert.Equal((413, "too_large"), (large.Status, large.Code));
        Assert.Equal(429, answers[^1]);
        Assert.Equal(200, answers[0]);
    }

    [Fact]
    public async Task Where_the_port_is_taken_the_next_one_serves_everything()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var taken = ((IPEndPoint)listener.LocalEndpoint).Port;

        await using var run = await WebRun.StartAsync(port: taken);
        await run.SaveAsync("one");
        var end = await run.EndOfAsync(await run.PostAsync("/api/verify", """{"side":"here"}"""));

        Assert.InRange(run.Server.Port, taken + 1, taken + 9);
        Assert.Equal("completed", end.GetProperty("operation").GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_port_in_use_is_said()
    {
        await using var run = await WebRun.StartAsync();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        var e = await Assert.ThrowsAsync<PortTakenException>(() => WebServer.StartAsync(
            new WebParts(
                run.Workspace,
                null!,
                Core.Configuration.Places.Under(Core.Configuration.SystemKind.Linux, run.Home),
                Core.Storage.Disk.DiskFileSystem.Instance,
                TimeProvider.System,
                SystemRandom.Instance,
                ThreadPoolScheduler.Instance,
                _ => new WebFailure("x", "x", null))
            {
                Version = "1",
                AssetsFolder = "/nowhere",
                Port = ((IPEndPoint)listener.LocalEndpoint).Port,
            },
            Deadline.Token));

        Assert.Equal(((IPEndPoint)listener.LocalEndpoint).Port, e.Port);
    }
}
