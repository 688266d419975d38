using Fastshot.Core.Model;

namespace Fastshot.Core.Sync;

/// <summary>What a sync has to carry, decided from what stands on the two sides.</summary>
/// <param name="Missing">Records that stand there and not here.</param>
/// <param name="Unsent">Records that are here and not there, whatever the reason: new ones, and those that were lost there.</param>
/// <param name="WentBack">How many fewer records stand there than at the last sync.</param>
internal sealed record SyncPlan(IReadOnlyList<Digest> Missing, IReadOnlyList<Digest> Unsent, int WentBack)
{
    public static SyncPlan Of(IReadOnlyCollection<Digest> here, IReadOnlySet<Digest> there, int thereBefore)
    {
        var known = here.ToHashSet();
        return new SyncPlan(
            [.. there.Where(name => !known.Contains(name)).Order()],
            [.. here.Where(name => !there.Contains(name)).Order()],
            Math.Max(0, thereBefore - there.Count));
    }
}
