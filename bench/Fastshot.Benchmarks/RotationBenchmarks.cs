using System.Diagnostics;
using Fastshot.Testing.Servers;

namespace Fastshot.Benchmarks;

/// <summary>A change of the vault's key: everything is sealed anew and sent to a real server on loopback, in one go and after a kill.</summary>
internal sealed class RotationBenchmarks(string program, string data)
{
    private const int Sessions = 1000;
    private const int PictureBytes = 1_000_000;
    private const int Rounds = 3;
    private const double ThroughputMin = 100;

    // By when most of it is done, and not all.
    private const double KilledAfterShare = 0.5;

    private readonly string _home = Path.Combine(data, "rotation");

    public IEnumerable<Figure> Run()
    {
        BenchLibrary.UseGatewayKeys();

        // Two vaults a round, and nothing is removed in between.
        Environment.SetEnvironmentVariable("FASTSHOT_CEPH_BYTES", "17179869184");
        var gateway = CephGateway.StartAsync().GetAwaiter().GetResult();
        try
        {
            return MeasureAsync(gateway).GetAwaiter().GetResult();
        }
        finally
        {
            gateway.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private async Task<List<Figure>> MeasureAsync(CephGateway gateway)
    {
        await BenchLibrary.FillAsync(BenchLibrary.PartsOf(_home), Sessions, PictureBytes).ConfigureAwait(false);
        var whole = new List<ProcessRun>();
        for (var round = 0; round < Rounds; round++)
        {
            var home = await BegunAsync(gateway, $"rotation-{round}").ConfigureAwait(false);
            whole.Add(Rotated(home));
            Directory.Delete(home, recursive: true);
        }

        var killed = await BegunAsync(gateway, "rotation-killed").ConfigureAwait(false);
        var wait = TimeSpan.FromSeconds(whole.Min(run => run.WallSeconds) * KilledAfterShare);
        await KillAfterAsync(killed, wait).ConfigureAwait(false);
        var rest = Rotated(killed);
        ProcessRun.Of(program, "--home", killed, "verify", "--remote", "--no-progress");
        return
        [
            Figure.Of("rotation: 1,000 sessions of 1 MB on Ceph", "MB/s", whole.Select(run => Sessions * PictureBytes / 1e6 / run.WallSeconds), ThroughputMin, isFloor: true),
            Figure.Of("    peak memory", "MB", whole.Select(run => run.PeakMegabytes)),
            Figure.Of("    user and system time", "s", whole.Select(run => run.CpuSeconds)),
            Figure.Of($"    killed after {wait.TotalSeconds:F1} s and done again", "s", [rest.WallSeconds]),
        ];
    }

    // A copy of the library, synced to a bucket of its own.
    private async Task<string> BegunAsync(CephGateway gateway, string name)
    {
        var home = Path.Combine(data, name);
        BenchLibrary.Copy(_home, home);
        var bucket = await gateway.CreateBucketAsync().ConfigureAwait(false);
        ProcessRun.Of(program, "--home", home, "remote", "set", $"s3://{bucket}?endpoint={gateway.Endpoint}", "--yes");
        ProcessRun.Of(program, "--home", home, "sync");
        return home;
    }

    private ProcessRun Rotated(string home) => ProcessRun.Of(program, "--home", home, "key", "rotate", "--yes", "--no-progress");

    private async Task KillAfterAsync(string home, TimeSpan wait)
    {
        using var rotation = Process.Start(new ProcessStartInfo(program, ["--home", home, "key", "rotate", "--yes", "--no-progress"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"{program} does not start.");
        await Task.Delay(wait, TimeProvider.System).ConfigureAwait(false);
        rotation.Kill();
        await rotation.WaitForExitAsync().ConfigureAwait(false);
        if (rotation.ExitCode == 0)
        {
            throw new InvalidOperationException("The change of the key was over before it could be killed.");
        }
    }
}
