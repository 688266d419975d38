using Fastshot.Core.Catalog;
using Fastshot.Core.Model;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>Which pieces the checkpoints at the remote stand for (docs/sync-protocol.md, "Checkpoints").</summary>
internal sealed class Coverage(RemoteView view, ProtocolRules rules)
{
    private readonly Dictionary<PieceName, Checkpoint> _read = [];

    /// <summary>The checkpoints that stand there and were read.</summary>
    public IReadOnlyDictionary<PieceName, Checkpoint> Read => _read;

    public void Add(PieceName name, Checkpoint checkpoint) => _read[name] = checkpoint;

    /// <summary>Whether all segments of a checkpoint stand there with their lengths: only then it stands for anything.</summary>
    public bool IsWhole(Checkpoint checkpoint) => checkpoint.Segments.All(view.Has);

    /// <summary>Whether a whole one stands for a piece, as it says.</summary>
    public bool Claims(Digest piece) => _read.Values.Any(one => one.Covers.Contains(piece) && IsWhole(one));

    /// <summary>What the whole ones stand for, as they say.</summary>
    public HashSet<Digest> Claimed() => CoversOf(_read.Values.Where(IsWhole));

    /// <summary>What those stand for that are whole there and joined here.</summary>
    /// <param name="known">The names of all pieces that are joined here.</param>
    public HashSet<Digest> Covered(IReadOnlySet<Digest> known) => CoversOf(Joined(known).Select(one => one.Value));

    /// <summary>The checkpoints that are whole there and joined here.</summary>
    public IEnumerable<KeyValuePair<PieceName, Checkpoint>> Joined(IReadOnlySet<Digest> known) =>
        _read.Where(one => !rules.OnlyWholeAndJoinedCheckpointsCover
            || (IsWhole(one.Value) && IsJoined(one.Key, one.Value, known)));

    /// <summary>Whether all of a checkpoint is known here.</summary>
    private static bool IsJoined(PieceName name, Checkpoint checkpoint, IReadOnlySet<Digest> known) =>
        known.Contains(name.Name) && checkpoint.Segments.All(one => known.Contains(one.Name));

    private static HashSet<Digest> CoversOf(IEnumerable<Checkpoint> checkpoints) =>
        [.. checkpoints.SelectMany(one => one.Covers)];
}
