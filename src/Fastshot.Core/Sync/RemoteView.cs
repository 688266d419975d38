using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>What stands at the remote, by one look at it.</summary>
internal sealed class RemoteView
{
    private static readonly string[] Prefixes = [VaultNames.CheckpointsPrefix, VaultNames.LogPrefix, VaultNames.SegmentsPrefix];

    private readonly PieceListing _pieces;
    private readonly HashSet<Digest> _names;

    private RemoteView(PieceListing pieces) => (_pieces, _names) = (pieces, [.. pieces.Names.Select(one => one.Name)]);

    public IReadOnlyList<PieceName> Records => _pieces.Of(PieceKind.Record);

    /// <summary>The one that knows most comes first.</summary>
    public IReadOnlyList<PieceName> Checkpoints => _pieces.Of(PieceKind.Checkpoint);

    public IReadOnlyList<PieceName> Segments => _pieces.Of(PieceKind.Segment);

    /// <summary>What lies among the pieces and has no name of one.</summary>
    public IReadOnlyList<ObjectInfo> Foreign => _pieces.Foreign;

    /// <summary>The tag of what describes the vault, where the look showed that.</summary>
    public string? AboutETag { get; private init; }

    /// <summary>The tag of the head, where the look showed one.</summary>
    public string? HeadETag { get; private init; }

    /// <summary>The names of all pieces.</summary>
    public IReadOnlySet<Digest> Names => _names;

    /// <summary>Looks at a bucket in one listing, which ends where the archives begin; at a folder in one for each kind.</summary>
    public static async Task<RemoteView> ReadAsync(IObjectStore store, bool isBucket, CancellationToken cancellationToken)
    {
        if (!isBucket)
        {
            return new RemoteView(await PieceListing.ReadAsync(store, Prefixes, cancellationToken).ConfigureAwait(false));
        }

        var front = new List<ObjectInfo>();
        ObjectKey? after = null;
        do
        {
            var page = await store.ListAsync("", after, cancellationToken: cancellationToken).ConfigureAwait(false);
            front.AddRange(page.Objects);
            after = page.Next;
        }
        while (after is { } last && string.CompareOrdinal(last.Value, VaultNames.SessionsPrefix) < 0);

        var pieces = new PieceListing();
        pieces.Add(front);
        return new RemoteView(pieces) { AboutETag = ETagOf(VaultNames.About), HeadETag = ETagOf(VaultNames.Head) };

        string? ETagOf(ObjectKey key) => front.Find(info => info.Key == key)?.ETag;
    }

    /// <summary>Adds what was put there since.</summary>
    public void Add(PieceName piece, long length)
    {
        _names.Add(piece.Name);
        _pieces.Put(piece, length);
    }

    public bool Has(PieceName piece) => _pieces.Has(piece);

    /// <summary>Whether a piece stands there with its length; one that was cut counts as lost.</summary>
    public bool Has(PieceName piece, long length) => _pieces.LengthOf(piece) == length;

    /// <summary>Whether a segment stands there with its length.</summary>
    public bool Has(SegmentName segment) => _pieces.Has(segment);
}
