using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;
using Fastshot.Core.Storage.Disk;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;

namespace Fastshot.Benchmarks;

/// <summary>What a sync asks of a bucket and how long it waits for it: 100,000 sessions of the demo's data, and 50 ms a request.</summary>
/// <remarks>The bucket is a store in memory that behaves as S3 does. The older program cannot be run here; its 28.8 s and 28 s stand in the bounds.</remarks>
internal sealed class SyncBenchmarks(Func<int, string> homeOf, string data)
{
    private const int Sessions = 100_000;
    private const int SessionsOfRecord = 250;
    private const int ManySessions = 500;
    private const int Rounds = 5;

    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(50);
    private static readonly ReadOnlyMemory<byte> Passphrase = "a passphrase"u8.ToArray();

    private int _homes;

    public IEnumerable<Figure> Run() =>
    [
        .. LatencyAsync().GetAwaiter().GetResult(),
        .. SizeAsync().GetAwaiter().GetResult(),
    ];

    private async Task<List<Figure>> SizeAsync()
    {
        var bucket = new MemoryStore(TimeProvider.System);
        var parts = NewParts();
        using var library = await SessionLibrary.OpenOrCreateAsync(parts).ConfigureAwait(false);
        await FillAsync(library, bucket).ConfigureAwait(false);
        var store = VaultPlace.StoreOf(bucket, library.Vault);
        foreach (var info in await library.Objects.Store.ListAllAsync(VaultNames.LogPrefix).ConfigureAwait(false))
        {
            var bytes = (await library.Objects.Store.ReadSmallAsync(info.Key, Limits.RecordBytes).ConfigureAwait(false))!;
            await store.PutAsync(info.Key, ObjectContent.Of(bytes), PutCondition.None).ConfigureAwait(false);
        }

        using var secret = (await parts.Keys.ReadAsync().ConfigureAwait(false))!;
        await new KeyFiles(store, parts.Scheduler).AddAsync(secret, Passphrase, parts.Random, logWorkFactor: 15).ConfigureAwait(false);
        await VaultPlace.DescribeAsync(store, library.Vault, TimeProvider.System.GetUtcNow()).ConfigureAwait(false);
        await RemoteOf(bucket, parts, library).SyncAsync(new SyncOptions()).ConfigureAwait(false);
        var (idle, save, change) = await StepsAsync(bucket, parts, library).ConfigureAwait(false);
        var joined = await JoinAsync(bucket, library.Vault).ConfigureAwait(false);
        return
        [
            Figure.Of("sync: an idle sync at 100,000 sessions", "requests", [idle], 1),
            Figure.Of("sync: a one-shot sync after a save", "requests", [save], 4),
            Figure.Of("sync: one change of another device", "requests", [change], 3),
            Figure.Of("sync: a new device until its first page, without records", "requests", [joined.First], 4),
            Figure.Of("    bytes until then, without records", "KB", [joined.FirstBytes / 1e3], 100),
            Figure.Of("sync: the whole list of 100,000 sessions", "requests", [joined.Requests], 150),
            Figure.Of("    received, a session", "bytes", [(double)joined.Bytes / Sessions], 160),
            Figure.Of("    of that segments", "bytes", [(double)joined.SegmentBytes / Sessions]),
            Figure.Of("    time, on this machine's memory", "s", [joined.Seconds]),
        ];
    }

    // The sessions of the demo, in records of a few, as they come in life; their archives stand there by name.
    private async Task FillAsync(SessionLibrary library, MemoryStore bucket)
    {
        var demo = BenchLibrary.PartsOf(homeOf(Sessions));
        using var source = await SessionLibrary.OpenOrCreateAsync(demo).ConfigureAwait(false);
        var page = await source.QueryAsync(new SessionQuery { Limit = Sessions }).ConfigureAwait(false);
        var store = VaultPlace.StoreOf(bucket, library.Vault);
        foreach (var portion in page.Sessions.Reverse().Chunk(SessionsOfRecord))
        {
            var entries = new List<KeyValuePair<EntryId, Entry>>(portion.Length);
            foreach (var session in portion)
            {
                entries.Add(new(session.Id, (await source.EntryOfAsync(session.Id).ConfigureAwait(false))!));
                await store.PutAsync(
                    VaultNames.Archive(session.Content!.Archive!.Value.Sha256), ObjectContent.Of(new byte[1]), PutCondition.None).ConfigureAwait(false);
            }

            await library.AppendAsync(entries).ConfigureAwait(false);
        }
    }

    private async Task<(double Idle, double Save, double Change)> StepsAsync(MemoryStore bucket, LibraryParts parts, SessionLibrary library)
    {
        var other = NewParts();
        using var secret = (await parts.Keys.ReadAsync().ConfigureAwait(false))!;
        await new LibraryJoining(other).JoinAsync(secret, own: null).ConfigureAwait(false);
        using var second = await SessionLibrary.OpenOrCreateAsync(other).ConfigureAwait(false);
        foreach (var minute in Enumerable.Range(1, 3))
        {
            await RemoteOf(bucket, other, second, minute * 2).SyncAsync(new SyncOptions()).ConfigureAwait(false);
            await RemoteOf(bucket, parts, library, minute * 2).SyncAsync(new SyncOptions()).ConfigureAwait(false);
        }

        var idle = await RemoteOf(bucket, parts, library, 8).SyncAsync(new SyncOptions()).ConfigureAwait(false);
        await library.SaveAsync(BenchLibrary.SessionOf(1, 350_000)).ConfigureAwait(false);
        var save = await RemoteOf(bucket, parts, library, 9).SyncAsync(new SyncOptions()).ConfigureAwait(false);
        var change = await RemoteOf(bucket, other, second, 10).SyncAsync(new SyncOptions()).ConfigureAwait(false);
        return (idle.Usage.Requests, save.Usage.Requests, change.Usage.Requests);
    }

    private async Task<JoinFigures> JoinAsync(MemoryStore bucket, VaultId vault)
    {
        var log = new LogStore(bucket);
        var place = new FirstLook(log, $"{VaultPlace.Prefix}{vault}/");
        var parts = NewParts();
        var start = TimeProvider.System.GetTimestamp();
        using var secret = await new KeyFiles(VaultPlace.StoreOf(place, vault), parts.Scheduler).UnlockAsync(vault, Passphrase).ConfigureAwait(false);
        await new LibraryJoining(parts).JoinAsync(secret, own: null).ConfigureAwait(false);
        using var library = await SessionLibrary.OpenOrCreateAsync(parts).ConfigureAwait(false);
        await RemoteOf(place, parts, library).SyncAsync(new SyncOptions()).ConfigureAwait(false);
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        var calls = log.Read();
        var page = calls.TakeWhile(one => !one.Name.Contains("/segments/", StringComparison.Ordinal))
            .Where(one => !one.Name.Contains("/log/", StringComparison.Ordinal)).ToList();
        var count = (await library.CountAsync().ConfigureAwait(false)).Sessions;
        return count < Sessions
            ? throw new InvalidOperationException($"Only {count} sessions came.")
            : new JoinFigures(
                page.Count, page.Sum(one => one.Bytes), calls.Count, calls.Sum(one => one.Bytes),
                calls.Where(one => one.Name.Contains("/segments/", StringComparison.Ordinal)).Sum(one => one.Bytes), seconds);
    }

    private async Task<List<Figure>> LatencyAsync()
    {
        var bucket = new MemoryStore(TimeProvider.System);
        var far = new FarStore(bucket);
        var first = NewParts();
        using var library = await SessionLibrary.OpenOrCreateAsync(first).ConfigureAwait(false);
        await VaultPlace.DescribeAsync(VaultPlace.StoreOf(bucket, library.Vault), library.Vault, TimeProvider.System.GetUtcNow()).ConfigureAwait(false);
        for (var i = 0; i < ManySessions; i++)
        {
            await library.SaveAsync(BenchLibrary.SessionOf(i, 1000)).ConfigureAwait(false);
        }

        await RemoteOf(bucket, first, library).SyncAsync(new SyncOptions()).ConfigureAwait(false);
        await RemoteOf(bucket, first, library, 2).SyncAsync(new SyncOptions()).ConfigureAwait(false);
        var (syncs, saves) = (new List<double>(), new List<double>());
        for (var round = 0; round <= Rounds; round++)
        {
            var parts = NewParts();
            using var secret = (await first.Keys.ReadAsync().ConfigureAwait(false))!;
            await new LibraryJoining(parts).JoinAsync(secret, own: null).ConfigureAwait(false);
            using var joined = await SessionLibrary.OpenOrCreateAsync(parts).ConfigureAwait(false);
            syncs.Add(await SecondsOfAsync(() => RemoteOf(far, parts, joined).SyncAsync(new SyncOptions())).ConfigureAwait(false));
            await RemoteOf(bucket, parts, joined, 2).SyncAsync(new SyncOptions()).ConfigureAwait(false);
            await RemoteOf(bucket, parts, joined, 4).SyncAsync(new SyncOptions()).ConfigureAwait(false);
            await joined.SaveAsync(BenchLibrary.SessionOf(round, 350_000)).ConfigureAwait(false);
            saves.Add(await SecondsOfAsync(() => RemoteOf(far, parts, joined, 5).SyncAsync(new SyncOptions())).ConfigureAwait(false));
        }

        return
        [
            Figure.Of("sync: first sync of 500 sessions, 50 ms a request", "s", syncs.Skip(1), 28.8 / 50),
            Figure.Of("sync: a save among 500 sessions, 50 ms a request", "s", saves.Skip(1), 28.0 / 100),
            Figure.Of("    round trips of it", "", saves.Skip(1).Select(seconds => Math.Floor(seconds / Delay.TotalSeconds)), 4),
        ];
    }

    private static async Task<double> SecondsOfAsync(Func<Task> work)
    {
        var start = TimeProvider.System.GetTimestamp();
        await work().ConfigureAwait(false);
        return TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    }

    private LibraryParts NewParts() => BenchLibrary.PartsOf(Path.Combine(data, $"sync-{++_homes}"));

    private static VaultRemote RemoteOf(IObjectStore place, LibraryParts parts, SessionLibrary library, int minutesLater = 0) => new(
        place, isBucket: true, library, DiskFileSystem.Instance, Path.Combine(parts.Folder, $"sync-{library.Vault}.json"), SystemRandom.Instance,
        new LaterTime(TimeSpan.FromMinutes(minutesLater)));

    private sealed record JoinFigures(int First, long FirstBytes, int Requests, long Bytes, long SegmentBytes, double Seconds);

    /// <summary>The clock of a device on which some minutes have passed: a head is relied on when it is that old.</summary>
    private sealed class LaterTime(TimeSpan later) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + later;
    }

    /// <summary>A store that is 50 ms away.</summary>
    private sealed class FarStore(IObjectStore inner) : StoreDecorator(inner)
    {
        protected override async Task<T> DoAsync<T>(Func<Task<T>> request, CancellationToken cancellationToken)
        {
            await Task.Delay(Delay, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            return await base.DoAsync(request, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Notes each request with the bytes that come back of objects.</summary>
    private sealed class LogStore(IObjectStore inner) : StoreDecorator(inner)
    {
        private readonly Lock _turn = new();
        private readonly List<(string Name, long Bytes)> _calls = [];

        // What is written afterwards is no part of what a list costs.
        public List<(string Name, long Bytes)> Read()
        {
            lock (_turn)
            {
                return [.. _calls];
            }
        }

        public override async Task<StoredObject?> GetAsync(ObjectKey key, ByteRange? range = null, CancellationToken cancellationToken = default)
        {
            var found = await base.GetAsync(key, range, cancellationToken).ConfigureAwait(false);
            Note(key.Value, found?.Info.Length ?? 0);
            return found;
        }

        public override Task<ListPage> ListAsync(
            string prefix, ObjectKey? after = null, int countMax = ListPage.CountMax, CancellationToken cancellationToken = default)
        {
            Note($"LIST {prefix}", 0);
            return base.ListAsync(prefix, after, countMax, cancellationToken);
        }

        private void Note(string name, long bytes)
        {
            lock (_turn)
            {
                _calls.Add((name, bytes));
            }
        }
    }
}
