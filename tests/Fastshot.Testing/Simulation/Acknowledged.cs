using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;

namespace Fastshot.Testing.Simulation;

/// <summary>What the devices of a history were told is saved, and what excuses that some of it is gone at the end.</summary>
internal sealed class Acknowledged
{
    // Who was the first to know that a session is purged, and what each device had seen by then.
    private readonly Dictionary<SessionId, (SimulatedDevice By, List<(SimulatedDevice Device, IReadOnlySet<Digest> Records)> Seen)> _purged = [];

    private readonly List<SessionId> _ever = [];

    /// <summary>Notes that a device saved a session.</summary>
    public void Save(SessionId session, IReadOnlyList<Digest> records)
    {
        Saved[session] = records;
        _ever.Add(session);
    }

    /// <summary>The sessions, each with the records that saved it.</summary>
    public Dictionary<SessionId, IReadOnlyList<Digest>> Saved { get; } = [];

    /// <summary>All sessions that any device ever saved, whatever became of them.</summary>
    public IEnumerable<SessionId> Ever => _ever;

    public List<MadeTag> Tags { get; } = [];

    public HashSet<(SessionId Session, SimulatedDevice By)> Wishes { get; } = [];

    /// <summary>Pictures that the bucket lost may be purged on the only device that had them: then a change of theirs ends with them.</summary>
    public bool HasLostPictures { get; set; }

    public bool HasLostDevice { get; set; }

    /// <summary>The home of a device was copied, and with it what its person wished.</summary>
    public void CopyWishes(SimulatedDevice from, SimulatedDevice to) =>
        Wishes.UnionWith(Wishes.Where(one => one.By == from).Select(one => (one.Session, to)).ToList());

    /// <summary>A device broke, and with it what nobody else has.</summary>
    /// <param name="held">The records that somebody else has.</param>
    public void KeepOnly(HashSet<Digest> held)
    {
        Tags.RemoveAll(tag => !tag.Records.All(held.Contains));
        foreach (var id in Saved.Where(one => !one.Value.All(held.Contains)).Select(one => one.Key).ToList())
        {
            Saved.Remove(id);
        }
    }

    /// <summary>Notes the purges that a device has come to know.</summary>
    public async Task NotePurgesAsync(SimulatedDevice device, SessionLibrary library, IReadOnlyCollection<SimulatedDevice> devices)
    {
        foreach (var id in Saved.Keys.Where(id => !_purged.ContainsKey(id)).ToList())
        {
            if (await library.EntryOfAsync(id) is Entry.Purged)
            {
                _purged[id] = (device, []);
                foreach (var other in devices)
                {
                    _purged[id].Seen.Add((other, (await other.RecordsEverHereAsync()).ToHashSet()));
                }
            }
        }
    }

    /// <summary>Looks for all tags, those of purged sessions where they go on.</summary>
    /// <exception cref="InvalidOperationException">One is gone, and nothing excuses that.</exception>
    public async Task CheckTagsAsync(SessionLibrary library, IReadOnlyCollection<SimulatedDevice> devices)
    {
        foreach (var tag in Tags)
        {
            if (!IsExcused(tag, devices) && !await HasTagAsync(library, tag.Session, tag.Text))
            {
                throw new InvalidOperationException($"The tag {tag.Text} that {tag.By.Name} gave {tag.Session} is lost.");
            }
        }
    }

    // Whoever purges what he changed himself, or saw changed, means it, whenever he comes to it; and only who made a change keeps it.
    private bool IsExcused(MadeTag tag, IReadOnlyCollection<SimulatedDevice> devices) =>
        _purged.TryGetValue(tag.Session, out var purge)
        && (HasLostPictures || tag.IsBare || !devices.Contains(tag.By) || Wishes.Contains((tag.Session, tag.By))
            || purge.Seen.Any(one => (one.Device != tag.By || purge.By == tag.By) && tag.Records.All(one.Records.Contains)));

    private static async Task<bool> HasTagAsync(SessionLibrary library, SessionId session, string tag) =>
        await library.EntryOfAsync(session) switch
        {
            Entry.Live live => SessionReader.Read(session, live).Text.Tags.Contains(tag),
            Entry.Purged => await HasTagAsync(library, SavedAgain.IdOf(session), tag),
            _ => false,
        };
}

/// <summary>A tag that a device was told is saved.</summary>
/// <param name="Records">The records that say so.</param>
/// <param name="IsBare">Whether its device could not come by the session's pictures: purged, the session ends there with its tags.</param>
internal sealed record MadeTag(SessionId Session, string Text, SimulatedDevice By, IReadOnlyList<Digest> Records, bool IsBare);
