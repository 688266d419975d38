using System.Globalization;
using System.Text;
using Fastshot.Core.Catalog;
using Fastshot.Core.Imaging;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Testing.Files;

namespace Fastshot.Testing.Simulation;

/// <summary>One installation in a simulation: its disk, its library, and the remote as it reaches it.</summary>
public sealed class SimulatedDevice
{
    private const string Home = "/home/library";

    private readonly SimulatedScheduler _scheduler;
    private readonly ManualTime _time;
    private readonly SeededRandom _random;
    private readonly Func<Task>? _turn;
    private readonly HashSet<Digest> _recordsEverHere = [];
    private readonly HashSet<Digest> _checkpointsSeen = [];
    private MemoryIndexProvider? _indexes;
    private SessionLibrary? _idle;

    /// <summary>A device that has not begun, with its disk.</summary>
    /// <param name="isSlow">Whether others may run before each call of its disk, or only before each request.</param>
    public SimulatedDevice(
        string name, FakeFileSystem files, MemoryStore bucket, SimulatedScheduler scheduler, ManualTime time, SeededRandom random, bool isSlow)
    {
        (Name, Files, _scheduler, _time, _random) = (name, files, scheduler, time, random);
        _turn = isSlow ? () => scheduler.TurnAsync() : null;
        Files.Turn = _turn;
        Remote = new SimulatedStore(bucket, scheduler, random.Fork());
    }

    public string Name { get; }

    public FakeFileSystem Files { get; private set; }

    public SimulatedStore Remote { get; }

    /// <summary>What was opened of the vault, by whichever device; null where each opens everything anew.</summary>
    public PieceMemory? Memory { get; init; }

    /// <summary>The rules by which it works.</summary>
    internal ProtocolRules Rules { get; init; } = ProtocolRules.All;

    /// <summary>For how many days it must be known that an archive goes.</summary>
    internal int GoneDays { get; init; } = 30;

    /// <summary>What it was seen to know.</summary>
    internal KnownState Known { get; } = new();

    /// <summary>When it synced.</summary>
    internal SyncDays Days { get; init; } = new();

    /// <summary>Whether the devices meet in a bucket; else in a folder.</summary>
    public bool IsBucket { get; init; }

    /// <summary>Opens the library, creating it where there is none. The caller disposes it.</summary>
    public Task<SessionLibrary> OpenAsync() => SessionLibrary.OpenOrCreateAsync(NewParts());

    /// <summary>The library of a process that still runs and has nothing to do, or of a new one.</summary>
    public async Task<SessionLibrary> TakeAsync()
    {
        var library = _idle ?? await OpenAsync();
        _idle = null;
        return library;
    }

    /// <summary>The process of a library has nothing to do any more, and waits for more or ends.</summary>
    /// <param name="files">The disk with which it began.</param>
    public void GiveBack(SessionLibrary library, FakeFileSystem files)
    {
        if (files == Files && _idle is null && !_random.OnceIn(3))
        {
            _idle = library;
        }
        else
        {
            library.Dispose();
        }
    }

    /// <summary>Draws from here on what another device draws: a virtual machine that is resumed twice.</summary>
    public void GoOnAs(SimulatedDevice other) => _random.GoOnAs(other._random);

    /// <summary>Draws from here on what nobody else draws.</summary>
    public void GoOnAlone(SeededRandom random) => _random.GoOnAs(random);

    /// <summary>Makes this device one of the vault's.</summary>
    /// <param name="own">The library that it had before; null where it had none.</param>
    public Task JoinAsync(VaultSecret secret, SessionLibrary? own = null) => new LibraryJoining(NewParts()).JoinAsync(secret, own);

    public Task<VaultSecret?> SecretAsync() => NewParts().Keys.ReadAsync();

    /// <summary>The process ends at once; what was not synced to the disk may be gone, and the index is.</summary>
    public void Crash()
    {
        _idle = null;
        Files = Files.Crash(_random);
        Files.Turn = _turn;
        _indexes = null;
    }

    /// <summary>A copy of the whole home, as it would be restored from a backup.</summary>
    public FakeFileSystem CopyOfDisk() => Files.Crash(new SeededRandom(0));

    /// <summary>
    /// The records of which it ever had everything, by themselves or in segments: the disk looked at from outside,
    /// whatever its process does.
    /// </summary>
    internal async Task<IReadOnlySet<Digest>> RecordsEverHereAsync()
    {
        using var secret = await SecretAsync() ?? throw new InvalidOperationException($"{Name} has no key.");
        var folder = await VaultFolderAsync(secret.Vault);
        if (await Files.StatAsync(folder) is null)
        {
            return _recordsEverHere;
        }

        var store = new FolderStore(Files, folder, _random);
        await AddRecordsAsync(new OpenedVault(NewParts().OfVault(store), secret), _recordsEverHere, _checkpointsSeen);
        return _recordsEverHere;
    }

    /// <summary>Whether an object of its vault lies on its disk.</summary>
    internal async Task<bool> HasAsync(VaultId vault, string name) =>
        await Files.StatAsync($"{await VaultFolderAsync(vault)}/{name}") is not null;

    private async Task<string> VaultFolderAsync(VaultId vault) =>
        await Files.StatAsync($"{Home}/vaults/{vault}") is null ? $"{Home}/vault" : $"{Home}/vaults/{vault}";

    /// <summary>Adds the records that lie in a place, and those that its whole checkpoints cover.</summary>
    internal static async Task AddRecordsAsync(OpenedVault vault, HashSet<Digest> records, HashSet<Digest> checkpointsSeen)
    {
        var pieces = await vault.Pieces.ListAsync();
        records.UnionWith(pieces.Of(PieceKind.Record).Select(one => one.Name));
        foreach (var name in pieces.Of(PieceKind.Checkpoint).Where(one => !checkpointsSeen.Contains(one.Name)))
        {
            var checkpoint = (await vault.Pieces.ReadAsync(name)).Piece?.Checkpoint;
            var isWhole = checkpoint?.Segments.All(pieces.Has) == true;
            if (isWhole)
            {
                records.UnionWith(checkpoint!.Covers);
                checkpointsSeen.Add(name.Name);
            }
        }
    }

    public VaultRemote RemoteOf(SessionLibrary library) =>
        new(Remote, IsBucket, library, Files, $"{Home}/sync-{library.Vault}.json", _random, _time) { GoneDays = GoneDays };

    /// <summary>Changes of the vault's key.</summary>
    public VaultRotation Rotation => new(NewParts(), Remote, IsBucket, vault => $"{Home}/sync-{vault}.json");

    /// <summary>The key of another vault that this device keeps beside its own.</summary>
    public Task<VaultSecret?> SecretOfAsync(VaultId vault) => NewParts().Keys.ReadBesideAsync(vault);

    /// <summary>Saves a session of one small picture.</summary>
    public async Task<SessionId> SaveAsync(SessionLibrary library, int number) =>
        (await library.SaveAsync(SessionOf(Name, number), progress: null)).Session.Id;

    /// <summary>A session of one small picture, which is like no other's.</summary>
    public static NewSession SessionOf(string device, int number)
    {
        var bytes = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"picture {number} of {device}"));
        return new NewSession
        {
            Text = new SessionText { Name = string.Create(CultureInfo.InvariantCulture, $"session {number}") },
            Board = new BoardSize(100, 100),
            Shots =
            [
                new NewShot
                {
                    Header = new ImageHeader(ImageFormat.Png, 8, 8),
                    Size = bytes.Length,
                    Sha256 = Digest.Of(bytes),
                    OpenAsync = _ => Task.FromResult<Stream>(new MemoryStream(bytes, writable: false)),
                    Placement = new Placement(0, 0),
                },
            ],
        };
    }

    private LibraryParts NewParts() => new(
        Home,
        "/home/cache",
        Name,
        "linux",
        "fastshot/test",
        Files,
        new DeviceKeyStore(Files, $"{Home}/key", _random),
        _indexes ??= new MemoryIndexProvider(Rules),
        _time,
        _random,
        _scheduler,
        () => null)
    {
        Memory = Memory,
        IndexesBeside = _ => new MemoryIndexProvider(Rules),
        Rules = Rules,
    };
}
