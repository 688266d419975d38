using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Testing.Files;
using Fastshot.Testing.Simulation;
using Fastshot.Testing.Stores;

namespace Fastshot.Testing.Sync;

/// <summary>Devices that meet in one place, without a scheduler: one does something after the other.</summary>
public sealed class Meeting
{
    public const string Place = "/mnt/nas";

    private readonly SeededRandom _random = new(42);
    private readonly IObjectStore? _place;
    private int _number;

    /// <summary>They meet in a folder.</summary>
    public Meeting()
    {
        Nas = new FakeFileSystem(Time);
        Nas.CreateFolderAsync(Place, Deadline.Token).GetAwaiter().GetResult();
    }

    /// <summary>They meet in a bucket.</summary>
    public Meeting(IObjectStore bucket)
        : this() => _place = bucket;

    public ManualTime Time { get; } = new();

    /// <summary>The disk on which they meet, where that is no bucket.</summary>
    public FakeFileSystem Nas { get; }

    /// <summary>Whether each sync looks, since the place shows for a while what was overwritten.</summary>
    public bool IsListed { get; init; }

    /// <summary>Whether nobody may remove anything there.</summary>
    public bool DeletesAreDenied { get; set; }

    /// <summary>Whether nobody may write anything there.</summary>
    public bool PutsAreDenied { get; set; }

    /// <summary>What else goes wrong there; null lets a request through.</summary>
    public Func<StoreCall, Fault?> FaultOf { get; set; } = _ => null;

    /// <summary>The vault of the first device.</summary>
    public VaultId Vault { get; private set; }

    public IObjectStore Store => new FaultyStore(
        _place ?? new FolderStore(Nas, Place, _random),
        call => (DeletesAreDenied && call.Verb is StoreVerb.Delete) || (PutsAreDenied && call.Verb is StoreVerb.Put)
            ? new Fault.Refused(StoreError.Denied)
            : FaultOf(call));

    /// <summary>A device with a library of its own, whose vault is published where the devices meet.</summary>
    public async Task<MeetingDevice> FirstAsync()
    {
        var device = NewDevice();
        using var library = await device.OpenAsync();
        Vault = library.Vault;
        await VaultPlace.DescribeAsync(StoreOf(library), library.Vault, Time.GetUtcNow(), Deadline.Token);
        return device;
    }

    /// <summary>One more device of the same vault.</summary>
    public async Task<MeetingDevice> JoinAsync(MeetingDevice first)
    {
        var device = NewDevice();
        using var secret = await first.Keys.ReadAsync(Deadline.Token);
        await new LibraryJoining(device.Parts).JoinAsync(secret!, own: null, cancellationToken: Deadline.Token);
        return device;
    }

    /// <summary>Two devices of one vault.</summary>
    public async Task<(MeetingDevice First, MeetingDevice Second)> TwoAsync()
    {
        var first = await FirstAsync();
        return (first, await JoinAsync(first));
    }

    public MeetingDevice NewDevice() => new(new FakeFileSystem(Time), Time, _random.Fork(), ++_number, _place is not null, () => Store) { IsListed = IsListed };

    /// <summary>The vault's objects where the devices meet.</summary>
    public PrefixedStore StoreOf(SessionLibrary library) => VaultPlace.StoreOf(Store, library.Vault);
}

/// <summary>One of the devices of a <see cref="Meeting"/>.</summary>
public sealed class MeetingDevice(FakeFileSystem files, ManualTime time, SeededRandom random, int number, bool isBucket, Func<IObjectStore> place)
{
    public const string Home = "/home/library";

    private int _pictures;

    /// <summary>Whether each sync looks.</summary>
    public bool IsListed { get; init; }

    public FakeFileSystem Files => files;

    public DeviceKeyStore Keys { get; } = new(files, $"{Home}/key", random);

    public MemoryIndexProvider Indexes { get; } = new();

    public LibraryParts Parts => new(
        Home, "/home/cache", $"device {number}", "linux", "fastshot/test", files, Keys, Indexes, time, random,
        ThreadPoolScheduler.Instance, () => null)
    {
        IndexesBeside = _ => new MemoryIndexProvider(),
    };

    public VaultRotation Rotation => new(Parts, place(), isBucket, vault => $"{Home}/sync-{vault}.json");

    public Task<SessionLibrary> OpenAsync() => SessionLibrary.OpenOrCreateAsync(Parts, Deadline.Token);

    public VaultRemote RemoteOf(SessionLibrary library) =>
        new(place(), isBucket, library, files, $"{Home}/sync-{library.Vault}.json", random, time);

    public async Task<SessionId> SaveAsync()
    {
        using var library = await OpenAsync();
        return (await library.SaveAsync(SimulatedDevice.SessionOf($"device {number}", ++_pictures), progress: null, Deadline.Token)).Session.Id;
    }

    public async Task<SyncReport> SyncAsync(SyncOptions? options = null)
    {
        using var library = await OpenAsync();
        var report = await RemoteOf(library).SyncAsync(options ?? new SyncOptions { Refreshes = IsListed }, progress: null, Deadline.Token);
        time.Advance(TimeSpan.FromMinutes(1));
        return report;
    }

    /// <summary>Syncs until it knows what is there, and that nothing was written since.</summary>
    public async Task SettleAsync()
    {
        await SyncAsync();
        await SyncAsync();
    }

    public async Task<Entry?> EntryOfAsync(SessionId id)
    {
        using var library = await OpenAsync();
        return await library.EntryOfAsync(id, Deadline.Token);
    }

    public async Task EditAsync(SessionId id, SessionEdit edit)
    {
        using var library = await OpenAsync();
        await library.EditAsync(id, edit, cancellationToken: Deadline.Token);
    }

    public async Task TrashAsync(SessionId id)
    {
        using var library = await OpenAsync();
        await library.TrashAsync([id], Deadline.Token);
    }

    /// <summary>Deletes for good, as a person does who has a remote.</summary>
    public async Task<SyncReport> PurgeAsync(params SessionId[] ids)
    {
        using var library = await OpenAsync();
        await library.TrashAsync(ids, Deadline.Token);
        await RemoteOf(library).WishAsync(ids, Deadline.Token);
        return await RemoteOf(library).SyncAsync(new SyncOptions(), progress: null, Deadline.Token);
    }
}
