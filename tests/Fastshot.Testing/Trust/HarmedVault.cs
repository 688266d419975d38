using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Trust;
using Fastshot.Core.Vault;
using Fastshot.Testing.Files;
using Fastshot.Testing.Simulation;
using Fastshot.Testing.Stores;
using Fastshot.Testing.Sync;

namespace Fastshot.Testing.Trust;

/// <summary>A vault with every kind of object on both sides, of which one is harmed, and what has to come of that.</summary>
public abstract class HarmedVault : IDisposable
{
    private static readonly SyncOptions Often = new()
    {
        Download = DownloadChoice.All,
        Sizes = new CompactionSizes { RecordsMin = 2, TierWidth = 3 },
    };

    private readonly HashSet<SessionId> _ids = [];
    private Meeting _meeting = null!;
    private MeetingDevice _device = null!;
    private SessionLibrary? _library;

    public enum Kind
    {
        Archive,
        Record,
        Segment,
        Checkpoint,
        KeyFile,
        About,
    }

    public enum Harm
    {
        Missing,
        Empty,
        Truncated,
        Flipped,
        Longer,
        AnotherOfThisVault,
        OneOfAnotherVault,
        AnOlderOne,
        OfAnotherKind,
    }

    /// <summary>An empty place where devices meet.</summary>
    protected abstract Task<IObjectStore> CreatePlaceAsync();

    /// <summary>Harms one object: it is named, survived, and mended from the other side.</summary>
    protected async Task HarmAndMendAsync(Kind kind, Harm harm, bool isThere)
    {
        await StartAsync();
        var store = isThere ? There : Library.Objects.Store;
        var key = await KeyOfAsync(store, kind);
        var whole = (await store.ReadAsync(key.Value))!;
        await HarmAsync(store, key, kind, harm);
        Assert.NotEqual(whole, await store.ReadAsync(key.Value));

        // Named, but for a download that is gone: that is fetched when it is asked for.
        var trust = TrustOf(isThere);
        var report = await trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token);
        Assert.Equal(
            (kind, harm, isThere) is (Kind.Archive, Harm.Missing, false) ? [] : [key.Value],
            report.Findings.Select(one => one.ObjectName));

        // Survived: the library opens without its index, and a sync throws nothing but that the vault is not described.
        _library!.Dispose();
        await _device.Indexes.SetAsideAsync(Deadline.Token);
        _library = await _device.OpenAsync();
        await SyncAsync(kind is Kind.About);

        // Mended.
        trust = TrustOf(isThere);
        var plan = RepairPlan.Of(await trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token));
        Assert.Empty(plan.Lost);
        Assert.Empty((await trust.RepairAsync(plan.With(plan.Asked), cancellationToken: Deadline.Token)).Left);
        await SyncAsync(mayFail: false);
        Assert.Empty((await trust.VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token)).Findings);
        await AssertAllOnANewDeviceAsync();
    }

    public virtual void Dispose()
    {
        _library?.Dispose();
        GC.SuppressFinalize(this);
    }

    private SessionLibrary Library => _library!;

    private PrefixedStore There => _meeting.StoreOf(Library);

    // Segments and a checkpoint, records behind them, two versions of one session's pictures, and a key file; all on both sides.
    private async Task StartAsync()
    {
        _meeting = new Meeting(await CreatePlaceAsync());
        _device = await _meeting.FirstAsync();
        _library = await _device.OpenAsync();
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 6; i++)
            {
                var saved = await Library.SaveAsync(SimulatedDevice.SessionOf("device 1", (round * 10) + i), progress: null, Deadline.Token);
                _ids.Add(saved.Session.Id);
            }

            await _device.RemoteOf(Library).SyncAsync(Often, progress: null, Deadline.Token);
        }

        await Library.Contents.ReplaceAsync(_ids.First(), SimulatedDevice.SessionOf("device 1", 99), Deadline.Token);
        await Library.EditAsync(_ids.First(), new SessionEdit { Name = "edited" }, cancellationToken: Deadline.Token);
        using var secret = await _device.Keys.ReadAsync(Deadline.Token);
        await new KeyFiles(There, _device.Parts.Scheduler)
            .AddAsync(secret!, "correct horse"u8.ToArray(), _device.Parts.Random, logWorkFactor: 15, Deadline.Token);
        _meeting.Time.Advance(TimeSpan.FromHours(7)); // Then it looks for new key files, too.
        await _device.RemoteOf(Library).SyncAsync(new SyncOptions(), progress: null, Deadline.Token);
        foreach (var isThere in (bool[])[true, false])
        {
            Assert.Empty((await TrustOf(isThere).VerifyAsync(new VerifyOptions(100), cancellationToken: Deadline.Token)).Findings);
        }
    }

    private VaultTrust TrustOf(bool isThere) => new(
        Library, _meeting.Store, isThere, _device.Files, $"{MeetingDevice.Home}/sync-{Library.Vault}.json", _device.Parts.Random, _meeting.Time);

    private async Task SyncAsync(bool mayFail)
    {
        try
        {
            await _device.RemoteOf(Library).SyncAsync(new SyncOptions(), progress: null, Deadline.Token);
        }
        catch (VaultException) when (mayFail)
        {
        }
    }

    private static string PrefixOf(Kind kind) => kind switch
    {
        Kind.Archive => VaultNames.SessionsPrefix,
        Kind.Record => VaultNames.LogPrefix,
        Kind.Segment => VaultNames.SegmentsPrefix,
        Kind.Checkpoint => VaultNames.CheckpointsPrefix,
        Kind.KeyFile => VaultNames.KeysPrefix,
        _ => VaultNames.About.Value,
    };

    // Of records the last one that no checkpoint covers, of checkpoints the one that counts.
    private async Task<ObjectKey> KeyOfAsync(IObjectStore store, Kind kind)
    {
        var all = await store.ListAllAsync(PrefixOf(kind), Deadline.Token);
        if (kind is not Kind.Record)
        {
            return all[^1].Key;
        }

        var here = await Library.Objects.PiecesAsync(Deadline.Token);
        return VaultNames.Piece(here.Of(PieceKind.Record)[^1]);
    }

    private static async Task HarmAsync(IObjectStore store, ObjectKey key, Kind kind, Harm harm)
    {
        var bytes = (await store.ReadAsync(key.Value))!;
        if (harm is Harm.Missing)
        {
            await store.DeleteAsync(key, Deadline.Token);
            return;
        }

        var siblings = (await store.ListAllAsync(PrefixOf(kind), Deadline.Token)).Where(one => one.Key != key).ToList();
        bytes = harm switch
        {
            Harm.Empty => [],
            Harm.Truncated => bytes[..^2], // The last byte of a description is a line feed.
            Harm.Longer => [.. bytes, 0],
            Harm.Flipped => [.. bytes.Take(bytes.Length - 1), (byte)(bytes[^1] ^ 1)],
            Harm.AnotherOfThisVault when siblings.Count > 0 => (await store.ReadAsync(siblings[0].Key.Value))!,
            Harm.AnOlderOne when siblings.Count > 0 => (await store.ReadAsync(siblings[^1].Key.Value))!,
            Harm.OneOfAnotherVault when kind is not (Kind.Segment or Kind.Checkpoint) => await OfAnotherVaultAsync(kind),
            _ => (await store.ReadAsync((await store.ListAllAsync(
                kind is Kind.Record ? VaultNames.SegmentsPrefix : VaultNames.LogPrefix, Deadline.Token))[0].Key.Value))!,
        };
        await store.PutAsync(key.Value, bytes);
    }

    private static async Task<byte[]> OfAnotherVaultAsync(Kind kind)
    {
        var time = new ManualTime();
        var bucket = new MemoryStore(time);
        var device = new MeetingDevice(new FakeFileSystem(time), time, new SeededRandom(4711), 1, isBucket: true, () => bucket);
        await device.SaveAsync();
        using var library = await device.OpenAsync();
        using var secret = await device.Keys.ReadAsync(Deadline.Token);
        var there = VaultPlace.StoreOf(bucket, library.Vault);
        await VaultPlace.DescribeAsync(there, library.Vault, time.GetUtcNow(), Deadline.Token);
        await device.SyncAsync();
        await new KeyFiles(there, device.Parts.Scheduler)
            .AddAsync(secret!, "another"u8.ToArray(), device.Parts.Random, logWorkFactor: 15, Deadline.Token);
        return (await there.ReadAsync((await there.ListAllAsync(PrefixOf(kind), Deadline.Token))[0].Key.Value))!;
    }

    private async Task AssertAllOnANewDeviceAsync()
    {
        var fresh = await _meeting.JoinAsync(_device);
        await fresh.SyncAsync(new SyncOptions { Download = DownloadChoice.All });
        using var library = await fresh.OpenAsync();
        var sessions = await SessionsAsync(library);
        Assert.Equal(_ids.Order(), sessions.Select(one => one.Id).Order());
        foreach (var session in sessions)
        {
            var here = await Library.FindAsync(session.Id.Text, Deadline.Token);
            Assert.True(await Library.HasContentAsync(here, Deadline.Token) || await _device.RemoteOf(Library).FetchAsync(here, Deadline.Token));
            Assert.Equal(
                await PicturesAsync(Library, here),
                await PicturesAsync(library, session));
        }
    }

    private static async Task<IReadOnlyList<SessionInfo>> SessionsAsync(SessionLibrary library) =>
        (await library.QueryAsync(new SessionQuery { Limit = 1000 }, Deadline.Token)).Sessions;

    private static async Task<List<byte[]>> PicturesAsync(SessionLibrary library, SessionInfo session)
    {
        var pictures = new List<byte[]>();
        await using var reader = await library.OpenContentAsync(session, Deadline.Token);
        while (await reader.NextAsync(Deadline.Token) is { } picture)
        {
            using var bytes = new MemoryStream();
            await picture.Content.CopyToAsync(bytes, Deadline.Token);
            pictures.Add(bytes.ToArray());
        }

        return pictures;
    }
}
