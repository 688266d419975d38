using Fastshot.Core.Model;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>What a sync has to send, decided from what stands on the two sides.</summary>
/// <param name="Unsent">Records that are here and nowhere there, whatever the reason: new ones, and those that were lost there.</param>
/// <param name="Lost">Segments that a checkpoint there names, and that stand here and not there; and checkpoints that were cut there.</param>
internal sealed record SyncPlan(IReadOnlyList<PieceName> Unsent, IReadOnlyList<PieceName> Lost)
{
    /// <summary>Compares the two sides.</summary>
    /// <param name="covered">What the checkpoints there stand for that are joined here.</param>
    public static SyncPlan Of(PieceListing here, RemoteView view, Coverage coverage, IReadOnlySet<Digest> covered) => new(
        [.. here.Of(PieceKind.Record).Where(one => !view.Has(one, here.LengthOf(one)!.Value) && !covered.Contains(one.Name))],
        [
            .. coverage.Read.Values.SelectMany(one => one.Segments)
                .Where(one => !view.Has(one))
                .Select(one => new PieceName(PieceKind.Segment, one.Name))
                .Where(here.Has)
                .Distinct(),
            .. view.Checkpoints.Where(one => here.LengthOf(one) is { } length && !view.Has(one, length)),
        ]);
}
