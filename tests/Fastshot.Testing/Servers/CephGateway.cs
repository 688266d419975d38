using System.Security.Cryptography.X509Certificates;

namespace Fastshot.Testing.Servers;

/// <summary>A real S3 server on loopback: Ceph's object gateway, from Debian's packages, started for a run of tests.</summary>
public sealed class CephGateway : IAsyncDisposable
{
    public const string AccessKey = "testaccess";
    public const string SecretKey = "testsecretkey";

    private static readonly Lazy<Task<CephGateway>> Shared = new(StartAsync);

    private readonly ServerScript _script;
    private int _buckets;

    private CephGateway(ServerScript script, int port, int securePort, X509Certificate2 authority)
    {
        (_script, Authority) = (script, authority);
        (Endpoint, SecureEndpoint) = (new Uri($"http://127.0.0.1:{port}"), new Uri($"https://localhost:{securePort}"));
    }

    public Uri Endpoint { get; }

    /// <summary>The same buckets over TLS, with a certificate of <see cref="Authority"/>.</summary>
    public Uri SecureEndpoint { get; }

    /// <summary>Who signed the certificate; no system knows it.</summary>
    public X509Certificate2 Authority { get; }

    /// <summary>The one gateway of this process, started when it is first asked for; each test makes a bucket of its own.</summary>
    public static Task<CephGateway> SharedAsync() => Shared.Value;

    /// <summary>Starts one.</summary>
    public static async Task<CephGateway> StartAsync()
    {
        var authority = TestCertificates.NewAuthority("Authority of tests");
        using var certificate = TestCertificates.NewServer(authority);
        var file = Path.Combine(Path.GetTempPath(), $"fastshot-ceph-{Guid.NewGuid():N}.pem");
        await File.WriteAllTextAsync(
            file, certificate.ExportCertificatePem() + "\n" + certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n", Deadline.Token);
        var ports = LoopbackPorts.Find(4);
        var script = await ServerScript.StartAsync("ceph-gateway", "Ceph's gateway", [.. ports.Select(port => $"{port}"), file]);
        File.Delete(file);
        return new CephGateway(script, ports[0], ports[3], authority);
    }

    /// <summary>Makes an empty bucket, and returns its name.</summary>
    public Task<string> CreateBucketAsync() =>
        SignedRequest.CreateBucketAsync(Endpoint, $"test-{Interlocked.Increment(ref _buckets)}", AccessKey, SecretKey);

    /// <summary>Ends the gateway hard, in the middle of whatever it does; what is stored stays.</summary>
    public Task KillAsync() => _script.CommandAsync("kill", "killed");

    public Task RestartAsync() => _script.CommandAsync("start", "ready");

    public ValueTask DisposeAsync()
    {
        Authority.Dispose();
        return _script.DisposeAsync();
    }
}
