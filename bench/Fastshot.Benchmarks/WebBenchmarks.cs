using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;

namespace Fastshot.Benchmarks;

/// <summary>The session manager's server with 100,000 sessions: answers over HTTP, memory, and how soon a cancelled sync stands.</summary>
/// <param name="home">A home with 100,000 sessions.</param>
internal sealed class WebBenchmarks(string program, string data, string home)
{
    private const int Previews = 5000;
    private const int Operations = 1000;
    private const int SearchMax = 50;
    private const int RestMax = 120;
    private const int BrowsedMax = 160;
    private const int GrowthMax = 5;
    private const int CancelMax = 1000;

    private static readonly string[] Typed = ["login bug", "error page", "dashboard", "研究", "urgent web", "invoice"];

    public IEnumerable<Figure> Run() => [.. ServeAsync().GetAwaiter().GetResult(), .. CancelAsync().GetAwaiter().GetResult()];

    private async Task<List<Figure>> ServeAsync()
    {
        var started = Stopwatch.StartNew();
        using var ui = await RunningServer.StartAsync(program, home).ConfigureAwait(false);
        var start = started.Elapsed.TotalMilliseconds;
        var first = await ui.TimeAsync("/api/sessions?limit=100").ConfigureAwait(false);
        var figures = new List<Figure>
        {
            Figure.Of("ui with 100,000 sessions: from the command to its address", "ms", [start]),
            Figure.Of("    the first page of 100", "ms", [first]),
            Figure.Of("    any page", "ms", await ManyAsync(ui, Enumerable.Range(0, 100).Select(i => $"/api/sessions?limit=100&offset={i * 999}")).ConfigureAwait(false), SearchMax),
            Figure.Of("    the counts of all days", "ms", await ManyAsync(ui, Enumerable.Repeat("/api/sessions/days", 10)).ConfigureAwait(false)),
            Figure.Of("    facets of all, counted anew", "ms", [await ui.TimeAsync("/api/facets").ConfigureAwait(false)]),
        };
        var keys = Typed.SelectMany(word => Enumerable.Range(1, word.Length).Select(count => $"/api/sessions?limit=60&query={Uri.EscapeDataString(word[..count])}"));
        var searches = await ManyAsync(ui, Enumerable.Repeat(keys, 3).SelectMany(one => one)).ConfigureAwait(false);
        figures.Add(Figure.Of("    a search, for each key that is pressed", "ms", searches, SearchMax));
        figures.Add(Figure.Of("    its slowest of a hundred", "ms", [searches.Order().ElementAt((int)(searches.Count * 0.99))], SearchMax));
        figures.Add(Figure.Of("    memory at rest", "MB", [ui.Megabytes], RestMax));
        await BrowseAsync(ui).ConfigureAwait(false);
        figures.Add(Figure.Of("    memory after 5,000 previews", "MB", [ui.Megabytes], BrowsedMax));
        await OperateAsync(ui).ConfigureAwait(false);
        var before = ui.Megabytes;
        await OperateAsync(ui).ConfigureAwait(false);
        figures.Add(Figure.Of("    growth by 1,000 operations after 1,000 others", "MB", [ui.Megabytes - before], GrowthMax));
        return figures;
    }

    private static async Task BrowseAsync(RunningServer ui)
    {
        var seen = 0;
        for (var offset = 0; seen < Previews; offset += 500)
        {
            var page = await ui.JsonAsync(HttpMethod.Get, $"/api/sessions?limit=500&offset={offset}").ConfigureAwait(false);
            foreach (var preview in page.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("preview").GetString()).OfType<string>())
            {
                await ui.TimeAsync(preview).ConfigureAwait(false);
                seen++;
                if (seen % 1000 == 0)
                {
                    await Task.Delay(TimeSpan.FromSeconds(3)).ConfigureAwait(false); // As a hand scrolls, and within the server's rate.
                }
            }
        }
    }

    private static async Task OperateAsync(RunningServer ui)
    {
        for (var i = 0; i < Operations; i++)
        {
            await ui.JsonAsync(HttpMethod.Post, "/api/cache/verify").ConfigureAwait(false);
            if (i % 100 == 99)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500)).ConfigureAwait(false);
            }
        }

        while ((await ui.JsonAsync(HttpMethod.Get, "/api/operations?limit=1").ConfigureAwait(false)) is var list
            && list.GetProperty("running").GetInt32() + list.GetProperty("queued").GetInt32() > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100)).ConfigureAwait(false);
        }
    }

    // A server that takes connections and never answers: the sync hangs in its first request.
    private async Task<List<Figure>> CancelAsync()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var small = Path.Combine(data, "web-cancel");
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "key");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "secret");
        ProcessRun.Of(program, "demo", "--home", small, "--sessions", "10", "--catalog-only", "-q");
        ProcessRun.Of(program, "--home", small, "config", "set", "remote", $"s3://hangs?endpoint=http://{silent.LocalEndpoint}");
        ProcessRun.Of(program, "--home", small, "config", "set", "sync", "manual");
        using var ui = await RunningServer.StartAsync(program, small).ConfigureAwait(false);
        var times = new List<double>();
        for (var round = 0; round < 5; round++)
        {
            var sync = await ui.JsonAsync(HttpMethod.Post, "/api/sync").ConfigureAwait(false);
            var id = sync.GetProperty("operation").GetProperty("id").GetString();
            await Task.Delay(TimeSpan.FromSeconds(1)).ConfigureAwait(false);
            var asked = Stopwatch.StartNew();
            await ui.JsonAsync(HttpMethod.Post, $"/api/operations/{id}/cancel").ConfigureAwait(false);
            while (await StateAsync(ui, id!).ConfigureAwait(false) != "cancelled")
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5)).ConfigureAwait(false);
            }

            times.Add(asked.Elapsed.TotalMilliseconds);
        }

        return [Figure.Of("a sync whose server never answers: from its cancellation until it stands", "ms", times, CancelMax)];
    }

    private static async Task<string?> StateAsync(RunningServer ui, string id) =>
        (await ui.JsonAsync(HttpMethod.Get, $"/api/operations/{id}").ConfigureAwait(false)).GetProperty("operation").GetProperty("state").GetString();

    private static async Task<List<double>> ManyAsync(RunningServer ui, IEnumerable<string> paths)
    {
        var times = new List<double>();
        foreach (var path in paths)
        {
            times.Add(await ui.TimeAsync(path).ConfigureAwait(false));
        }

        return times;
    }

    /// <summary><c>fastshot ui</c> as a process, asked as its page asks it.</summary>
    private sealed class RunningServer : IDisposable
    {
        private readonly Process _process;
        private readonly HttpClient _client;
        private string _sign = "";

        private RunningServer(Process process, string address)
        {
            _process = process;
            _client = new HttpClient { BaseAddress = new Uri(address) };
        }

        public double Megabytes
        {
            get
            {
                _process.Refresh();
                return _process.WorkingSet64 / 1_000_000.0;
            }
        }

        public static async Task<RunningServer> StartAsync(string program, string home)
        {
            var process = Process.Start(new ProcessStartInfo(program)
            {
                ArgumentList = { "--home", home, "ui", "--no-open", "-q" },
                UseShellExecute = false,
                RedirectStandardOutput = true,
            })!;
            var address = await process.StandardOutput.ReadLineAsync().ConfigureAwait(false)
                ?? throw new InvalidOperationException("The session manager did not start.");
            var server = new RunningServer(process, new Uri(address).GetLeftPart(UriPartial.Authority));
            (await server._client.GetAsync(address).ConfigureAwait(false)).Dispose();
            server._sign = (await server.JsonAsync(HttpMethod.Get, "/api/connection").ConfigureAwait(false)).GetProperty("antiforgery").GetString()!;
            return server;
        }

        public async Task<double> TimeAsync(string path)
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await _client.GetAsync(path).ConfigureAwait(false);
            await answer.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
            return answer.IsSuccessStatusCode
                ? Stopwatch.GetElapsedTime(started).TotalMilliseconds
                : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{path}: {(int)answer.StatusCode}"));
        }

        public async Task<JsonElement> JsonAsync(HttpMethod method, string path)
        {
            using var request = new HttpRequestMessage(method, path);
            if (method != HttpMethod.Get)
            {
                request.Headers.Add("X-Fastshot-Antiforgery", _sign);
                request.Content = new StringContent("{}", new MediaTypeHeaderValue("application/json"));
            }

            using var answer = await _client.SendAsync(request).ConfigureAwait(false);
            var text = await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
            answer.EnsureSuccessStatusCode();
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }

        public void Dispose()
        {
            _client.Dispose();
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
