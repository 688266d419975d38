using System.Globalization;
using Fastshot.Core.Catalog;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Testing.Files;

namespace Fastshot.Testing.Simulation;

/// <summary>One random history of several devices that share a vault, with whatever goes wrong; a seed decides all of it.</summary>
/// <remarks>
/// At its end the network is well again and everybody syncs; then nothing that was acknowledged may be missing, nobody may
/// know anything else than the others, and nothing that was purged may be back (docs/sync-protocol.md, "Invariants").
/// </remarks>
public sealed class SyncHistory : IHistory
{
    private const int QuietRoundsMax = 4;
    private const int DevicesMax = 8;
    private const int ShortMin = 7;

    private readonly ManualTime _time = new();
    private readonly SeededRandom _random;
    private readonly SimulatedScheduler _scheduler;
    private readonly SimulatedBucket _bucket;
    private readonly List<SimulatedDevice> _devices = [];
    private readonly List<SimulatedDevice> _comers = [];
    private readonly List<string> _words = [];
    private readonly Acknowledged _acknowledged;
    private readonly PieceMemory _memory = new(1 << 20);
    private readonly SyncOptions _options;
    private readonly ProtocolRules _rules;
    private readonly TrashWatch _watch;
    private readonly int _goneDays;
    private readonly SimulatedPeople _people;
    private readonly bool _isBucket;
    private readonly bool _isLate;
    private readonly bool _isSlow;
    private readonly int _lengthMin;
    private (SimulatedDevice Of, FakeFileSystem Files, SyncDays Days)? _backup;
    private int _number;

    internal SyncHistory(ulong seed, ProtocolRules rules, int lengthMin = ShortMin)
    {
        _lengthMin = lengthMin;
        _random = new SeededRandom(seed);
        _isBucket = _random.OnceIn(2);
        _isLate = !_isBucket && _random.OnceIn(2);
        _isSlow = _random.OnceIn(20);
        _rules = rules;
        _goneDays = 1 + _random.Next(3);
        _options = new SyncOptions
        {
            AllowsDeletions = true,
            TrashDays = _random.OnceIn(2) ? 1 + _random.Next(3) : 30,
            Sizes = new CompactionSizes { RecordsMin = 1 + _random.Next(4), TierWidth = 2 + _random.Next(2), DaysInBucket = 1, DaysInFolder = 1 },
        };
        _watch = new TrashWatch(_time, _options.TrashDays, _goneDays);
        _acknowledged = new Acknowledged { Collected = _watch.Collected };
        _people = new SimulatedPeople(_acknowledged, _watch, _random, _options, RecordsThereAsync, NamedThereAsync, Say);
        _scheduler = new SimulatedScheduler(_random.Fork(), _time);
        _bucket = new SimulatedBucket(_time, _random.Fork());
    }

    /// <summary>The history of a seed, in which so much happens, at least.</summary>
    public SyncHistory(ulong seed, int lengthMin = ShortMin)
        : this(seed, ProtocolRules.All, lengthMin)
    {
    }

    public IReadOnlyList<string> Words => _words;

    /// <summary>How many turns the scheduler gave.</summary>
    public long Steps => _scheduler.Steps;

    /// <summary>How often a person did something, syncs of the end not counted.</summary>
    public int Actions { get; private set; }

    /// <summary>Whether the home of a device was copied, or restored from a backup.</summary>
    public bool HasCopies { get; private set; }

    public void Run() => _scheduler.Run(async () =>
    {
        await BeginAsync();
        var steps = _lengthMin + _random.Next(10);
        for (var i = 0; i < steps; i++)
        {
            await StepAsync();
        }

        Actions = _people.Actions;
        await EndAsync();
        return true;
    });

    private async Task BeginAsync()
    {
        var first = NewDevice(new FakeFileSystem(_time));
        await _people.SaveAsync(first);
        using (var library = await first.OpenAsync())
        {
            var store = VaultPlace.StoreOf(_bucket.Store, library.Vault);
            await VaultPlace.DescribeAsync(store, library.Vault, _time.GetUtcNow());
            await _bucket.RememberAsync();
        }

        using var secret = await first.SecretAsync() ?? throw new InvalidOperationException("The first device has no key.");
        var count = 1 + _random.Next(_random.OnceIn(8) ? DevicesMax - 1 : 3);
        for (var i = 0; i < count; i++)
        {
            await NewDevice(new FakeFileSystem(_time)).JoinAsync(secret);
        }

        if (_random.OnceIn(5))
        {
            await BeginElsewhereAsync();
        }
    }

    // Somebody has a library of his own, and a copy of his home, in which he goes on; both come to the vault later, or never.
    private async Task BeginElsewhereAsync()
    {
        var first = MakeDevice(new FakeFileSystem(_time), new SyncDays(), "E1");
        await _people.SaveElsewhereAsync(first);
        var second = MakeDevice(first.CopyOfDisk(), new SyncDays(), "E2");
        await _people.PurgeElsewhereAsync(second);
        _comers.AddRange(_random.OnceIn(2) ? [first, second] : [second, first]);
    }

    private async Task ComeAsync()
    {
        var comer = _comers[0];
        _comers.RemoveAt(0);
        using var secret = await _devices[0].SecretAsync();
        await comer.JoinAsync(secret!, await comer.OpenAsync());
        Say($"{comer.Name} comes with a library of its own");
        Enter(comer);
        await _people.CameAsync(comer);
    }

    private SimulatedDevice NewDevice(FakeFileSystem files, SyncDays? days = null)
    {
        var device = MakeDevice(files, days ?? new SyncDays(), string.Create(CultureInfo.InvariantCulture, $"D{++_number}"));
        Enter(device);
        return device;
    }

    private void Enter(SimulatedDevice device)
    {
        _watch.Add(device);
        device.Remote.IsLate = _isLate;
        _devices.Add(device);
    }

    private SimulatedDevice MakeDevice(FakeFileSystem files, SyncDays days, string name) =>
        new(name, files, _bucket.Store, _scheduler, _time, _random.Fork(), _isSlow)
        {
            IsBucket = _isBucket,
            Memory = _memory,
            Rules = _rules,
            GoneDays = _goneDays,
            Days = days,
        };

    private async Task StepAsync()
    {
        var device = _devices[_random.Next(_devices.Count)];
        switch (_random.Next(_comers.Count > 0 ? 32 : 30))
        {
            case < 3:
                await _people.SaveAsync(device);
                break;
            case < 7:
                await _people.TagAsync(device);
                break;
            case < 9:
                await _people.TrashAsync(device);
                break;
            case 9:
                await _people.WishAsync(device);
                break;
            case < 14:
                await _people.SyncAsync(device);
                break;
            case 14:
                Say("all devices sync at once");
                await Task.WhenAll(_devices.Select(_people.SyncAsync));
                break;
            case 15:
                await CrashAsync(device);
                break;
            case 16 when _devices.Count < DevicesMax:
                Say($"the home of {device.Name} is copied to D{_number + 1}");
                CopyHome(device.CopyOfDisk(), device.Days.Copy());
                break;
            case 17:
                await LoseAsync();
                break;
            case 29:
                await MisplaceAsync();
                break;
            case 20:
                await _bucket.RememberAsync();
                _backup = (device, device.CopyOfDisk(), device.Days.Copy());
                break;
            case 21 when _random.OnceIn(4):
                await GoBackAsync();
                break;
            case 21:
                Say("all devices sync at once, while the bucket is touched");
                await Task.WhenAll([.. _devices.Select(_people.SyncAsync), LoseAfterAWhileAsync()]);
                break;
            case 22:
                Say($"{device.Name} syncs while somebody saves on it");
                await Task.WhenAll(_people.SyncAsync(device), _people.SaveAsync(device));
                break;
            case 23 or 24:
                await _people.ReviseAsync(device);
                break;
            case 25:
                await _people.RenameAsync(device);
                break;
            case 26:
                await _people.TrashAsync(device);
                break;
            case 27:
                await _people.CollectAsync(device);
                break;
            case 28 when _devices.Count < DevicesMax:
                await ResumeTwiceAsync(device);
                break;
            case 30 or 31 when _comers.Count > 0 && _devices.Count < DevicesMax:
                await ComeAsync();
                break;
            case 18 when _devices.Count > 2:
                await BreakAsync(device);
                break;
            case 18:
                Sleep(TimeSpan.FromDays(1 + _random.Next(40)));
                break;
            default:
                device.Remote.FailsOnceIn = _random.OnceIn(2) ? 0 : 3 + _random.Next(30);
                device.Remote.LiesOnceIn = _random.OnceIn(2) ? 0 : 2 + _random.Next(4);
                Say($"the network of {device.Name} fails once in {device.Remote.FailsOnceIn}, and its listings lie once in {device.Remote.LiesOnceIn}");
                break;
        }
    }

    // In a folder that a tool carries, what stands there need not show.
    private async Task<IReadOnlySet<Digest>> RecordsThereAsync(VaultId vault) =>
        _isLate ? new HashSet<Digest>() : await _bucket.RecordsAsync(vault);

    // The archives that the joined state of all pieces there names.
    private async Task<IReadOnlySet<ArchiveName>> NamedThereAsync(VaultId vault)
    {
        using var secret = await _devices[0].SecretAsync();
        var pieces = (await OpenCopyAsync(secret!)).Pieces;
        var state = new State();
        foreach (var name in (await pieces.ListAsync()).Names)
        {
            foreach (var (id, entry) in (await pieces.ReadAsync(name)).Piece?.Entries ?? [])
            {
                state.Join(id, entry);
            }
        }

        return state.Entries.Values.OfType<Entry.Live>().SelectMany(ContentHistory.ArchivesOf).ToHashSet();
    }

    private async Task<OpenedVault> OpenCopyAsync(VaultSecret secret) => new(
        new VaultParts(await _bucket.CopyOfPiecesAsync(secret.Vault), _time, _random, _scheduler) { Memory = _memory }, secret);

    private SimulatedDevice CopyHome(FakeFileSystem files, SyncDays days)
    {
        HasCopies = true;
        return NewDevice(files, days);
    }

    // A virtual machine that was resumed twice: for one change both draw the same random bits.
    private async Task ResumeTwiceAsync(SimulatedDevice device)
    {
        Say($"{device.Name} is resumed twice, also as D{_number + 1}");
        var twin = CopyHome(device.CopyOfDisk(), device.Days.Copy());
        await _people.RenameAtOnceAsync(device, twin);
        twin.GoOnAlone(_random.Fork());
    }

    private void Sleep(TimeSpan span)
    {
        Say($"{span.TotalDays:F0} days pass");
        _time.Advance(span);
        if (_random.OnceIn(3))
        {
            _time.ShiftWallClock(TimeSpan.FromDays(_random.Next(7300) - 3650));
        }
    }

    private void Say(string words) => _words.Add(words);

    private async Task CrashAsync(SimulatedDevice device)
    {
        device.Files.StopBefore = device.Files.Operations + _random.Next(40);
        Say($"{device.Name} will be killed before its operation {device.Files.StopBefore}");
        await (_random.OnceIn(2) ? _people.SyncAsync(device) : _people.SaveAsync(device));
        if (device.Files.StopBefore is not null)
        {
            device.Crash();
        }
    }

    // Somebody, or the provider, loses or damages an object of the bucket that at least one device still has.
    private async Task LoseAsync()
    {
        if (await _bucket.AnyAsync() is { } lost && (SimulatedBucket.IsHead(lost) || await IsHeldAsync(lost)))
        {
            _acknowledged.HasLostPictures |= lost.Value.Contains(VaultNames.SessionsPrefix, StringComparison.Ordinal);
            Say(await _bucket.LoseAsync(lost));
        }
    }

    private async Task MisplaceAsync()
    {
        using var secret = await _devices[0].SecretAsync();
        Say(await _bucket.MisplaceAsync(secret!.Vault) ?? "nothing stands there");
    }

    private async Task LoseAfterAWhileAsync()
    {
        for (var turns = _random.Next(60); turns > 0; turns--)
        {
            await _scheduler.TurnAsync();
        }

        await LoseAsync();
    }

    // What only the bucket had is gone, and what any device has is not.
    private async Task GoBackAsync()
    {
        Say("the bucket goes back");
        _acknowledged.HasLostPictures = true;
        await _bucket.GoBackAsync();
        _acknowledged.KeepOnly(await HeldAsync());
    }

    // A device breaks with all that it has: what it had not sent yet is gone, and nothing else may be.
    private async Task BreakAsync(SimulatedDevice device)
    {
        Say($"{device.Name} breaks for good");
        _devices.Remove(device);
        _acknowledged.HasLostDevice = true;
        if (_backup is { } backup && backup.Of == device)
        {
            Say("its home is restored from a backup");
            CopyHome(backup.Files, backup.Days);
            _backup = null;
        }

        _acknowledged.KeepOnly(await HeldAsync());
    }

    // The records of which the bucket or any device has everything.
    private async Task<HashSet<Digest>> HeldAsync()
    {
        var held = new HashSet<Digest>();
        using (var secret = await _devices[0].SecretAsync())
        {
            await SimulatedDevice.AddRecordsAsync(await OpenCopyAsync(secret!), held, []);
        }

        foreach (var device in _devices)
        {
            held.UnionWith(await device.RecordsEverHereAsync());
        }

        return held;
    }

    private async Task<bool> IsHeldAsync(ObjectKey lost)
    {
        var name = lost.Value[(lost.Value.IndexOf('/', StringComparison.Ordinal) + 1)..];
        name = name[(name.IndexOf('/', StringComparison.Ordinal) + 1)..];
        using var secret = await _devices[0].SecretAsync();
        foreach (var device in _devices)
        {
            if (await device.HasAsync(secret!.Vault, name))
            {
                return true;
            }
        }

        return false;
    }

    private async Task EndAsync()
    {
        Say("the network is well again");
        foreach (var device in _devices)
        {
            device.Remote.FailsOnceIn = 0;
            device.Remote.LiesOnceIn = 0;
            device.Remote.IsLate = false;
            device.Files.StopBefore = null;
        }

        _people.IsEnding = true;
        await SyncUntilQuietAsync();
        IReadOnlyList<SimulatedDevice> devices = [.. _devices];
        var fresh = await FreshAsync();
        await new SyncInvariants(devices, fresh, _bucket.Store, _acknowledged).CheckAsync();
        using var first = await _devices[0].OpenAsync();
        await _acknowledged.CheckMadeAsync(first, devices);
    }

    // One after the other, until nobody writes and all others have synced since somebody did.
    private async Task SyncUntilQuietAsync()
    {
        var quietInARow = -1;
        for (var turn = 0; turn < QuietRoundsMax * _devices.Count && quietInARow < _devices.Count - 1; turn++)
        {
            if (turn % _devices.Count == 0)
            {
                _time.Advance(TimeSpan.FromHours(7));
            }

            quietInARow = await _people.SyncAsync(_devices[turn % _devices.Count]) ? quietInARow + 1 : 0;
        }
    }

    private async Task<SimulatedDevice> FreshAsync()
    {
        using var secret = await _devices[0].SecretAsync();
        var fresh = NewDevice(new FakeFileSystem(_time));
        fresh.Remote.IsLate = false;
        await fresh.JoinAsync(secret!);
        await _people.SyncAsync(fresh);
        return fresh;
    }
}
