using System.Diagnostics;
using System.Net;
using System.Text;

namespace Fastshot.Testing.Servers;

/// <summary>A real S3 server on loopback: Ceph's object gateway, from Debian's packages, started for a run of tests.</summary>
/// <remarks>It ends with this process, however that ends: its script stops it when the pipe to it is closed.</remarks>
public sealed class CephGateway : IAsyncDisposable
{
    public const string AccessKey = "testaccess";
    public const string SecretKey = "testsecretkey";

    private static readonly Lazy<Task<CephGateway>> Shared = new(StartAsync);

    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(90);

    private readonly Process _script;
    private readonly StringBuilder _errors = new();
    private int _buckets;

    private CephGateway(Process script, int port) => (_script, Endpoint) = (script, new Uri($"http://127.0.0.1:{port}"));

    public Uri Endpoint { get; }

    /// <summary>The one gateway of this process, started when it is first asked for; each test makes a bucket of its own.</summary>
    public static Task<CephGateway> SharedAsync() => Shared.Value;

    /// <summary>Starts one; where that fails, the exception says what to install.</summary>
    public static async Task<CephGateway> StartAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"fastshot-ceph-{Guid.NewGuid():N}");
        var ports = LoopbackPorts.Find(3);
        var start = new ProcessStartInfo(
            "bash", [Repository.PathOf("tests/Fastshot.Testing/Servers/ceph-gateway"), folder, .. ports.Select(port => $"{port}")])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var gateway = new CephGateway(
            Process.Start(start) ?? throw new InvalidOperationException("bash did not start."), ports[0]);
        gateway._script.ErrorDataReceived += (_, line) => gateway._errors.AppendLine(line.Data);
        gateway._script.BeginErrorReadLine();
        await gateway.ExpectAsync("ready");
        return gateway;
    }

    /// <summary>Makes an empty bucket, and returns its name.</summary>
    public async Task<string> CreateBucketAsync()
    {
        var bucket = $"test-{Interlocked.Increment(ref _buckets)}";
        using var http = new HttpClient();
        using var request = SignedRequest.Of(HttpMethod.Put, new Uri(Endpoint, $"/{bucket}"), AccessKey, SecretKey);
        using var answer = await http.SendAsync(request, Deadline.Token);
        return answer.StatusCode is HttpStatusCode.OK
            ? bucket
            : throw new InvalidOperationException($"No bucket could be made: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Deadline.Token)}");
    }

    /// <summary>Ends the gateway hard, in the middle of whatever it does; what is stored stays.</summary>
    public Task KillAsync() => CommandAsync("kill", "killed");

    public Task RestartAsync() => CommandAsync("start", "ready");

    public async ValueTask DisposeAsync()
    {
        _script.StandardInput.Close();
        using var limit = new CancellationTokenSource(StartMax);
        await _script.WaitForExitAsync(limit.Token);
        _script.Dispose();
    }

    private async Task CommandAsync(string command, string answer)
    {
        await _script.StandardInput.WriteLineAsync(command);
        await _script.StandardInput.FlushAsync(Deadline.Token);
        await ExpectAsync(answer);
    }

    private async Task ExpectAsync(string answer)
    {
        using var limit = new CancellationTokenSource(StartMax);
        var line = await _script.StandardOutput.ReadLineAsync(limit.Token);
        if (line != answer)
        {
            var rest = line is null ? "" : await _script.StandardOutput.ReadToEndAsync(limit.Token);
            throw new InvalidOperationException(
                $"Ceph's gateway did not start, and tests need it. ./test installs it (tests/packages.txt).\n{line}\n{rest}\n{_errors}");
        }
    }
}
