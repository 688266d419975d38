using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;

namespace Fastshot.Testing.Simulation;

/// <summary>What a device was seen to know: its state only grows, in the order of the join (docs/sync-protocol.md, "Invariants").</summary>
internal sealed class KnownState
{
    private readonly Dictionary<SessionId, Entry> _known = [];

    /// <summary>Looks at what it knows now.</summary>
    /// <exception cref="InvalidOperationException">It is less than it was, or something else.</exception>
    public async Task CheckAsync(string device, SessionLibrary library, IEnumerable<SessionId> sessions)
    {
        foreach (var id in sessions)
        {
            var now = await library.EntryOfAsync(id);
            var before = _known.GetValueOrDefault(id);
            if (ReferenceEquals(now, before))
            {
                continue;
            }

            if (before is not null && (now is null || !Join.Entries(before, now).Equals(now)))
            {
                throw new InvalidOperationException($"{device} knew more of {id} than it knows now.");
            }

            _known[id] = now!;
        }
    }
}
