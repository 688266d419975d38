using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Amazon.Runtime;
using Fastshot.Core.Library;
using Fastshot.Core.Runtime;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Disk;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Storage.S3;
using Fastshot.Testing.Servers;

namespace Fastshot.Benchmarks;

/// <summary>A bucket of a real server on loopback: throughput beside a plain copy, 50 ms a request, and the end of a cancelled sync.</summary>
/// <remarks>
/// The plain copy is rclone's, of the same sealed files, with as many transfers at once. The older program cannot be run
/// here; its 28.8 s and 28 s stand in the bounds.
/// </remarks>
internal sealed class S3Benchmarks(string program, string data)
{
    private const int Sessions = 200;
    private const int PictureBytes = 2_000_000;
    private const int ManySessions = 500;
    private const int Rounds = 6;
    private const int AtOnce = 16;
    private const int MemoryMax = 100;

    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(50);
    private static readonly string[] Kept = ["/about.json", "/keys/"];

    private readonly string _sender = Path.Combine(data, "s3-sender");
    private readonly string _receiver = Path.Combine(data, "s3-receiver");
    private readonly string _work = Path.Combine(data, "s3-work");
    private int _discarded;

    public IEnumerable<Figure> Run()
    {
        BenchLibrary.UseGatewayKeys();
        var gateway = CephGateway.StartAsync().GetAwaiter().GetResult();
        try
        {
            return [.. ThroughputAsync(gateway).ToBlockingEnumerable(), .. LatencyAsync(gateway).GetAwaiter().GetResult()];
        }
        finally
        {
            gateway.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private async IAsyncEnumerable<Figure> ThroughputAsync(CephGateway gateway)
    {
        var bucket = await gateway.CreateBucketAsync().ConfigureAwait(false);
        var peer = await gateway.CreateBucketAsync().ConfigureAwait(false);
        using var store = StoreOf(gateway.Endpoint, bucket);
        using var peerStore = StoreOf(gateway.Endpoint, peer);
        foreach (var home in (string[])[_sender, _receiver])
        {
            ProcessRun.Of(program, "--home", home, "remote", "set", $"s3://{bucket}?endpoint={gateway.Endpoint}", "--yes");
        }

        await BenchLibrary.FillAsync(BenchLibrary.PartsOf(_sender), Sessions, PictureBytes).ConfigureAwait(false);
        var files = Path.Combine(_sender, "library", "vault", "sessions");
        var runs = new List<(ProcessRun Up, ProcessRun PeerUp, ProcessRun Down, ProcessRun PeerDown, ProcessRun Idle)>();
        for (var round = 0; round <= Rounds; round++)
        {
            await EmptyAsync(store, Kept).ConfigureAwait(false);
            await EmptyAsync(peerStore, []).ConfigureAwait(false);
            // By turns: who comes second finds pages of memory that the first one has just left.
            var (up, peerUp) = InOrder(
                round, () => Synced(_sender, "pushed"), () => Copied(gateway, files, $"bench:{peer}"));
            var (down, peerDown) = InOrder(
                round, () => Synced(_receiver, "downloaded", "--download", "all"), () => CopiedBack(gateway, peer));
            var idle = Synced(_receiver, count: null);
            runs.Add((up, peerUp, down, peerDown, idle));
        }

        runs.RemoveAt(0); // It warmed the disk's cache.
        yield return Throughput("s3: 200 sessions of 2 MB to Ceph", runs.Select(run => run.Up));
        yield return Throughput("    rclone copy of the same files", runs.Select(run => run.PeerUp));
        yield return Ratio("    throughput / rclone's", runs.Select(run => (run.Up, run.PeerUp)));
        yield return Memory("    peak memory", runs.Select(run => run.Up));
        yield return Seconds("    user and system time", runs.Select(run => run.Up));
        yield return Seconds("    rclone's", runs.Select(run => run.PeerUp));
        yield return Throughput("s3: the same back to another device", runs.Select(run => run.Down));
        yield return Throughput("    rclone copy of the same files", runs.Select(run => run.PeerDown));
        yield return Ratio("    throughput / rclone's", runs.Select(run => (run.Down, run.PeerDown)));
        yield return Figure.Of(
            "    the same without a sync that fetches nothing, which is mostly the start of the process", "×",
            runs.Select(run => run.PeerDown.WallSeconds / (run.Down.WallSeconds - run.Idle.WallSeconds)));
        yield return Memory("    peak memory", runs.Select(run => run.Down));
        yield return Seconds("    user and system time", runs.Select(run => run.Down));
        yield return Seconds("    rclone's", runs.Select(run => run.PeerDown));
        await EmptyAsync(store, Kept).ConfigureAwait(false);
        yield return Figure.Of("s3: after Ctrl-C in the middle of sending, until the last byte", "ms", await CancelAsync(gateway, bucket).ConfigureAwait(false), 1000);
    }

    private async Task<List<Figure>> LatencyAsync(CephGateway gateway)
    {
        var options = OptionsOf(gateway.Endpoint, await gateway.CreateBucketAsync().ConfigureAwait(false));
        var proxy = new CountingProxy(gateway.Endpoint) { Before = _ => Task.Delay(Delay) };
        await using (proxy.ConfigureAwait(false))
        {
            using var near = new S3Store(options, TimeProvider.System);
            using var far = new S3Store(options with { Endpoint = new S3Setting<Uri?>(proxy.Url, "the benchmark") }, TimeProvider.System);
            var first = BenchLibrary.PartsOf(Path.Combine(data, "s3-first"));
            using var library = await SessionLibrary.OpenOrCreateAsync(first).ConfigureAwait(false);
            await VaultPlace.DescribeAsync(VaultPlace.StoreOf(near, library.Vault), library.Vault, TimeProvider.System.GetUtcNow()).ConfigureAwait(false);
            await BenchLibrary.FillAsync(first, ManySessions, 1000).ConfigureAwait(false);
            await RemoteOf(near, first, library).SyncAsync(new SyncOptions()).ConfigureAwait(false);
            var (syncs, saves) = (new List<double>(), new List<double>());
            for (var round = 0; round <= Rounds; round++)
            {
                var parts = BenchLibrary.PartsOf(Path.Combine(data, $"s3-joined-{round}"));
                using var secret = await first.Keys.ReadAsync().ConfigureAwait(false);
                await new LibraryJoining(parts).JoinAsync(secret!, own: null).ConfigureAwait(false);
                using var joined = await SessionLibrary.OpenOrCreateAsync(parts).ConfigureAwait(false);
                syncs.Add(await SecondsOfAsync(() => RemoteOf(far, parts, joined).SyncAsync(new SyncOptions())).ConfigureAwait(false));
                await BenchLibrary.FillAsync(parts, 1, 350_000).ConfigureAwait(false);
                saves.Add(await SecondsOfAsync(() => RemoteOf(far, parts, joined).SyncAsync(new SyncOptions())).ConfigureAwait(false));
            }

            return
            [
                Figure.Of("s3: first sync of 500 sessions, 50 ms a request", "s", syncs.Skip(1), 28.8 / 50),
                Figure.Of("s3: sync of a save among 500 sessions, 50 ms a request", "s", saves.Skip(1), 28.0 / 100),
            ];
        }
    }

    private async Task<List<double>> CancelAsync(CephGateway gateway, string bucket)
    {
        var relay = new MeteredRelay(gateway.Endpoint.Port);
        await using (relay.ConfigureAwait(false))
        {
            var milliseconds = new List<double>();
            var url = $"s3://{bucket}?endpoint=http://127.0.0.1:{relay.Port}";
            for (var round = 0; round < Rounds; round++)
            {
                BenchLibrary.Copy(_sender, _work);
                ProcessRun.Of(program, "--home", _work, "config", "set", "remote", url);
                ProcessRun.Of(program, "--home", _work, "config", "set", "bandwidth_up", "20MB"); // Or it would be over too soon.
                using var sync = Process.Start(new ProcessStartInfo(program, ["--home", _work, "sync"])
                {
                    UseShellExecute = false,
                    RedirectStandardError = true,
                    RedirectStandardOutput = true,
                })!;
                var errors = sync.StandardError.ReadToEndAsync();
                var before = relay.Bytes;
                while (relay.Bytes - before < 20_000_000)
                {
                    await Task.Delay(10).ConfigureAwait(false);
                }

                var cancelled = Stopwatch.GetTimestamp();
                using (var kill = Process.Start("kill", ["-INT", sync.Id.ToString(CultureInfo.InvariantCulture)]))
                {
                    await kill.WaitForExitAsync().ConfigureAwait(false);
                }

                await sync.WaitForExitAsync().ConfigureAwait(false);
                await Task.Delay(2000).ConfigureAwait(false);
                milliseconds.Add(Math.Max(0, Stopwatch.GetElapsedTime(cancelled, relay.LastByte).TotalMilliseconds));
                Directory.Delete(_work, recursive: true);
                if (sync.ExitCode != 130)
                {
                    throw new InvalidOperationException($"The sync was not cancelled: {sync.ExitCode} {await errors.ConfigureAwait(false)}");
                }
            }

            return milliseconds;
        }
    }

    // Each time by a home as it was: what a sync remembers must not help the next one.
    private ProcessRun Synced(string home, string? count, params string[] options)
    {
        BenchLibrary.Copy(home, _work);
        Settle();
        var run = ProcessRun.Of(program, ["--home", _work, "sync", "--json", .. options]);
        using var report = JsonDocument.Parse(run.Output);
        var done = count is null ? Sessions : report.RootElement.GetProperty(count).GetInt32();
        Discard(_work);
        return done == Sessions ? run : throw new InvalidOperationException($"Of {Sessions} sessions {done} were {count}: {run.Output}");
    }

    private ProcessRun CopiedBack(CephGateway gateway, string peer)
    {
        var run = Copied(gateway, $"bench:{peer}", _work);
        Discard(_work);
        return run;
    }

    private static (ProcessRun Ours, ProcessRun Peer) InOrder(int round, Func<ProcessRun> ours, Func<ProcessRun> peer)
    {
        if (round % 2 == 0)
        {
            return (ours(), peer());
        }

        var second = peer();
        return (ours(), second);
    }

    // Emptied and kept: for a minute or more ext4 passes over the inode of each deleted file, block by block, when it
    // looks for a free one. That took more time than 200 downloads, and more of ours, which begin in one folder.
    private void Discard(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var emptied = File.OpenHandle(file, FileMode.Truncate, FileAccess.Write);
        }

        Directory.Move(folder, Path.Combine(data, $"s3-discarded-{_discarded++}"));
    }

    // What was written before must not be written to the disk during the run that is measured.
    private static void Settle()
    {
        using var sync = Process.Start("sync");
        sync.WaitForExit();
    }

    private static ProcessRun Copied(CephGateway gateway, string from, string to)
    {
        Environment.SetEnvironmentVariable("RCLONE_CONFIG", "/dev/null");
        Environment.SetEnvironmentVariable("RCLONE_CONFIG_BENCH_TYPE", "s3");
        Environment.SetEnvironmentVariable("RCLONE_CONFIG_BENCH_PROVIDER", "Ceph");
        Environment.SetEnvironmentVariable("RCLONE_CONFIG_BENCH_ENV_AUTH", "true");
        Environment.SetEnvironmentVariable("RCLONE_CONFIG_BENCH_ENDPOINT", gateway.Endpoint.ToString());
        Settle();
        return ProcessRun.Of(
            "rclone", "copy", from, to, "--transfers", $"{AtOnce}", "--checkers", $"{AtOnce}", "--s3-no-check-bucket", "--quiet");
    }

    private static async Task EmptyAsync(S3Store store, string[] kept)
    {
        var objects = await store.ListAllAsync("").ConfigureAwait(false);
        var doomed = objects.Select(info => info.Key).Where(key => !kept.Any(part => key.Value.Contains(part, StringComparison.Ordinal)));
        await FanOut.ForEachAsync(doomed, AtOnce, (key, token) => store.DeleteAsync(key, token)).ConfigureAwait(false);
    }

    private static async Task<double> SecondsOfAsync(Func<Task> work)
    {
        var started = Stopwatch.GetTimestamp();
        await work().ConfigureAwait(false);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static VaultRemote RemoteOf(IObjectStore place, LibraryParts parts, SessionLibrary library) => new(
        place, isBucket: true, library, DiskFileSystem.Instance, Path.Combine(Path.GetDirectoryName(parts.Cache)!, "sync.json"), SystemRandom.Instance, TimeProvider.System);

    private static S3Store StoreOf(Uri endpoint, string bucket) => new(OptionsOf(endpoint, bucket), TimeProvider.System);

    private static S3Options OptionsOf(Uri endpoint, string bucket) => new()
    {
        Bucket = bucket,
        Prefix = new S3Setting<string>("", "the benchmark"),
        Endpoint = new S3Setting<Uri?>(endpoint, "the benchmark"),
        Region = new S3Setting<string>("us-east-1", "the benchmark"),
        PathStyle = new S3Setting<bool>(true, "the benchmark"),
        Credentials = new BasicAWSCredentials(CephGateway.AccessKey, CephGateway.SecretKey),
        CredentialSource = "the benchmark",
    };

    private static Figure Throughput(string name, IEnumerable<ProcessRun> runs) =>
        Figure.Of(name, "MB/s", runs.Select(run => Sessions * PictureBytes / 1e6 / run.WallSeconds));

    private static Figure Ratio(string name, IEnumerable<(ProcessRun Ours, ProcessRun Peer)> runs) =>
        Figure.Of(name, "×", runs.Select(run => run.Peer.WallSeconds / run.Ours.WallSeconds), 0.9, isFloor: true);

    private static Figure Memory(string name, IEnumerable<ProcessRun> runs) =>
        Figure.Of(name, "MB", runs.Select(run => run.PeakMegabytes), MemoryMax);

    private static Figure Seconds(string name, IEnumerable<ProcessRun> runs) => Figure.Of(name, "s", runs.Select(run => run.CpuSeconds));
}
