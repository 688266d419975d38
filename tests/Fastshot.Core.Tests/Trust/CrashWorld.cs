using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Tests.Exchange;
using Fastshot.Core.Tests.Library;
using Fastshot.Core.Trust;
using Fastshot.Core.Vault;
using Fastshot.Testing.Files;
using Fastshot.Testing.Simulation;
using Fastshot.Testing.Stores;
using Fastshot.Testing.Sync;

namespace Fastshot.Core.Tests.Trust;

/// <summary>What a device is at when it ends.</summary>
public enum Step
{
    Save,
    Import,
    Sync,
    Compaction,
    Repair,
    RepairThere,
    PublishAgain,
    CacheCleaning,
    Rebuild,
    Collection,
}

/// <summary>A device and a bucket just before a step, of which any number of copies can be made and ended anywhere.</summary>
internal sealed class CrashWorld
{
    private const string PortableFile = "/in/one.fastshot";

    private static readonly SyncOptions Often = new()
    {
        Download = DownloadChoice.All,
        Sizes = new CompactionSizes { RecordsMin = 2, TierWidth = 3 },
    };

    private static readonly SyncOptions Rarely = new() { Download = DownloadChoice.All };

    private readonly Step _step;
    private readonly int _size;

    private CrashWorld(Step step, int size, FakeFileSystem files, MemoryStore bucket) =>
        (_step, _size, Files, Bucket) = (step, size, files, bucket);

    public FakeFileSystem Files { get; }

    public MemoryStore Bucket { get; }

    /// <summary>What was acknowledged to a person: these sessions may never be missing again.</summary>
    public HashSet<SessionId> Acknowledged { get; } = [];

    /// <summary>How many sessions there are when the step is done.</summary>
    public int Expected { get; private set; }

    public static ManualTime Time { get; } = new();

    /// <summary>Makes a world.</summary>
    /// <param name="size">How many sessions the step is about.</param>
    public static async Task<CrashWorld> CreateAsync(Step step, int size)
    {
        var bucket = new MemoryStore(Time);
        var meeting = new Meeting(bucket);
        var (first, second) = await meeting.TwoAsync();
        var ids = new List<SessionId> { await first.SaveAsync() };
        await first.SyncAsync(Rarely);
        var (expected, foreign) = (1, new List<SessionId>());
        await AddKeyFileAsync(first, bucket);
        switch (step)
        {
            case Step.Save:
                expected += size;
                break;
            case Step.Import:
                expected++;
                var (other, session) = await new ExchangeHome(first.Files, "/other").SavedAsync([.. Enumerable.Range(1, size)]);
                using (other)
                {
                    await new ExchangeHome(first.Files, "/other").Export(other)
                        .ToFileAsync(session, PortableFile, passphrase: null, cancellationToken: Deadline.Token);
                }

                break;
            case Step.Sync or Step.Compaction or Step.CacheCleaning:
                for (var i = 0; i < size; i++)
                {
                    ids.Add(await first.SaveAsync());
                    foreign.Add(await second.SaveAsync());
                }

                await second.SyncAsync(Rarely);
                if (step is not Step.Sync)
                {
                    await first.SyncAsync(Rarely);
                    await first.SyncAsync(Rarely);
                    ids.AddRange(foreign);
                    foreign.Clear();
                }

                expected = ids.Count + foreign.Count;
                break;
            case Step.Repair or Step.RepairThere or Step.PublishAgain or Step.Rebuild or Step.Collection:
                for (var i = 0; i < size + 2; i++)
                {
                    ids.Add(await first.SaveAsync());
                }

                await first.SyncAsync(Rarely);
                await HarmAsync(step, first, meeting, ids);
                expected = ids.Count;
                break;
        }

        var world = new CrashWorld(step, size, first.Files.StatesAfterCrash(2).Last(), bucket) { Expected = expected };
        world.Acknowledged.UnionWith(step is Step.Rebuild ? [] : ids);
        return world;
    }

    /// <summary>A copy, with the disk as it may be after a crash, or as it is.</summary>
    public async Task<CrashWorld> CopyAsync(FakeFileSystem? disk = null)
    {
        var bucket = new MemoryStore(Time);
        foreach (var info in await Bucket.ListAllAsync("", Deadline.Token))
        {
            await bucket.PutAsync(info.Key.Value, (await Bucket.ReadAsync(info.Key.Value))!);
        }

        var copy = new CrashWorld(_step, _size, disk ?? Files.StatesAfterCrash(2).Last(), bucket) { Expected = Expected };
        copy.Acknowledged.UnionWith(Acknowledged);
        return copy;
    }

    /// <summary>The device of this world; the seed decides what it draws.</summary>
    public MeetingDevice DeviceOf(ulong seed, IObjectStore? place = null) =>
        new(Files, Time, new SeededRandom(seed), 1, isBucket: true, () => place ?? Bucket);

    /// <summary>Does the step from its begin; what was done already is found done.</summary>
    public async Task DoAsync(ulong seed, IObjectStore? place = null, CancellationToken cancellationToken = default)
    {
        var token = cancellationToken == default ? Deadline.Token : cancellationToken;
        var there = place ?? Bucket;
        var device = DeviceOf(seed, there);
        if (_step is Step.Import)
        {
            await new ExchangeHome(Files).ImportAsync(PortableFile, seed: seed);
            return;
        }

        using var library = await device.OpenAsync();
        switch (_step)
        {
            case Step.Save:
                for (var i = (await library.CountAsync(token)).Sessions; i <= _size; i++)
                {
                    var saved = (await library.SaveAsync(SimulatedDevice.SessionOf("device 1", (int)i + 10), progress: null, token)).Session.Id;
                    Acknowledged.Add(saved);
                    await library.EditAsync(saved, new SessionEdit { AddTags = ["kept"] }, cancellationToken: token);
                }

                break;
            case Step.Sync or Step.Compaction:
                await device.RemoteOf(library).SyncAsync(_step is Step.Sync ? Rarely : Often, progress: null, token);
                break;
            case Step.Repair or Step.RepairThere:
                var trust = TrustOf(library, there, _step is Step.RepairThere, seed);
                var plan = RepairPlan.Of(await trust.VerifyAsync(new VerifyOptions(100), cancellationToken: token));
                await trust.RepairAsync(plan.With(plan.Asked), cancellationToken: token);
                break;
            case Step.PublishAgain:
                await TrustOf(library, there, isRemote: true, seed).PublishAgainAsync(passphrase: null, token);
                await device.RemoteOf(library).SyncAsync(Rarely, progress: null, token);
                break;
            case Step.CacheCleaning:
                await new CacheCleaning(library, there, Files, MemoryFileOf(library), Time)
                    .RunAsync(CacheLimits.None, previewBytes: 0, isDryRun: false, token);
                break;
            case Step.Rebuild:
                await new ArchiveAdoption(library, VaultPlace.StoreOf(there, library.Vault)).RunAsync(cancellationToken: token);
                break;
            case Step.Collection:
                await device.RemoteOf(library).CollectAsync(isDryRun: false, _ => Task.FromResult(true), token);
                break;
        }
    }

    /// <summary>Looks at what a process finds that comes now: all that was acknowledged, and nothing half.</summary>
    public async Task CheckAsync(FakeFileSystem disk, string where)
    {
        var device = new MeetingDevice(disk, Time, new SeededRandom(77), 1, isBucket: true, () => Bucket);
        using var library = await device.OpenAsync();
        Assert.DoesNotContain(library.Notices, notice => notice is LibraryNotice.RecordRefused && _step is not Step.Repair);
        var sessions = await LibraryHome.SessionsAsync(library);
        var listed = sessions.Select(one => one.Id).ToHashSet();

        // A repair finds records that the disk lost: those that the index alone knew are gone with it, and stand in no test of this kind.
        Assert.True(Acknowledged.IsSubsetOf(listed) || _step is Step.Repair, $"Lost: {string.Join(' ', Acknowledged.Except(listed))}, {where}.");
        Assert.InRange(sessions.Length, 0, Expected);
        var there = VaultPlace.StoreOf(Bucket, library.Vault);
        foreach (var session in sessions)
        {
            var archive = session.Content!.Archive!.Value;
            if (await library.HasContentAsync(session, Deadline.Token) && _step is not Step.Repair)
            {
                Assert.Single(await LibraryHome.PicturesAsync(library, session).ConfigureAwait(true) is { } pictures && _step is not Step.Import ? pictures : ["one"]);
            }
            else
            {
                Assert.True(
                    await there.HeadAsync(VaultNames.Archive(archive.Sha256), Deadline.Token) is { } info && info.Length == archive.Length,
                    $"The pictures of {session.Id} are nowhere, {where}.");
            }
        }
    }

    /// <summary>The next process goes on from a disk, does the step again, and syncs: then all is well on both sides and on a new device.</summary>
    public async Task FinishAsync(string where)
    {
        await DoAsync(seed: 1001);
        var device = DeviceOf(seed: 1002);
        await device.SyncAsync(Rarely);
        using (var library = await device.OpenAsync())
        {
            if (_step is Step.Repair)
            {
                await MendAsync(library);
            }

            Assert.True(Acknowledged.IsSubsetOf((await LibraryHome.SessionsAsync(library)).Select(one => one.Id).ToHashSet()), where);
            foreach (var isRemote in (bool[])[false, true])
            {
                var report = await TrustOf(library, Bucket, isRemote, seed: 9).VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token);
                Assert.True(
                    report.Findings.All(one => one.Kind is FindingKind.Orphaned || one.Action is FindingAction.Inspect),
                    $"{string.Join("; ", report.Findings.Select(one => $"{one.ObjectName} {one.Detail}"))}, {where}.");
            }
        }

        var fresh = new MeetingDevice(new FakeFileSystem(Time), Time, new SeededRandom(5), 2, isBucket: true, () => Bucket);
        using var secret = await device.Keys.ReadAsync(Deadline.Token);
        await new LibraryJoining(fresh.Parts).JoinAsync(secret!, own: null, cancellationToken: Deadline.Token);
        await fresh.SyncAsync(Rarely);
        using var all = await fresh.OpenAsync();
        var sessions = await LibraryHome.SessionsAsync(all);
        Assert.True(Expected == sessions.Length, $"{sessions.Length} sessions of {Expected}, {where}.");
        foreach (var session in sessions)
        {
            Assert.NotEmpty(await LibraryHome.PicturesAsync(all, session));
        }
    }

    // What the first run could not mend because a sync had to come first.
    private async Task MendAsync(SessionLibrary library)
    {
        var trust = TrustOf(library, Bucket, isRemote: false, seed: 8);
        await trust.RepairAsync(
            RepairPlan.Of(await trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token)), cancellationToken: Deadline.Token);
    }

    private static async Task HarmAsync(Step step, MeetingDevice device, Meeting meeting, List<SessionId> ids)
    {
        using var library = await device.OpenAsync();
        var (here, there) = (library.Objects.Store, meeting.StoreOf(library));
        var records = await there.ListAllAsync(VaultNames.LogPrefix, Deadline.Token);
        var archives = await there.ListAllAsync(VaultNames.SessionsPrefix, Deadline.Token);
        switch (step)
        {
            case Step.Repair:
                await here.DeleteAsync(records[0].Key, Deadline.Token);
                await FlipAsync(here, records[1].Key);
                await FlipAsync(here, archives[0].Key);
                break;
            case Step.RepairThere:
                await there.DeleteAsync(records[0].Key, Deadline.Token);
                await FlipAsync(there, records[1].Key);
                await FlipAsync(there, archives[0].Key);
                await there.DeleteAsync(archives[1].Key, Deadline.Token);
                await there.DeleteAsync(VaultNames.About, Deadline.Token);
                break;
            case Step.PublishAgain:
                foreach (var info in await there.ListAllAsync("", Deadline.Token))
                {
                    await there.DeleteAsync(info.Key, Deadline.Token);
                }

                break;
            case Step.Rebuild:
                foreach (var info in records)
                {
                    await there.DeleteAsync(info.Key, Deadline.Token);
                    await here.DeleteAsync(info.Key, Deadline.Token);
                }

                break;
            case Step.Collection:
                await device.PurgeAsync(ids[0]);
                ids.RemoveAt(0);
                for (var day = 0; day < 31; day++)
                {
                    meeting.Time.Advance(TimeSpan.FromDays(1));
                    await device.RemoteOf(library).SyncAsync(Rarely, progress: null, Deadline.Token);
                }

                break;
        }
    }

    private static async Task AddKeyFileAsync(MeetingDevice device, MemoryStore bucket)
    {
        using var library = await device.OpenAsync();
        using var secret = await device.Keys.ReadAsync(Deadline.Token);
        await new KeyFiles(VaultPlace.StoreOf(bucket, library.Vault), device.Parts.Scheduler)
            .AddAsync(secret!, "correct horse"u8.ToArray(), new SeededRandom(6), logWorkFactor: 15, Deadline.Token);
    }

    private static async Task FlipAsync(IObjectStore store, ObjectKey key)
    {
        var bytes = (await store.ReadAsync(key.Value))!;
        bytes[bytes.Length / 2] ^= 4;
        await store.PutAsync(key.Value, bytes);
    }

    private VaultTrust TrustOf(SessionLibrary library, IObjectStore there, bool isRemote, ulong seed) =>
        new(library, there, isRemote, Files, MemoryFileOf(library), new SeededRandom(seed), Time);

    private static string MemoryFileOf(SessionLibrary library) => $"{MeetingDevice.Home}/sync-{library.Vault}.json";
}
