using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;

namespace Fastshot.Testing.Simulation;

/// <summary>What the devices of a history were told is saved, and what excuses that some of it is gone at the end.</summary>
internal sealed class Acknowledged
{
    // The records that stood at the remote before the sync that purged a session, where that is known.
    private readonly Dictionary<SessionId, IReadOnlySet<Digest>?> _thereBeforePurge = [];

    private readonly HashSet<Change> _perhapsSettled = [];

    private readonly List<SessionId> _ever = [];

    /// <summary>Notes that a device saved a session.</summary>
    public void Save(SessionId session, IReadOnlyList<Digest> records)
    {
        if (Saved.TryAdd(session, records) && !_ever.Contains(session))
        {
            _ever.Add(session);
        }
    }

    /// <summary>The sessions, each with the records that saved it.</summary>
    public Dictionary<SessionId, IReadOnlyList<Digest>> Saved { get; } = [];

    /// <summary>All sessions that any device ever saved, whatever became of them, and the ids under which they go on.</summary>
    public IEnumerable<SessionId> Ever =>
        _ever.SelectMany(id => (SessionId[])[id, SavedAgain.IdOf(id), SavedAgain.IdOf(SavedAgain.IdOf(id))]);

    public List<Made> Made { get; } = [];

    /// <summary>Sessions of which an archive was removed because they were purged long ago.</summary>
    public IReadOnlySet<SessionId> Collected { get; init; } = new HashSet<SessionId>();

    /// <summary>Pictures that the bucket lost may be purged on the only device that had them: then a change of theirs ends with them.</summary>
    public bool HasLostPictures { get; set; }

    public bool HasLostDevice { get; set; }

    /// <summary>Somebody was killed who made a version from those in sight: it may be there, and nobody was told.</summary>
    public void MaySettle(IEnumerable<Change> sight) => _perhapsSettled.UnionWith(sight);

    /// <summary>A device broke, and with it what nobody else has.</summary>
    /// <param name="held">The records that somebody else has.</param>
    public void KeepOnly(HashSet<Digest> held)
    {
        foreach (var made in Made.Where(made => !made.Records.All(held.Contains)).ToList())
        {
            // What was joined of it may stand in a checkpoint all the same.
            MaySettle(made.Sight);
            Made.Remove(made);
        }

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

    /// <summary>Looks for all tags and versions, those of purged sessions where they go on.</summary>
    /// <exception cref="InvalidOperationException">One is gone, and nothing excuses that.</exception>
    public async Task CheckMadeAsync(SessionLibrary library, IReadOnlyCollection<SimulatedDevice> devices)
    {
        foreach (var made in Made)
        {
            if (!await IsInSightAsync(library, made.Session, made) && !IsExcused(made, devices))
            {
                throw new InvalidOperationException($"{made.Field.Name}, which {made.By.Name} made of {made.Session}, is lost.");
            }
        }
    }

    // Pictures that are nowhere cannot go on; nor can what was purged unseen and unseeably, when its maker broke.
    private bool IsExcused(Made made, IReadOnlyCollection<SimulatedDevice> devices) =>
        _thereBeforePurge.TryGetValue(made.Session, out var thereBefore)
        && (HasLostPictures || made.IsBare || Collected.Contains(made.Session)
            || (!devices.Contains(made.By) && (thereBefore is null || !made.Records.All(thereBefore.Contains))));

    // The session has it, or whoever purged the session had seen it, or it goes on.
    private async Task<bool> IsInSightAsync(SessionLibrary library, SessionId session, Made made) =>
        await library.EntryOfAsync(session) switch
        {
            Entry.Live live => made.Version is { } version
                ? IsKept(version, await VersionsOf(library, session))
                : live.Find(made.Field.Name) is not null,
            Entry.Purged purge => Changes.HasSeen(purge, new Entry.Live([made.Field])) == true
                || await IsInSightAsync(library, SavedAgain.IdOf(session), made),
            _ => false,
        };

    // A version is shown or offered, or somebody made another of it with it in sight.
    private bool IsKept(Change version, IReadOnlyList<Change> offered) =>
        offered.Contains(version)
        || _perhapsSettled.Contains(version)
        || Made.Any(made => made.Sight.Contains(version) && IsKept(made.Version!.Value, offered));

    /// <summary>The versions of a session's content that a person is shown and offered.</summary>
    public static async Task<IReadOnlyList<Change>> VersionsOf(SessionLibrary library, SessionId session)
    {
        var info = await library.FindAsync(session.Text);
        return info.Content is { } shown ? [shown.Version.Change, .. info.OtherVersions.Select(one => one.Version.Change)] : [];
    }
}

/// <summary>A tag, or a version of the content, that a device was told is saved.</summary>
/// <param name="Records">The records that say so.</param>
/// <param name="IsBare">Whether its device could not come by the session's pictures: purged, the session ends there with its tags.</param>
internal sealed record Made(SessionId Session, Field Field, SimulatedDevice By, IReadOnlyList<Digest> Records, bool IsBare)
{
    /// <summary>The version of the content; null for a tag.</summary>
    public Change? Version { get; init; }

    /// <summary>The versions that were in sight when it was made.</summary>
    public IReadOnlyList<Change> Sight { get; init; } = [];
}
