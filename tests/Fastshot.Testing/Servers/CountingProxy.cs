namespace Fastshot.Testing.Servers;

/// <summary>Stands in front of a server, and keeps what is asked of it: what really goes over the wire.</summary>
public sealed class CountingProxy : IAsyncDisposable
{
    private readonly Lock _turn = new();
    private readonly Uri _server;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private readonly LoopbackServer _front;
    private readonly List<string> _requests = [];

    public CountingProxy(Uri server)
    {
        _server = server;
        _front = new LoopbackServer(ForwardAsync);
    }

    public Uri Url => _front.Url;

    /// <summary>How many connections were made to it so far.</summary>
    public int Connections => _front.Connections;

    /// <summary>Awaited before a request is passed on, with how many came before it.</summary>
    public Func<int, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>All requests since the last <see cref="Clear"/>, in the order in which they came, as <c>GET /bucket/key 200</c>.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_turn)
            {
                return [.. _requests];
            }
        }
    }

    public void Clear()
    {
        lock (_turn)
        {
            _requests.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _front.DisposeAsync();
        _http.Dispose();
    }

    private async Task<HttpAnswer> ForwardAsync(HttpCall call)
    {
        int index;
        lock (_turn)
        {
            index = _requests.Count;
            _requests.Add($"{call.Method} {call.Path}");
        }

        await Before(index);
        try
        {
            using var request = RequestOf(call);
            using var answer = await _http.SendAsync(request);
            var body = await answer.Content.ReadAsByteArrayAsync();
            lock (_turn)
            {
                _requests[index] += $" {(int)answer.StatusCode}";
            }

            var headers = answer.Headers.Concat(answer.Content.Headers)
                .Where(header => header.Key is not ("Transfer-Encoding" or "Connection"))
                .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
            return new HttpAnswer((int)answer.StatusCode) { Headers = headers, Body = body };
        }
        catch (HttpRequestException)
        {
            return new HttpAnswer(502) { IsSilent = true }; // The server is gone, and so is the connection to it.
        }
    }

    private HttpRequestMessage RequestOf(HttpCall call)
    {
        var request = new HttpRequestMessage(new HttpMethod(call.Method), new Uri($"{_server.GetLeftPart(UriPartial.Authority)}{call.Target}"));
        if (call.Body.Length > 0 || call.Method == "PUT")
        {
            request.Content = new ByteArrayContent(call.Body);
        }

        foreach (var (name, value) in call.Headers)
        {
            if (name is not ("Connection" or "Expect") && !request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return request;
    }
}
