using System.Net.Sockets;
using System.Text;

namespace Fastshot.Web.Tests;

/// <summary>Tricks with paths: nothing outside of a session or of the page's files is ever reached.</summary>
public sealed class PathTests
{
    private static readonly string[] Tricks =
    [
        "../key", "..%2fkey", "..%2F..%2Fkey", "%2e%2e/key", "%2e%2e%2fkey", "....//key", "..\\key", "..%5ckey", "%00", "key%00.png", "001.png%00",
        "/etc/passwd", "%2fetc%2fpasswd", "C:%5cwindows", "manifest.json", "preview.webp", "shots%2f001.png", ".", "..", "~", "*", "001.png/..", "%252e%252e%252fkey",
    ];

    public static TheoryData<string> Templates =>
    [
        "/api/sessions/{id}/shots/{trick}", "/api/sessions/{trick}", "/api/sessions/{trick}/preview", "/api/sessions/{trick}/shots/001.png",
        "/api/sessions/{trick}/export", "/api/operations/{trick}", "/api/{trick}", "/assets/{trick}", "/{trick}", "/api/export?id={trick}",
    ];

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task No_trick_with_a_path_reaches_a_file(string template)
    {
        using var folder = new TemporaryFolder();
        var assets = Path.Combine(folder.Path, "wwwroot");
        Directory.CreateDirectory(Path.Combine(assets, "assets"));
        await File.WriteAllTextAsync(Path.Combine(assets, "index.html"), "<p>page</p>", Deadline.Token);
        await File.WriteAllTextAsync(Path.Combine(assets, "assets", "app.js"), "1", Deadline.Token);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "key"), "SECRET", Deadline.Token);
        await using var run = await WebRun.StartAsync(assets: assets);
        var id = await run.SaveAsync("one");

        foreach (var trick in Tricks)
        {
            var answer = await RawAsync(run, template.Replace("{id}", id, StringComparison.Ordinal).Replace("{trick}", trick, StringComparison.Ordinal));

            var status = int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
            var isPage = answer.Contains("<p>page</p>", StringComparison.Ordinal);
            Assert.True(status is >= 400 and < 500 || isPage, $"{template} {trick}: {answer}");
            Assert.DoesNotContain("SECRET", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_route_with_a_part_to_fill_in_refuses_every_trick_whatever_the_method()
    {
        await using var run = await WebRun.StartAsync();
        var id = await run.SaveAsync("kept");
        var sign = (await run.GetAsync("/api/connection")).GetProperty("antiforgery").GetString()!;
        var before = Directory.GetFiles(run.Home, "*", SearchOption.AllDirectories).Order().ToList();
        var paths = (await run.GetAsync("/api/openapi.json")).GetProperty("paths").EnumerateObject()
            .Where(one => one.Name.Contains('{', StringComparison.Ordinal)).ToList();
        Assert.True(paths.Count > 10, "The document says too little.");

        foreach (var (path, method, trick) in
            from path in paths
            from method in path.Value.EnumerateObject()
            from trick in Tricks
            select (path.Name, method.Name.ToUpperInvariant(), trick))
        {
            // With one part that is right, where there are two, and with none.
            foreach (var filled in (string[])[Filled(path, trick, trick), Filled(path, id, trick)])
            {
                if (!filled.Contains(trick, StringComparison.Ordinal))
                {
                    continue;
                }

                var answer = await RawAsync(run, filled, method, sign);
                var status = int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
                Assert.True(status is >= 400 and < 500, $"{method} {filled}: {answer}");
            }
        }

        Assert.Equal(before, Directory.GetFiles(run.Home, "*", SearchOption.AllDirectories).Order());
        Assert.Equal(1, (await run.GetAsync("/api/sessions")).GetProperty("total").GetInt32());
    }

    private static string Filled(string path, string first, string last)
    {
        var parts = path.Split('/');
        var at = Array.FindLastIndex(parts, part => part.StartsWith('{'));
        return string.Join('/', parts.Select((part, i) => !part.StartsWith('{') ? part : i == at ? last : first));
    }

    // By hand: a client would clean the path first.
    private static async Task<string> RawAsync(WebRun run, string path, string method = "GET", string sign = "")
    {
        using var socket = new TcpClient("127.0.0.1", run.Server.Port);
        var stream = socket.GetStream();
        var cookie = run.Cookies.GetCookies(new Uri(run.Server.Address))[0];
        await stream.WriteAsync(
            Encoding.Latin1.GetBytes(
                $"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{run.Server.Port}\r\nCookie: {cookie.Name}={cookie.Value}\r\nX-Fastshot-Antiforgery: {sign}\r\n"
                + "Content-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"), Deadline.Token);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(Deadline.Token);
    }
}
