using System.Net;
using System.Text.Json;
using Fastshot.Cli.Demo;
using Fastshot.Cli.Shell;
using Fastshot.Cli.Ui;
using Fastshot.Core.Configuration;
using Fastshot.Core.Operations;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Disk;
using Fastshot.Core.Sync;
using Fastshot.Core.Workspace;
using Fastshot.Web.Hosting;

namespace Fastshot.Web.Tests;

/// <summary>The session manager's server over a library of its own, asked through real HTTP on loopback.</summary>
internal sealed class WebRun : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly LocalWorkspace _workspace;
    private readonly WebServer _server;
    private readonly HttpClient _client;
    private string _antiforgery = "";

    private WebRun(LocalWorkspace workspace, WebServer server, TemporaryFolder folder)
    {
        (_workspace, _server, _folder) = (workspace, server, folder);
        _client = new HttpClient(new SocketsHttpHandler { CookieContainer = Cookies, AllowAutoRedirect = false, PooledConnectionIdleTimeout = TimeSpan.FromSeconds(1) })
        {
            BaseAddress = new Uri(server.Address),
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    public CookieContainer Cookies { get; } = new();

    public WebServer Server => _server;

    /// <summary>What the page sends with each change.</summary>
    public string Antiforgery => _antiforgery;

    public LocalWorkspace Workspace => _workspace;

    public required string Home { get; init; }

    /// <summary>Of this device; of them another process of it is made.</summary>
    public required WorkspaceParts Parts { get; init; }

    public string RemoteFolder => Path.Combine(_folder.Path, "R");

    /// <summary>The bytes of a whole PNG.</summary>
    public static byte[] Png { get; } = ReadSample();

    /// <summary>Starts a server; the browser is let in.</summary>
    /// <param name="wrap">Stands between the library and its remote.</param>
    /// <param name="port">The first of ten that are tried; else any.</param>
    public static async Task<WebRun> StartAsync(Func<IObjectStore, IObjectStore>? wrap = null, WebLimits? limits = null, string? assets = null, string? disk = null, int port = 0)
    {
        var folder = new TemporaryFolder();
        var home = Path.Combine(disk ?? folder.Path, "H");
        var call = CallIn(home, folder.Path);
        var parts = PartsOf(call, wrap);
        var workspace = new LocalWorkspace(parts);
        var server = await WebServer.StartAsync(
            new WebParts(
                workspace,
                new UiInstallation(call, workspace),
                call.Places,
                DiskFileSystem.Instance,
                TimeProvider.System,
                SystemRandom.Instance,
                ThreadPoolScheduler.Instance,
                Describe)
            {
                Version = "1.2.3",
                AssetsFolder = assets ?? Path.Combine(folder.Path, "none"),
                Port = port,
                PortsTried = port == 0 ? 1 : 10,
                Limits = limits ?? new WebLimits { RequestsMax = 100_000 },
            },
            Deadline.Token);
        var run = new WebRun(workspace, server, folder) { Home = home, Parts = parts };
        Directory.CreateDirectory(run.RemoteFolder);
        using (var start = await run.SendAsync(HttpMethod.Get, server.StartAddress))
        {
            Assert.Equal(HttpStatusCode.SeeOther, start.StatusCode);
        }

        var connection = await run.GetAsync("/api/connection");
        run._antiforgery = connection.GetProperty("antiforgery").GetString()!;

        // By itself only when a test says so.
        await run.JsonAsync(HttpMethod.Put, "/api/settings", """{"values":[{"key":"sync","value":"manual"}]}""");
        return run;
    }

    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (method != HttpMethod.Get && !headers.Any(one => one.Name == "X-Fastshot-Antiforgery"))
        {
            request.Headers.Add("X-Fastshot-Antiforgery", _antiforgery);
        }

        foreach (var (name, value) in headers.Where(one => one.Value.Length > 0))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Deadline.Token);
    }

    public Task<JsonElement> GetAsync(string path) => JsonAsync(HttpMethod.Get, path);

    public Task<JsonElement> PostAsync(string path, string json = "{}") => JsonAsync(HttpMethod.Post, path, json);

    /// <summary>An answer that must be a success.</summary>
    public async Task<JsonElement> JsonAsync(HttpMethod method, string path, string? json = null)
    {
        using var response = await SendAsync(method, path, json is null ? null : new StringContent(json, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")));
        var text = await response.Content.ReadAsStringAsync(Deadline.Token);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {text}");
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    /// <summary>A request that must be refused, and the problem that it is refused with.</summary>
    public async Task<(int Status, string Code, JsonElement Problem)> RefusedAsync(
        HttpMethod method, string path, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var response = await SendAsync(method, path, content, headers);
        var text = await response.Content.ReadAsStringAsync(Deadline.Token);
        Assert.False(response.IsSuccessStatusCode, $"{method} {path} was not refused: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var document = JsonDocument.Parse(text);
        var problem = document.RootElement.Clone();
        Assert.NotEqual("bug", problem.GetProperty("code").GetString());
        return ((int)response.StatusCode, problem.GetProperty("code").GetString()!, problem);
    }

    public static StringContent Json(string json) => new(json, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));

    /// <summary>Saves one picture as a session, and returns its id.</summary>
    public async Task<string> SaveAsync(string name, params string[] tags)
    {
        using var form = Form((name + ".png", Png));
        form.Add(new StringContent(name), "name");
        foreach (var tag in tags)
        {
            form.Add(new StringContent(tag), "tag");
        }

        using var response = await SendAsync(HttpMethod.Post, "/api/sessions", form);
        var text = await response.Content.ReadAsStringAsync(Deadline.Token);
        Assert.True(response.StatusCode is HttpStatusCode.Created, text);
        using var document = JsonDocument.Parse(text);
        return document.RootElement.GetProperty("session").GetProperty("id").GetString()!;
    }

    public static MultipartFormDataContent Form(params (string Name, byte[] Bytes)[] files)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, bytes) in files)
        {
            form.Add(new ByteArrayContent(bytes), "files", name);
        }

        return form;
    }

    /// <summary>Awaits the end of an operation that a request began.</summary>
    public async Task<JsonElement> EndOfAsync(JsonElement accepted)
    {
        var id = accepted.GetProperty("operation").GetProperty("id").GetString();
        var deadline = Deadline.Token;
        while (true)
        {
            var detail = await GetAsync($"/api/operations/{id}");
            if (detail.GetProperty("operation").GetProperty("ended").ValueKind is not JsonValueKind.Null)
            {
                return detail;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, deadline);
        }
    }

    /// <summary>Awaits that nothing waits or runs.</summary>
    public async Task QuietAsync()
    {
        var deadline = Deadline.Token;
        while (_workspace.Operations.Snapshots.Any(one => !one.State.IsOver()))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, deadline);
        }
    }

    /// <summary>Makes a vault at the remote's folder, and awaits the sync that follows.</summary>
    public async Task MeetAsync()
    {
        var end = await EndOfAsync(await JsonAsync(
            HttpMethod.Put, "/api/remote", $$"""{"url":"{{RemoteFolder}}","create":true,"passphrase":"correct horse"}"""));
        Assert.Equal("completed", end.GetProperty("operation").GetProperty("state").GetString());
        await QuietAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        _workspace.Dispose();
        _folder.Dispose();
    }

    private static WorkspaceParts PartsOf(Invocation call, Func<IObjectStore, IObjectStore>? wrap) => new(
        call.Places,
        "test",
        "linux",
        "fastshot/test",
        DiskFileSystem.Instance,
        TimeProvider.System,
        SystemRandom.Instance,
        ThreadPoolScheduler.Instance,
        () => null,
        () => null)
    {
        Stores = new Dictionary<string, Func<RemoteAddress, CancellationToken, Task<IObjectStore>>>
        {
            ["file"] = (address, _) =>
            {
                IObjectStore store = new FolderStore(DiskFileSystem.Instance, address.Folder, SystemRandom.Instance);
                return Task.FromResult(wrap is null ? store : wrap(store));
            },
        },
        DescribeFailure = e => new OperationFailure(Describe(e).Code, Describe(e).Message, Describe(e).Hint),
    };

    private static WebFailure Describe(Exception e)
    {
        var failure = Failure.Of(e, isInterrupted: true);
        return new WebFailure(failure.Code, failure.Message + (failure.Code == "bug" ? failure.Trace : ""), failure.Hint);
    }

    private static Invocation CallIn(string home, string folder)
    {
        var line = CommandLine.Read(["ui"]);
        var options = new GlobalOptions { Home = home };
        var surroundings = new Surroundings
        {
            System = SystemKind.Linux,
            Variable = _ => null,
            CurrentFolder = folder,
            Terminal = SilentTerminal.Instance,
            Files = DiskFileSystem.Instance,
            Random = SystemRandom.Instance,
            Scheduler = ThreadPoolScheduler.Instance,
            Time = TimeProvider.System,
        };
        return new Invocation(line.Parsed, options, surroundings, new Output(options, surroundings.Terminal, surroundings.Time));
    }

    private static byte[] ReadSample()
    {
        var sample = SampleSession.ReadAll()[0];
        using var source = sample.Open(sample.Shots[0]);
        using var bytes = new MemoryStream();
        source.CopyTo(bytes);
        return bytes.ToArray();
    }
}
