using Fastshot.Core.Model;

namespace Fastshot.Core.Catalog;

/// <summary>What is known of a vault: its entries, joined from pieces in whatever order they came.</summary>
/// <remarks>Used by one caller at a time.</remarks>
public sealed class State
{
    private readonly ProtocolRules _rules;
    private readonly Dictionary<EntryId, Entry> _entries = [];

    public State()
        : this(ProtocolRules.All)
    {
    }

    internal State(ProtocolRules rules) => _rules = rules;

    public IReadOnlyDictionary<EntryId, Entry> Entries => _entries;

    /// <summary>Joins one entry in. Only what a higher version says changes anything.</summary>
    public void Join(EntryId id, Entry entry) =>
        _entries[id] = _entries.TryGetValue(id, out var known) ? Catalog.Join.Entries(known, entry, _rules) : entry;
}
