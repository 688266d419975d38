using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;

namespace Fastshot.Testing.Simulation;

/// <summary>Holds what is purged and collected against what people did, and for how long it can have been known.</summary>
/// <param name="time">The clock of all devices.</param>
/// <param name="trashDays">For how many days a session lies in the trash.</param>
/// <param name="goneDays">For how many days it must be known that an archive goes.</param>
internal sealed class TrashWatch(ManualTime time, int trashDays, int goneDays)
{
    private static readonly uint TrashedName = SeenField.NameOf(FieldNames.Trashed);

    private readonly List<SyncDays> _days = [];
    private readonly Dictionary<FieldVersion, long> _trashings = [];
    private readonly HashSet<FieldVersion> _wished = [];
    private readonly HashSet<FieldVersion> _elsewhere = [];
    private readonly Dictionary<SessionId, long> _purged = [];
    private readonly Dictionary<ArchiveName, SessionId> _archives = [];
    private readonly List<long> _active = [];
    private long _turn;

    /// <summary>A device that syncs from now on.</summary>
    public void Add(SimulatedDevice device) => _days.Add(device.Days);

    /// <summary>Somebody puts a session into the trash, or is about to.</summary>
    public void NoteTrashing(FieldVersion? version)
    {
        if (version is { } made)
        {
            _trashings.TryAdd(made, ++_turn);
        }
    }

    /// <summary>Somebody trashed and purged a session in a vault of his own: that counts there, and nowhere else.</summary>
    public void NoteElsewhere(FieldVersion trashing) => _elsewhere.Add(trashing);

    /// <summary>Somebody wants a session purged that lies in the trash like this.</summary>
    public void NoteWish(FieldVersion? version)
    {
        if (version is { } wished)
        {
            _wished.Add(wished);
        }
    }

    /// <summary>A sync begins.</summary>
    /// <returns>Its turn.</returns>
    public long Begin(SimulatedDevice device)
    {
        device.Days.Add(++_turn, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        _active.Add(_turn);
        return _turn;
    }

    /// <summary>A sync is over, however it went.</summary>
    public void End(long sync) => _active.Remove(sync);

    /// <summary>Notes whose archives a device knows before it does anything: after a sync some of them may be gone.</summary>
    public async Task NoteArchivesAsync(SessionLibrary library, IEnumerable<SessionId> sessions)
    {
        foreach (var id in sessions)
        {
            if (await library.EntryOfAsync(id) is Entry.Live live)
            {
                foreach (var archive in ContentHistory.ArchivesOf(live))
                {
                    _archives[archive] = id;
                }
            }
        }
    }

    /// <summary>Looks at a session as a device knows it after a sync.</summary>
    /// <exception cref="InvalidOperationException">It was purged, and nobody wanted that, nor was it long enough in the trash.</exception>
    public async Task CheckAsync(SessionLibrary library, SessionId id, long sync)
    {
        var entry = await library.EntryOfAsync(id);
        if (entry is Entry.Purged purge && _purged.TryAdd(id, Math.Min(sync, _active.DefaultIfEmpty(sync).Min())))
        {
            var trashing = purge.Seen.First(one => one.Name == TrashedName).Version;
            var since = _trashings.GetValueOrDefault(trashing); // Of somebody who was killed meanwhile it is not known when.
            if (_elsewhere.Contains(trashing))
            {
                throw new InvalidOperationException($"{id} is purged, which somebody did in another vault.");
            }

            if (!_wished.Contains(trashing) && _days.All(one => one.CountSince(since) < trashDays))
            {
                throw new InvalidOperationException($"{id} is purged, which nobody wanted, and no device can have seen it in the trash for {trashDays} days.");
            }
        }
    }

    /// <summary>Looks at archives that a device has removed from where the devices meet.</summary>
    /// <exception cref="InvalidOperationException">It cannot have known for long enough that they go.</exception>
    public void CheckCollected(SimulatedDevice device, IReadOnlyList<ArchiveName> archives)
    {
        foreach (var id in archives.Select(one => _archives[one]))
        {
            if (!_purged.TryGetValue(id, out var since) || device.Days.CountSince(since) < goneDays)
            {
                throw new InvalidOperationException($"{device.Name} removed the archive of {id} before it knew for {goneDays} days that it goes.");
            }

            Collected.Add(id);
        }
    }

    /// <summary>Sessions of which an archive was removed.</summary>
    public HashSet<SessionId> Collected { get; } = [];
}
