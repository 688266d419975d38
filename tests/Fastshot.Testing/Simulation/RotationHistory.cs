using System.Globalization;
using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Testing.Files;

namespace Fastshot.Testing.Simulation;

/// <summary>One random history in which the vault's key is changed, by one device or by several at once; a seed decides all of it.</summary>
/// <remarks>
/// At its end the network is well again, whoever was interrupted goes on, and everybody follows; then all devices are in one
/// vault and know the same, nothing that was acknowledged is missing, and nothing that was purged is back.
/// </remarks>
public sealed class RotationHistory : IHistory
{
    private const int RoundsMax = 12;

    private readonly ManualTime _time = new();
    private readonly SeededRandom _random;
    private readonly SimulatedScheduler _scheduler;
    private readonly MemoryStore _bucket;
    private readonly List<SimulatedDevice> _devices = [];
    private readonly List<string> _words = [];
    private readonly Dictionary<SessionId, HashSet<string>> _tags = [];
    private readonly HashSet<SessionId> _wished = [];
    private readonly HashSet<SessionId> _purged = [];
    private readonly Dictionary<VaultId, SimulatedDevice> _makers = [];
    private readonly SyncOptions _options = new() { AllowsDeletions = true, Refreshes = true };
    private readonly ProtocolRules _rules;
    private readonly bool _isBucket;
    private int _number;

    /// <summary>The history of a seed.</summary>
    public RotationHistory(ulong seed)
        : this(seed, ProtocolRules.All)
    {
    }

    internal RotationHistory(ulong seed, ProtocolRules rules)
    {
        _rules = rules;
        _random = new SeededRandom(seed);
        _isBucket = _random.OnceIn(2);
        _scheduler = new SimulatedScheduler(_random.Fork(), _time);
        _bucket = new MemoryStore(_time);
    }

    public IReadOnlyList<string> Words => _words;

    /// <summary>How many vaults there were.</summary>
    public int Vaults => 1 + _makers.Count;

    /// <summary>How often a process was killed.</summary>
    public int Kills { get; private set; }

    public void Run() => _scheduler.Run(async () =>
    {
        await BeginAsync();
        for (var steps = 8 + _random.Next(14); steps > 0; steps--)
        {
            await StepAsync();
        }

        await EndAsync();
        return true;
    });

    private async Task BeginAsync()
    {
        var first = NewDevice();
        await UseAsync(first, library => SaveAsync(first, library));
        using (var library = await first.OpenAsync())
        {
            await VaultPlace.DescribeAsync(VaultPlace.StoreOf(_bucket, library.Vault), library.Vault, _time.GetUtcNow());
        }

        using var secret = await first.SecretAsync();
        for (var count = 1 + _random.Next(3); count > 0; count--)
        {
            await NewDevice().JoinAsync(secret!);
        }
    }

    private SimulatedDevice NewDevice()
    {
        var device = new SimulatedDevice(
            string.Create(CultureInfo.InvariantCulture, $"D{_devices.Count + 1}"), new FakeFileSystem(_time), _bucket, _scheduler, _time, _random.Fork(), isSlow: false)
        {
            IsBucket = _isBucket,
            Rules = _rules,
        };
        _devices.Add(device);
        return device;
    }

    private async Task StepAsync()
    {
        var device = _devices[_random.Next(_devices.Count)];
        if (_random.OnceIn(5))
        {
            device.Files.StopBefore = device.Files.Operations + _random.Next(150);
        }

        if (_random.OnceIn(6))
        {
            device.Remote.FailsOnceIn = _random.OnceIn(2) ? 0 : 5 + _random.Next(30);
        }

        switch (_random.Next(14))
        {
            case < 3:
                await UseAsync(device, library => SaveAsync(device, library));
                break;
            case < 6:
                await UseAsync(device, library => TagAsync(device, library));
                break;
            case 6:
                await UseAsync(device, library => WishAsync(device, library));
                break;
            case < 10:
                await SyncAsync(device);
                break;
            case 10:
                await RotateAsync(device);
                break;
            case 11:
                _words.Add("everybody syncs while one changes the key");
                await Task.WhenAll([.. _devices.Where(one => one != device).Select(SyncAsync), RotateAsync(device)]);
                break;
            case 12 when _random.OnceIn(3):
                var other = _devices[_random.Next(_devices.Count)];
                _words.Add("two change the key at once");
                await Task.WhenAll(other == device ? [RotateAsync(device)] : [RotateAsync(device), RotateAsync(other)]);
                break;
            default:
                _time.Advance(TimeSpan.FromDays(_random.Next(500)));
                break;
        }

        device.Files.StopBefore = null;
    }

    private async Task SaveAsync(SimulatedDevice device, SessionLibrary library)
    {
        var id = await device.SaveAsync(library, ++_number);
        _tags[id] = [];
        _words.Add($"{device.Name} saves {id}");
    }

    private async Task TagAsync(SimulatedDevice device, SessionLibrary library)
    {
        if (await AnyAsync(library) is not { } id)
        {
            return;
        }

        var tag = string.Create(CultureInfo.InvariantCulture, $"t{++_number}");
        var hasPictures = await library.EntryOfAsync(id) is Entry.Live live && await HasPicturesAsync(library, live, isHereEnough: true);
        await library.EditAsync(id, new SessionEdit { AddTags = [tag] });

        // What was purged before its pictures were ever sent cannot go on under another id.
        if (hasPictures)
        {
            _tags[id].Add(tag);
        }

        _words.Add($"{device.Name} tags {id} with {tag}");
    }

    private async Task WishAsync(SimulatedDevice device, SessionLibrary library)
    {
        if (await AnyAsync(library) is { } id)
        {
            _wished.Add(id);
            _words.Add($"{device.Name} purges {id}");
            await library.TrashAsync([id]);
            await device.RemoteOf(library).WishAsync([id]);
        }
    }

    private async Task<SessionId?> AnyAsync(SessionLibrary library)
    {
        var known = new List<SessionId>();
        foreach (var id in _tags.Keys.Order())
        {
            if (await library.EntryOfAsync(id) is Entry.Live)
            {
                known.Add(id);
            }
        }

        return known.Count == 0 ? null : known[_random.Next(known.Count)];
    }

    private Task SyncAsync(SimulatedDevice device) => UseAsync(device, async library =>
    {
        await device.Rotation.CarryOverAsync(library);
        var report = await device.RemoteOf(library).SyncAsync(_options, progress: null);
        _words.Add(string.Create(CultureInfo.InvariantCulture, $"{device.Name} syncs: sent {report.Pushed}, received {report.Pulled}"));
        foreach (var id in _wished)
        {
            if (await library.EntryOfAsync(id) is Entry.Purged)
            {
                _purged.Add(id);
            }
        }
    });

    private Task RotateAsync(SimulatedDevice device) => UseAsync(device, async library =>
    {
        if (await device.Rotation.UnderWayAsync() is null)
        {
            using var secret = VaultSecret.Generate(_random);
            _makers[secret.Vault] = device;
            _words.Add($"{device.Name} begins to change the key to {secret.Vault}");
            await device.Rotation.PrepareAsync(secret, _ => Task.CompletedTask);
        }

        await device.Rotation.RunAsync(library);
        _words.Add($"{device.Name} has changed the key");
    });

    // What its person knows: the recovery key, as whoever changed it wrote it down.
    private async Task FollowAsync(SimulatedDevice device)
    {
        VaultId? successor = null;
        await UseAsync(device, async library => successor = await library.EntryOfAsync(EntryId.Vault) is Entry.Live vault ? VaultReader.SuccessorOf(vault) : null);
        if (successor is not { } to)
        {
            return;
        }

        using var secret = await _makers[to].SecretOfAsync(to) ?? await _makers[to].SecretAsync();
        await UseAsync(device, async library =>
        {
            await device.Rotation.FollowAsync(secret!, library);
            _words.Add($"{device.Name} follows to {to}");
        });
    }

    private async Task UseAsync(SimulatedDevice device, Func<SessionLibrary, Task> work)
    {
        var files = device.Files;
        try
        {
            using var library = await device.OpenAsync();
            await work(library);
        }
        catch (SimulatedCrashException)
        {
            Kills++;
            _words.Add($"{device.Name} is killed");
            if (files == device.Files)
            {
                device.Crash();
            }
        }
        catch (StoreException e)
        {
            _words.Add($"{device.Name} stops: {e.Error}");
        }
        catch (VaultException e) when (e.Error is VaultError.Replaced or VaultError.Missing)
        {
            _words.Add($"{device.Name} stops: {e.Error}");
        }
        catch (LibraryException e) when (e.Error is LibraryError.InUse)
        {
            _words.Add($"{device.Name} is in use");
        }
    }

    private async Task EndAsync()
    {
        _words.Add("the network is well again");
        foreach (var device in _devices)
        {
            device.Remote.FailsOnceIn = 0;
            device.Files.StopBefore = null;
        }

        for (var round = 0; round < RoundsMax; round++)
        {
            _time.Advance(TimeSpan.FromDays(1));
            foreach (var device in _devices)
            {
                if (await device.Rotation.UnderWayAsync() is not null)
                {
                    await RotateAsync(device);
                }

                await SyncAsync(device);
                await FollowAsync(device);
            }
        }

        await CheckAsync();
    }

    private async Task CheckAsync()
    {
        using var first = await _devices[0].OpenAsync();
        foreach (var device in _devices)
        {
            using var library = await device.OpenAsync();
            Require(library.Vault == first.Vault, $"{device.Name} is in another vault than {_devices[0].Name}");
            foreach (var (id, tags) in _tags)
            {
                var entry = await library.EntryOfAsync(id);
                Require(Equals(entry, await first.EntryOfAsync(id)), $"{device.Name} and {_devices[0].Name} know different things of {id}");
                Require(entry is Entry.Purged || !_purged.Contains(id), $"{id} that was purged is back");
                foreach (var tag in tags)
                {
                    Require(await IsKeptAsync(library, id, tag), $"the tag {tag} of {id} is gone, and nobody who purged it had seen it");
                }

                if (!_wished.Contains(id))
                {
                    var live = entry as Entry.Live ?? throw new InvalidOperationException($"{id} that was saved is gone from {device.Name}");
                    Require(await HasPicturesAsync(library, live, isHereEnough: false), $"the pictures of {id} are not in the vault");
                }
            }
        }
    }

    // By the session itself, by the one as which it goes on, or by the purge of whoever had seen it.
    private static async Task<bool> IsKeptAsync(SessionLibrary library, SessionId id, string tag) => await library.EntryOfAsync(id) switch
    {
        Entry.Live live => SessionReader.Read(id, live).Text.Tags.Contains(tag),
        Entry.Purged purge => purge.Seen.Any(one => one.Name == SeenField.NameOf(FieldNames.Tag(tag))) || await IsKeptAsync(library, SavedAgain.IdOf(id), tag),
        _ => false,
    };

    private async Task<bool> HasPicturesAsync(SessionLibrary library, Entry.Live entry, bool isHereEnough)
    {
        var archives = ContentHistory.ArchivesOf(entry).ToList();
        foreach (var archive in archives)
        {
            if (!(isHereEnough && await library.Objects.HasArchiveAsync(archive))
                && await VaultPlace.StoreOf(_bucket, library.Vault).HeadAsync(VaultNames.Archive(archive.Sha256)) is null)
            {
                return false;
            }
        }

        return archives.Count > 0;
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
