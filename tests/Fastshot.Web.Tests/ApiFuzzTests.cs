using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Fastshot.Web.Tests;

/// <summary>Whatever bytes come to the server's port, it answers in a documented way or closes, and goes on.</summary>
public sealed class ApiFuzzTests(ITestOutputHelper output)
{
    private const int AnswerMax = 64 << 10;

    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "..", "%2e%2e", "%00", "%ff", "%c0%80", "//", "\\", "?", "&", "=", "null", "true", "-1", "1e999", "99999999999999999999", "[]", "{}", "\"\\ud800\"", "[[[[[[[[[[[[[[[[[[",
            "\"\"", "\r\n", "\r\n\r\n", ": ", "Content-Length: 5\r\n", "Content-Length: -1\r\n", "Transfer-Encoding: chunked\r\n", "Range: bytes=5-1,0-\r\n", "If-None-Match: *\r\n",
            "Expect: 100-continue\r\n", "Content-Type: multipart/form-data; boundary=x\r\n", "--x\r\n", "GET", "DELETE", "PATCH", "HEAD", "/api/", "\u00fc", "\0",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC0, 0x80],
    ];

    [Fact]
    public async Task Requests()
    {
        await using var run = await WebRun.StartAsync();
        var id = await run.SaveAsync("one");
        var samples = Samples(id).Select(one => Request(run, one.Method, one.Path, one.Body)).ToList();
        var port = new Uri(run.Server.Address).Port;

        var report = await new Fuzzer("api", samples, Words, input => AskAsync(port, input)) { AllocatedMax = long.MaxValue }.RunAsync(10_000);

        output.WriteLine(report);
        Assert.True((await run.GetAsync("/api/sessions")).GetProperty("total").GetInt64() >= 0);
    }

    // What reaches beyond the library's own folder (a remote's address) and the one that ends the server are not among them.
    private static IEnumerable<(string Method, string Path, string? Body)> Samples(string id) =>
    [
        ("GET", "/api/connection", null),
        ("GET", "/api/status", null),
        ("GET", "/api/sessions?text=a&tag=b&color=red&sort=name&limit=5&cursor=abc", null),
        ("GET", "/api/sessions/days?trash=true", null),
        ("GET", "/api/facets?trash=false", null),
        ("GET", $"/api/sessions/{id}", null),
        ("GET", $"/api/sessions/{id}/preview?v=1", null),
        ("GET", $"/api/sessions/{id}/shots/001.png?v=1", null),
        ("GET", $"/api/sessions/{id}/export?format=png", null),
        ("GET", $"/api/export?id={id}", null),
        ("GET", "/api/operations", null),
        ("GET", "/api/operations/993bjw4hqsanxqpq", null),
        ("GET", "/api/settings", null),
        ("GET", "/api/keys", null),
        ("GET", "/api/cache", null),
        ("GET", "/api/openapi.json", null),
        ("GET", "/assets/index.js", null),
        ("PATCH", $"/api/sessions/{id}", """{"name":"a","description":"b","color":"red","class":"c","addTags":["x"],"removeTags":["y"]}"""),
        ("POST", $"/api/sessions/{id}/restore", "{}"),
        ("POST", "/api/bulk", $$$"""{"action":"trash","ids":["{{{id}}}"],"edit":{"addTags":["z"]}}"""),
        ("POST", "/api/undo/abc", "{}"),
        ("POST", "/api/operations/993bjw4hqsanxqpq/cancel", "{}"),
        ("POST", "/api/verify/estimate", """{"side":"here","level":"all","percent":5}"""),
        ("POST", "/api/sessions", "--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\na\r\n--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\n\r\n\u0089PNG\r\n--x--\r\n"),
        ("POST", "/api/import", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.fastshot\"\r\n\r\nFHDR\r\n--x--\r\n"),
    ];

    private static byte[] Request(WebRun run, string method, string path, string? body)
    {
        var server = new Uri(run.Server.Address);
        var type = body?.StartsWith("--x", StringComparison.Ordinal) == true ? "multipart/form-data; boundary=x" : "application/json";
        var head = $"{method} {path} HTTP/1.1\r\nHost: {server.Authority}\r\nCookie: {run.Cookies.GetCookieHeader(server)}\r\nX-Fastshot-Antiforgery: {run.Antiforgery}\r\nConnection: close\r\n";
        return Encoding.UTF8.GetBytes(body is null
            ? $"{head}\r\n"
            : $"{head}Content-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
    }

    // The end of what is sent is the end of the request, so nobody waits for more.
    private static async Task<string> AskAsync(int port, byte[] request)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(enable: true, seconds: 0) };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), Deadline.Token);
        var answer = new byte[AnswerMax];
        var length = 0;
        try
        {
            await socket.SendAsync(request, Deadline.Token);
            socket.Shutdown(SocketShutdown.Send);
            while (length < answer.Length && await socket.ReceiveAsync(answer.AsMemory(length), Deadline.Token) is var count and > 0)
            {
                length += count;
            }
        }
        catch (SocketException)
        {
            // It was closed in the middle: what was sent is not read to its end.
        }

        var text = Encoding.Latin1.GetString(answer, 0, length);
        var status = text.Split('\r')[0];
        var code = Between(text, "\"code\":\"", "\"");
        Assert.True(length == 0 || status.StartsWith("HTTP/1.1 ", StringComparison.Ordinal), text);
        Assert.False(status.StartsWith("HTTP/1.1 5", StringComparison.Ordinal) && status != "HTTP/1.1 505 HTTP Version Not Supported", text);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);

        // The digits of a status as letters: an answer is told from another by its words.
        return $"{string.Concat(status.Where(char.IsDigit).Select(digit => (char)('a' + digit - '0')))} {code.Replace('_', '.')} {Between(text, "\"title\":\"", "\"")}";
    }

    private static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal);
        return from < 0 || text.IndexOf(end, from + start.Length, StringComparison.Ordinal) is not (> 0 and var to) ? "" : text[(from + start.Length)..to];
    }
}
