using System.Globalization;
using System.Text.Json;
using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;
using Fastshot.Testing.Servers;

namespace Fastshot.Benchmarks;

/// <summary>
/// What it takes to look a vault through, 100,000 sessions in a bucket by their names, and a local vault to its last byte;
/// and to put back what a bucket lost.
/// </summary>
/// <remarks>The bucket is a small server of this process on loopback, which holds the objects in memory; the program is the real one.</remarks>
internal sealed class TrustBenchmarks(string program, string data)
{
    private const int Sessions = 100_000;
    private const int ArchiveBytes = 600;
    private const int LocalSessions = 400;
    private const int PictureBytes = 2_000_000;
    private const int Rounds = 3;
    private const int MemoryMax = 80;

    // A repair lists 4,000 findings at once, and looks again for the next.
    private static readonly int[] Lost = [1_000, 10_000];

    public IEnumerable<Figure> Run() =>
    [
        .. LocalAsync().GetAwaiter().GetResult(),
        .. StructureAsync().GetAwaiter().GetResult(),
        .. Lost.SelectMany(count => RepairAsync(count).GetAwaiter().GetResult()),
    ];

    // All archives are gone at once: a repair puts them back from this device.
    private async Task<List<Figure>> RepairAsync(int count)
    {
        var s3 = new FakeS3(FakeS3Profile.Aws);
        var home = Path.Combine(data, string.Create(CultureInfo.InvariantCulture, $"trust-lost-{count}"));
        var key = await PublishAsync(s3, home, count, isHereToo: true).ConfigureAwait(false);
        var server = new LoopbackServer(s3.Answer);
        await using (server.ConfigureAwait(false))
        {
            SetKeys(key);
            ProcessRun.Of(program, "--home", home, "remote", "set", $"s3://{FakeS3.Bucket}?endpoint={server.Url}", "--yes");
            ProcessRun.Of(program, "--home", home, "sync");
            ArchivesIn(s3).ForEach(s3.Remove);
            var run = ProcessRun.Of(program, "--home", home, "repair", "--remote", "--json");
            return
            [
                Figure.Of(string.Create(CultureInfo.InvariantCulture, $"repair --remote of {count} lost archives, on loopback"), "s", [run.WallSeconds]),
                Figure.Of("    put back", "", [ArchivesIn(s3).Count], count, isFloor: true),
                Figure.Of("    peak memory", "MB", [run.PeakMegabytes]),
            ];
        }
    }

    private async Task<List<Figure>> StructureAsync()
    {
        var s3 = new FakeS3(FakeS3Profile.Aws);
        var key = await PublishAsync(s3, Path.Combine(data, "trust-publisher"), Sessions, isHereToo: false).ConfigureAwait(false);
        var server = new LoopbackServer(s3.Answer);
        await using (server.ConfigureAwait(false))
        {
            SetKeys(key);
            var home = Path.Combine(data, "trust-joined");
            ProcessRun.Of(program, "--home", home, "remote", "set", $"s3://{FakeS3.Bucket}?endpoint={server.Url}", "--yes");
            var (runs, lists, others) = (new List<ProcessRun>(), 0, 0);
            for (var round = 0; round < Rounds; round++)
            {
                var before = s3.Calls.Count;
                runs.Add(ProcessRun.Of(program, "--home", home, "verify", "--remote", "--json"));
                var calls = s3.Calls.Skip(before).ToList();
                lists = calls.Count(call => call.Query.ContainsKey("list-type"));
                others = calls.Count - lists;
            }

            var here = Enumerable.Range(0, Rounds).Select(_ => ProcessRun.Of(program, "--home", home, "verify")).ToList();
            var objects = JsonDocument.Parse(runs[0].Output).RootElement.GetProperty("checked").GetInt32();
            return
            [
                Figure.Of("verify --remote of 100,000 sessions by names and lengths, on loopback", "s", runs.Select(run => run.WallSeconds), 20),
                Figure.Of("    peak memory", "MB", runs.Select(run => run.PeakMegabytes), MemoryMax),
                Figure.Of(string.Create(CultureInfo.InvariantCulture, $"    listings, of {objects} objects"), "", [lists], (objects + 999) / 1000),
                Figure.Of("    other requests", "", [others], 1),
                Figure.Of("verify of the same library on this device, peak memory", "MB", here.Select(run => run.PeakMegabytes), MemoryMax),
            ];
        }
    }

    private async Task<List<Figure>> LocalAsync()
    {
        var home = Path.Combine(data, "trust-local");
        var parts = BenchLibrary.PartsOf(home);
        using (var library = await SessionLibrary.OpenOrCreateAsync(parts).ConfigureAwait(false))
        {
            for (var i = 0; i < LocalSessions; i++)
            {
                await library.SaveAsync(BenchLibrary.SessionOf(i, PictureBytes)).ConfigureAwait(false);
            }
        }

        var bytes = Directory.EnumerateFiles(Path.Combine(home, "library", "vault"), "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        var runs = Enumerable.Range(0, Rounds + 1).Select(_ => ProcessRun.Of(program, "--home", home, "verify", "--read-data")).Skip(1).ToList();
        return
        [
            Figure.Of("verify --read-data of a local vault of 0.8 GB, whole process", "GB/s", runs.Select(run => bytes / 1e9 / run.WallSeconds), 0.4, isFloor: true),
            Figure.Of("    peak memory", "MB", runs.Select(run => run.PeakMegabytes), MemoryMax),
        ];
    }

    private static List<string> ArchivesIn(FakeS3 s3) => [.. s3.Keys.Where(one => one.Contains("/sessions/", StringComparison.Ordinal))];

    private static void SetKeys(string key)
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", FakeS3.AccessKey);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "secret");
        Environment.SetEnvironmentVariable("FASTSHOT_VAULT_KEY", key);
    }

    // A vault of which only the names and lengths count, with its archives on this device, too, or without; returns its recovery key.
    private static async Task<string> PublishAsync(FakeS3 s3, string home, int count, bool isHereToo)
    {
        var parts = BenchLibrary.PartsOf(home);
        using var library = await SessionLibrary.OpenOrCreateAsync(parts).ConfigureAwait(false);
        using var secret = await parts.Keys.ReadAsync().ConfigureAwait(false);
        var folder = $"{VaultPlace.Prefix}{library.Vault.Text}/";
        foreach (var portion in Enumerable.Range(0, count).Chunk(2000))
        {
            var entries = new List<KeyValuePair<EntryId, Entry>>();
            foreach (var i in portion)
            {
                var archive = new byte[ArchiveBytes];
                BitConverter.TryWriteBytes(archive, i);
                var name = Digest.Of(archive);
                s3.Put(folder + VaultNames.Archive(name), archive);
                if (isHereToo)
                {
                    await library.Objects.Store.PutAsync(VaultNames.Archive(name), ObjectContent.Of(archive), PutCondition.None).ConfigureAwait(false);
                }

                entries.Add(EntryOf(i, parts, new ArchiveName(name, ArchiveBytes)));
            }

            await library.AppendAsync(entries).ConfigureAwait(false);
        }

        var front = new MemoryStore(TimeProvider.System);
        await new KeyFiles(front, ThreadPoolScheduler.Instance).AddAsync(secret!, "a passphrase"u8.ToArray(), SystemRandom.Instance, logWorkFactor: 15).ConfigureAwait(false);
        await VaultPlace.DescribeAsync(front, library.Vault, TimeProvider.System.GetUtcNow()).ConfigureAwait(false);
        foreach (var store in (IObjectStore[])[front, library.Objects.Store])
        {
            foreach (var info in await store.ListAllAsync("").ConfigureAwait(false))
            {
                s3.Put(folder + info.Key, (await store.ReadSmallAsync(info.Key, 64 << 20).ConfigureAwait(false))!);
            }
        }

        return await library.RevealKeyAsync().ConfigureAwait(false);
    }

    private static KeyValuePair<EntryId, Entry> EntryOf(int number, LibraryParts parts, ArchiveName archive)
    {
        var id = parts.NewSessionId();
        return new(id, Changes.Create(new SessionInfo
        {
            Id = id,
            Created = DateTimeOffset.UnixEpoch.AddMinutes(number),
            Text = new SessionText { Name = string.Create(CultureInfo.InvariantCulture, $"session {number}") },
            Source = new Source("bench", "fastshot/bench", ClassicFile: null),
            Content = new ContentVersion(new FieldVersion(1, parts.NewChange()), 1, ArchiveBytes, new BoardSize(100, 100), archive),
            Trashed = null,
        }));
    }
}
