namespace Fastshot.Testing.Servers;

/// <summary>A real S3 server without conditions on loopback: OpenStack Swift with s3api, from Debian's packages.</summary>
/// <remarks>It takes about 70 small objects a second.</remarks>
public sealed class SwiftServer : IAsyncDisposable
{
    public const string AccessKey = "test:tester";
    public const string SecretKey = "testing";

    private static readonly Lazy<Task<SwiftServer>> Shared = new(StartAsync);

    private readonly ServerScript _script;
    private int _buckets;

    private SwiftServer(ServerScript script, int port) => (_script, Endpoint) = (script, new Uri($"http://127.0.0.1:{port}"));

    public Uri Endpoint { get; }

    /// <summary>The one server of this process, started when it is first asked for; each test makes a bucket of its own.</summary>
    public static Task<SwiftServer> SharedAsync() => Shared.Value;

    public static async Task<SwiftServer> StartAsync()
    {
        var ports = LoopbackPorts.Find(4);
        return new SwiftServer(await ServerScript.StartAsync("swift-server", "Swift", ports.Select(port => $"{port}")), ports[0]);
    }

    /// <summary>Makes an empty bucket, and returns its name.</summary>
    public Task<string> CreateBucketAsync() =>
        SignedRequest.CreateBucketAsync(Endpoint, $"test-{Interlocked.Increment(ref _buckets)}", AccessKey, SecretKey);

    public ValueTask DisposeAsync() => _script.DisposeAsync();
}
