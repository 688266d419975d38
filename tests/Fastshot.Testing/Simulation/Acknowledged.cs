using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;

namespace Fastshot.Testing.Simulation;

/// <summary>What the devices of a history were told is saved, and what excuses that some of it is gone at the end.</summary>
internal sealed class Acknowledged
{
    // The records that stood at the remote before the sync that purged a session, where that is known.
    private readonly Dictionary<SessionId, IReadOnlySet<Digest>?> _thereBeforePurge = [];

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

    /// <summary>Pictures that the bucket lost may be purged on the only device that had them: then a change of theirs ends with them.</summary>
    public bool HasLostPictures { get; set; }

    public bool HasLostDevice { get; set; }

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

    /// <summary>Notes the purges that a device has come to know in a sync.</summary>
    /// <param name="thereBefore">The records that stood at the remote when it began; null where others synced meanwhile.</param>
    public async Task NotePurgesAsync(SessionLibrary library, IReadOnlySet<Digest>? thereBefore)
    {
        foreach (var id in _ever.Where(id => !_thereBeforePurge.ContainsKey(id)))
        {
            if (await library.EntryOfAsync(id) is Entry.Purged)
            {
                _thereBeforePurge[id] = thereBefore;
            }
        }
    }

    /// <summary>Looks for all tags, those of purged sessions where they go on.</summary>
    /// <exception cref="InvalidOperationException">One is gone, and nothing excuses that.</exception>
    public async Task CheckTagsAsync(SessionLibrary library, IReadOnlyCollection<SimulatedDevice> devices)
    {
        foreach (var tag in Tags)
        {
            if (!await IsInSightAsync(library, tag.Session, tag.Field) && !IsExcused(tag, devices))
            {
                throw new InvalidOperationException($"The tag {tag.Field.Name} that {tag.By.Name} gave {tag.Session} is lost.");
            }
        }
    }

    // Pictures that are nowhere cannot go on; nor can what was purged unseen and unseeably, when its maker broke.
    private bool IsExcused(MadeTag tag, IReadOnlyCollection<SimulatedDevice> devices) =>
        _thereBeforePurge.TryGetValue(tag.Session, out var thereBefore)
        && (HasLostPictures || tag.IsBare
            || (!devices.Contains(tag.By) && (thereBefore is null || !tag.Records.All(thereBefore.Contains))));

    // The session has it, or whoever purged the session had seen it, or it goes on.
    private static async Task<bool> IsInSightAsync(SessionLibrary library, SessionId session, Field tag) =>
        await library.EntryOfAsync(session) switch
        {
            Entry.Live live => live.Find(tag.Name) is not null,
            Entry.Purged purge => Changes.HasSeen(purge, new Entry.Live([tag])) == true
                || await IsInSightAsync(library, SavedAgain.IdOf(session), tag),
            _ => false,
        };
}

/// <summary>A tag that a device was told is saved.</summary>
/// <param name="Records">The records that say so.</param>
/// <param name="IsBare">Whether its device could not come by the session's pictures: purged, the session ends there with its tags.</param>
internal sealed record MadeTag(SessionId Session, Field Field, SimulatedDevice By, IReadOnlyList<Digest> Records, bool IsBare);
