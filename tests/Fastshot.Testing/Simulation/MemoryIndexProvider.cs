using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;

namespace Fastshot.Testing.Simulation;

/// <summary>An index in memory, which a crash loses: SQLite stays outside the simulated files.</summary>
public sealed class MemoryIndexProvider : IIndexProvider
{
    // The last one counts; those that were set aside stay, as on a disk.
    private readonly List<MemoryIndex> _indexes;
    private readonly ProtocolRules _rules;

    public MemoryIndexProvider()
        : this(ProtocolRules.All)
    {
    }

    internal MemoryIndexProvider(ProtocolRules rules) => (_rules, _indexes) = (rules, [new MemoryIndex(rules)]);

    public IIndex? TryOpen(out string? reason)
    {
        reason = null;
        return _indexes[^1];
    }

    public Task<bool> WasLeftOpenAsync(CancellationToken cancellationToken = default) => Task.FromResult(false);

    public Task NoteCheckedAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task SetAsideAsync(CancellationToken cancellationToken = default)
    {
        _indexes.Add(new MemoryIndex(_rules));
        return Task.CompletedTask;
    }
}
