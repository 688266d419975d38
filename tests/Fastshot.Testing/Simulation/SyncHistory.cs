using System.Globalization;
using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
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
public sealed class SyncHistory
{
    private const int QuietRoundsMax = 4;

    private readonly ManualTime _time = new();
    private readonly SeededRandom _random;
    private readonly SimulatedScheduler _scheduler;
    private readonly SimulatedBucket _bucket;
    private readonly List<SimulatedDevice> _devices = [];
    private readonly List<string> _words = [];
    private readonly Acknowledged _acknowledged = new();
    private readonly PieceMemory _memory = new(1 << 20);
    private readonly SyncOptions _options;
    private readonly bool _isBucket;
    private readonly bool _isLate;
    private int _number;

    internal SyncHistory(ulong seed, ProtocolRules rules)
    {
        _random = new SeededRandom(seed);
        _isBucket = _random.OnceIn(2);
        _isLate = !_isBucket && _random.OnceIn(2);
        _options = new SyncOptions
        {
            AllowsDeletions = true,
            Rules = rules,
            Sizes = new CompactionSizes { RecordsMin = 1 + _random.Next(4), TierWidth = 2 + _random.Next(2), DaysInBucket = 1, DaysInFolder = 1 },
        };
        _scheduler = new SimulatedScheduler(_random.Fork(), _time);
        _bucket = new SimulatedBucket(_time, _random.Fork());
    }

    public SyncHistory(ulong seed)
        : this(seed, new ProtocolRules())
    {
    }

    /// <summary>The history as far as it went, one step a line.</summary>
    public IReadOnlyList<string> Words => _words;

    /// <summary>How many turns the scheduler gave.</summary>
    public long Steps => _scheduler.Steps;

    /// <summary>Runs the whole history and checks its end.</summary>
    /// <exception cref="InvalidOperationException">An invariant does not hold.</exception>
    public void Run() => _scheduler.Run(async () =>
    {
        await BeginAsync();
        var steps = 8 + _random.Next(12);
        for (var i = 0; i < steps; i++)
        {
            await StepAsync();
        }

        await EndAsync();
        return true;
    });

    private async Task BeginAsync()
    {
        var first = NewDevice(new FakeFileSystem(_time));
        using (var library = await first.OpenAsync())
        {
            await SaveAsync(first, library);
            var store = VaultPlace.StoreOf(_bucket.Store, library.Vault);
            await VaultPlace.DescribeAsync(store, library.Vault, _time.GetUtcNow());
            await _bucket.RememberAsync();
        }

        using var secret = await first.SecretAsync() ?? throw new InvalidOperationException("The first device has no key.");
        var count = 1 + _random.Next(3);
        for (var i = 0; i < count; i++)
        {
            await NewDevice(new FakeFileSystem(_time)).JoinAsync(secret);
        }
    }

    private SimulatedDevice NewDevice(FakeFileSystem files)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"D{_devices.Count + 1}");
        var device = new SimulatedDevice(name, files, _bucket.Store, _scheduler, _time, _random.Fork()) { IsBucket = _isBucket, Memory = _memory };
        device.Remote.IsLate = _isLate;
        _devices.Add(device);
        return device;
    }

    private async Task StepAsync()
    {
        var device = _devices[_random.Next(_devices.Count)];
        switch (_random.Next(23))
        {
            case < 3:
                await UseAsync(device, library => SaveAsync(device, library));
                break;
            case < 7:
                await UseAsync(device, library => TagAsync(device, library));
                break;
            case < 9:
                await UseAsync(device, library => TrashAsync(device, library));
                break;
            case 9:
                await UseAsync(device, library => WishAsync(device, library));
                break;
            case < 14:
                await SyncAsync(device);
                break;
            case 14:
                Say("all devices sync at once");
                await Task.WhenAll(_devices.Select(SyncAsync));
                break;
            case 15:
                await CrashAsync(device);
                break;
            case 16 when _devices.Count < 6:
                Say($"the home of {device.Name} is copied to D{_devices.Count + 1}");
                var copy = NewDevice(device.CopyOfDisk());
                _acknowledged.CopyWishes(device, copy);
                break;
            case 17:
                await LoseAsync();
                break;
            case 20:
                await _bucket.RememberAsync();
                break;
            case 21 when _random.OnceIn(4):
                await GoBackAsync();
                break;
            case 21:
                Say("all devices sync at once, while the bucket is touched");
                await Task.WhenAll([.. _devices.Select(SyncAsync), LoseAfterAWhileAsync()]);
                break;
            case 22:
                Say($"{device.Name} syncs while somebody saves on it");
                await Task.WhenAll(SyncAsync(device), UseAsync(device, library => SaveAsync(device, library)));
                break;
            case 18 when _devices.Count > 2:
                await BreakAsync(device);
                break;
            case 18:
                Sleep(TimeSpan.FromDays(1 + _random.Next(40)));
                break;
            default:
                device.Remote.FailsOnceIn = _random.OnceIn(2) ? 0 : 3 + _random.Next(30);
                Say($"the network of {device.Name} fails once in {device.Remote.FailsOnceIn}");
                break;
        }
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

    // The process may end in the middle of whatever a person does; then nothing was acknowledged.
    private async Task UseAsync(SimulatedDevice device, Func<SessionLibrary, Task> work)
    {
        try
        {
            var files = device.Files;
            var library = await device.TakeAsync();
            await work(library);
            device.GiveBack(library, files);
        }
        catch (SimulatedCrashException)
        {
            Say($"{device.Name} is killed");
            device.Crash();
        }
    }

    private async Task CrashAsync(SimulatedDevice device)
    {
        device.Files.StopBefore = device.Files.Operations + _random.Next(40);
        Say($"{device.Name} will be killed before its operation {device.Files.StopBefore}");
        await (_random.OnceIn(2) ? SyncAsync(device) : UseAsync(device, library => SaveAsync(device, library)));
        if (device.Files.StopBefore is not null)
        {
            device.Crash();
        }
    }

    private async Task SaveAsync(SimulatedDevice device, SessionLibrary library)
    {
        var before = await RecordsAsync(library);
        var id = await device.SaveAsync(library, ++_number);
        _acknowledged.Save(id, await NewRecordsAsync(library, before));
        Say($"{device.Name} saves {id}");
    }

    private async Task TagAsync(SimulatedDevice device, SessionLibrary library)
    {
        if (await AnyAsync(library, _ => true) is not { } id)
        {
            return;
        }

        var before = await RecordsAsync(library);
        var tag = string.Create(CultureInfo.InvariantCulture, $"t{++_number}");
        await library.EditAsync(id, new SessionEdit { AddTags = [tag] });
        var isBare = !await HasPicturesAsync(device, library, id);
        _acknowledged.Tags.Add(new MadeTag(id, tag, device, await NewRecordsAsync(library, before), isBare));
        Say($"{device.Name} tags {id} with {tag}");
    }

    private static async Task<HashSet<Digest>> RecordsAsync(SessionLibrary library) =>
        [.. (await library.Objects.PiecesAsync()).Of(PieceKind.Record).Select(one => one.Name)];

    private static async Task<IReadOnlyList<Digest>> NewRecordsAsync(SessionLibrary library, HashSet<Digest> before) =>
        [.. (await RecordsAsync(library)).Where(name => !before.Contains(name))];

    private async Task TrashAsync(SimulatedDevice device, SessionLibrary library)
    {
        var isBack = _random.OnceIn(3);
        if (await AnyAsync(library, entry => SessionReader.TrashedOf(entry) is not null == isBack) is { } id)
        {
            await (isBack ? library.RestoreAsync([id]) : library.TrashAsync([id]));
            Say($"{device.Name} {(isBack ? "restores" : "trashes")} {id}");
        }
    }

    private async Task WishAsync(SimulatedDevice device, SessionLibrary library)
    {
        if (await AnyAsync(library, entry => SessionReader.TrashedOf(entry) is not null) is { } id)
        {
            Say($"{device.Name} wants {id} purged");
            _acknowledged.Wishes.Add((id, device));
            await device.RemoteOf(library).WishAsync([id]);
        }
    }

    // Whether nothing was to be done.
    private async Task<bool> SyncAsync(SimulatedDevice device)
    {
        var isQuiet = false;
        await UseAsync(device, async library =>
        {
            var report = "";
            try
            {
                var done = await device.RemoteOf(library).SyncAsync(_options, progress: null);
                isQuiet = !done.DidSomething;
                report = string.Create(
                    CultureInfo.InvariantCulture, $"sent {done.Pushed}, received {done.Pulled}, purged {done.Deleted} {string.Join(", ", done.Notices)} {string.Join(", ", done.Failed)}");
            }
            catch (StoreException e)
            {
                report = $"stopped: {e.Error}";
            }
            catch (LibraryException e) when (e.Error is LibraryError.InUse)
            {
                report = "is in use";
            }

            Say($"{device.Name} syncs: {report}");
            await _acknowledged.NotePurgesAsync(device, library, _devices);
        });
        return isQuiet;
    }

    // Somebody, or the provider, loses or damages an object of the bucket that at least one device still has.
    private async Task LoseAsync()
    {
        if (await _bucket.AnyAsync() is { } lost && await IsHeldAsync(lost))
        {
            _acknowledged.HasLostPictures |= lost.Value.Contains(VaultNames.SessionsPrefix, StringComparison.Ordinal);
            Say(await _bucket.LoseAsync(lost));
        }
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
        _acknowledged.KeepOnly(await HeldAsync());
    }

    // The records of which the bucket or any device has everything.
    private async Task<HashSet<Digest>> HeldAsync()
    {
        var held = new HashSet<Digest>();
        using (var secret = await _devices[0].SecretAsync())
        {
            var parts = new VaultParts(await _bucket.CopyOfPiecesAsync(secret!.Vault), _time, _random, _scheduler) { Memory = _memory };
            await SimulatedDevice.AddRecordsAsync(new OpenedVault(parts, secret), held, []);
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
        foreach (var device in _devices)
        {
            if (await device.Files.StatAsync($"/home/library/vault/{name}") is not null)
            {
                return true;
            }
        }

        return false;
    }

    private async Task<SessionId?> AnyAsync(SessionLibrary library, Func<Entry.Live, bool> isWanted)
    {
        var candidates = new List<SessionId>();
        foreach (var id in _acknowledged.Saved.Keys.Order())
        {
            if (await library.EntryOfAsync(id) is Entry.Live live && isWanted(live))
            {
                candidates.Add(id);
            }
        }

        return candidates.Count == 0 ? null : candidates[_random.Next(candidates.Count)];
    }

    private async Task EndAsync()
    {
        Say("the network is well again");
        foreach (var device in _devices)
        {
            device.Remote.FailsOnceIn = 0;
            device.Remote.IsLate = false;
            device.Files.StopBefore = null;
        }

        var isQuiet = false;
        for (var round = 0; round < QuietRoundsMax && !isQuiet; round++)
        {
            _time.Advance(TimeSpan.FromHours(7));
            isQuiet = true;
            foreach (var device in _devices)
            {
                isQuiet &= await SyncAsync(device);
            }
        }

        IReadOnlyList<SimulatedDevice> devices = [.. _devices];
        var fresh = await FreshAsync();
        await new SyncInvariants(devices, fresh, _bucket.Store, _acknowledged).CheckAsync();
        using var first = await _devices[0].OpenAsync();
        await _acknowledged.CheckTagsAsync(first, devices);
    }

    private async Task<SimulatedDevice> FreshAsync()
    {
        using var secret = await _devices[0].SecretAsync();
        var fresh = NewDevice(new FakeFileSystem(_time));
        fresh.Remote.IsLate = false;
        await fresh.JoinAsync(secret!);
        await SyncAsync(fresh);
        return fresh;
    }

    // Whether whoever uses this library can still come by the pictures of a session.
    private static async Task<bool> HasPicturesAsync(SimulatedDevice device, SessionLibrary library, SessionId id)
    {
        if (await library.EntryOfAsync(id) is not Entry.Live live)
        {
            return false;
        }

        foreach (var archive in ContentHistory.ArchivesOf(live))
        {
            var there = ObjectKey.Parse($"{VaultPlace.Prefix}{library.Vault}/{VaultNames.Archive(archive.Sha256)}");
            if (await library.Objects.HasArchiveAsync(archive) || await device.Remote.ShowsAsync(there))
            {
                return true;
            }
        }

        return false;
    }
}
