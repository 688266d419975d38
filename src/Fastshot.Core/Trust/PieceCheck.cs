using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Trust;

/// <summary>Compares the pieces that stand on one side with those that must stand there, by their names and lengths alone.</summary>
internal sealed class PieceCheck(TrustParts parts, Findings findings)
{
    private const string ElsewhereToo = ", and all that it said stands in other pieces";

    private readonly Dictionary<PieceName, Checkpoint> _checkpoints = [];
    private readonly HashSet<Digest> _covered = [];
    private readonly List<(FindingKind Kind, ObjectKey Key, string Detail)> _nowhere = [];
    private bool _hasBadNowhere;
    private IReadOnlyDictionary<Digest, ObjectKey>? _checkpointsElsewhere;

    /// <summary>The pieces of this device, read before anything was looked at.</summary>
    public required PieceListing Here { get; init; }

    /// <summary>The names of all pieces that are joined here.</summary>
    public required IReadOnlySet<Digest> Known { get; init; }

    /// <summary>The names of pieces that must stand on the side that is looked at, unless a checkpoint covers them.</summary>
    public required IReadOnlySet<Digest> Expected { get; init; }

    /// <summary>Reads what the checkpoints of this device cover, before anything is looked at.</summary>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (var checkpoint in Here.Of(PieceKind.Checkpoint))
        {
            if ((await parts.Library.Objects.ReadAsync(checkpoint, cancellationToken).ConfigureAwait(false)).Piece?.Checkpoint is { } read)
            {
                _checkpoints[checkpoint] = read;
                _covered.UnionWith(read.Covers);
            }
        }
    }

    /// <summary>Finds what is missing or cut among the pieces that were met.</summary>
    public async Task RunAsync(PieceListing met, CancellationToken cancellationToken)
    {
        var named = new Dictionary<PieceName, long>();
        foreach (var segment in _checkpoints.Where(one => met.Has(one.Key)).SelectMany(one => one.Value.Segments))
        {
            named[new PieceName(PieceKind.Segment, segment.Name)] = segment.Length;
        }

        foreach (var (segment, length) in named.Where(one => met.LengthOf(one.Key) != one.Value))
        {
            await AddAsync(segment, length, met, cancellationToken).ConfigureAwait(false);
        }

        var names = met.Names.Select(one => one.Name).ToHashSet();
        foreach (var piece in Here.Names.Where(one => !named.ContainsKey(one) && met.LengthOf(one) is { } there && there != Here.LengthOf(one)))
        {
            // Which of the two was cut is said by the name.
            if ((await parts.Library.Objects.ReadAsync(piece, cancellationToken).ConfigureAwait(false)).Piece is not null)
            {
                await AddAsync(piece, Here.LengthOf(piece)!.Value, met, cancellationToken).ConfigureAwait(false);
            }
        }

        await AddMissingAsync([.. Expected.Where(one => !names.Contains(one) && !_covered.Contains(one)).Order()], cancellationToken).ConfigureAwait(false);
        await AddNowhereAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether all that stands on that side is known here: only then it is known what nothing names.</summary>
    public bool KnowsAll(PieceListing met) => met.Names.All(one => Known.Contains(one.Name) || _covered.Contains(one.Name));

    /// <summary>A piece that is missing or damaged on this side: the other side has it, this device's index knows what it said, or it is lost.</summary>
    public async Task AddBadAsync(FindingKind kind, PieceName piece, string detail, CancellationToken cancellationToken)
    {
        var key = VaultNames.Piece(piece);
        if (await findings.IsSoundElsewhereAsync(key, piece.Name, cancellationToken).ConfigureAwait(false))
        {
            findings.Add(kind, key.Value, FindingAction.PutBack, detail);
        }
        else if (!Known.Contains(piece.Name) && _covered.Contains(piece.Name))
        {
            findings.Add(kind, key.Value, FindingAction.Keep, detail + ElsewhereToo); // Compacted here: a checkpoint holds it.
        }
        else if (!Known.Contains(piece.Name))
        {
            findings.Add(
                kind,
                key.Value,
                FindingAction.Inspect,
                $"{detail}, and this device never read it. The device that wrote it puts it back with its next sync; if none does, it was none of yours");
        }
        else
        {
            AddNowhere(kind, key, detail);
        }
    }

    private async Task AddAsync(PieceName piece, long length, PieceListing met, CancellationToken cancellationToken)
    {
        if (await parts.Looked.HeadAsync(VaultNames.Piece(piece), cancellationToken).ConfigureAwait(false) is { } info && info.Length == length)
        {
            return; // It came since.
        }

        var (kind, detail) = met.LengthOf(piece) is { } there
            ? (FindingKind.Damaged, $"has {there:N0} bytes of {length:N0}")
            : (FindingKind.Missing, "is missing");
        await AddBadAsync(kind, piece, detail, cancellationToken).ConfigureAwait(false);
    }

    private async Task AddMissingAsync(List<Digest> missing, CancellationToken cancellationToken)
    {
        if (missing.Count == 0)
        {
            return;
        }

        var here = Here.Names.DistinctBy(one => one.Name).ToDictionary(one => one.Name);

        // Of a piece that a compaction removed meanwhile the index knows nothing any more.
        var known = await parts.Library.Objects.KnownPiecesAsync(cancellationToken).ConfigureAwait(false);
        foreach (var name in missing)
        {
            if (!parts.IsRemote)
            {
                await AddMissingHereAsync(name, known, cancellationToken).ConfigureAwait(false);
            }
            else if (!here.TryGetValue(name, out var piece))
            {
                // What a compaction took from this device is in its segments, and those are looked for; else it is lost on both sides.
                AddNowhere(FindingKind.Missing, VaultNames.Record(name), "is missing");
            }
            else if (await parts.Looked.HeadAsync(VaultNames.Piece(piece), cancellationToken).ConfigureAwait(false) is null)
            {
                await AddBadAsync(FindingKind.Missing, piece, "is missing", cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // The index knows names, and no kinds; the name of a checkpoint says how many sessions it knows, too.
    private async Task AddMissingHereAsync(Digest name, IReadOnlySet<Digest> known, CancellationToken cancellationToken)
    {
        if (!known.Contains(name))
        {
            return;
        }

        var record = VaultNames.Record(name);
        _checkpointsElsewhere ??= await findings.CheckpointsElsewhereAsync(cancellationToken).ConfigureAwait(false);
        ObjectKey[] keys = _checkpointsElsewhere.TryGetValue(name, out var checkpoint)
            ? [checkpoint]
            : [record, VaultNames.Piece(new PieceName(PieceKind.Segment, name))];
        foreach (var key in keys)
        {
            if (await findings.IsSoundElsewhereAsync(key, name, cancellationToken).ConfigureAwait(false))
            {
                findings.Add(FindingKind.Missing, key.Value, FindingAction.PutBack, "is missing");
                return;
            }
        }

        findings.Add(FindingKind.Missing, record.Value, FindingAction.Publish, "is missing on both sides");
    }

    private void AddNowhere(FindingKind kind, ObjectKey key, string detail)
    {
        lock (_nowhere)
        {
            _hasBadNowhere = true;
            if (_nowhere.Count < Findings.FullMax)
            {
                _nowhere.Add((kind, key, detail));
            }
        }
    }

    // Joined here once, so the index knows what they said; whether that stands in other pieces, too, is looked for once.
    private async Task AddNowhereAsync(CancellationToken cancellationToken)
    {
        if (!_hasBadNowhere)
        {
            return;
        }

        var isOnlyIndexed = await new OnlyIndexed(parts.Library).AnyAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (kind, key, detail) in _nowhere)
        {
            if (isOnlyIndexed || (kind is FindingKind.Damaged && !parts.IsRemote))
            {
                findings.Add(kind, key.Value, FindingAction.Publish, $"{detail}, and the other side does not give it");
            }
            else if (kind is FindingKind.Damaged)
            {
                findings.Add(kind, key.Value, FindingAction.Keep, detail + ElsewhereToo);
            }
        }
    }
}
