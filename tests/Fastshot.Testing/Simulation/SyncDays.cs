namespace Fastshot.Testing.Simulation;

/// <summary>When a device synced, by the turn of the history and by its own calendar.</summary>
internal sealed class SyncDays
{
    private readonly List<(long Turn, DateOnly Day)> _syncs = [];

    /// <summary>Notes a sync that begins.</summary>
    public void Add(long turn, DateOnly day) => _syncs.Add((turn, day));

    /// <summary>What a copy of the device's home takes along.</summary>
    public SyncDays Copy()
    {
        var copy = new SyncDays();
        copy._syncs.AddRange(_syncs);
        return copy;
    }

    /// <summary>The most days that it can have counted for something which it could meet from a turn on.</summary>
    public int CountSince(long turn)
    {
        var (count, last) = (-1, default(DateOnly?));
        foreach (var (_, day) in _syncs.Where(one => one.Turn >= turn))
        {
            count += day == last ? 0 : 1;
            last = day;
        }

        return Math.Max(0, count);
    }
}
