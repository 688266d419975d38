using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Sync;

/// <summary>What pieces stand at the remote, by one look at it.</summary>
internal sealed class RemoteView
{
    private readonly Dictionary<PieceName, long> _lengths = [];
    private readonly HashSet<Digest> _names = [];

    public IReadOnlyList<PieceName> Records => Of(PieceKind.Record);

    /// <summary>The one that knows most comes first.</summary>
    public IReadOnlyList<PieceName> Checkpoints => Of(PieceKind.Checkpoint);

    public IReadOnlyList<PieceName> Segments => Of(PieceKind.Segment);

    /// <summary>The tag of what describes the vault, where the look showed that.</summary>
    public string? AboutETag { get; private set; }

    /// <summary>The names of all of them.</summary>
    public IReadOnlySet<Digest> Names => _names;

    /// <summary>Looks at a bucket in one listing, which ends where the archives begin; at a folder in one for each kind.</summary>
    public static async Task<RemoteView> ReadAsync(IObjectStore store, bool isBucket, CancellationToken cancellationToken)
    {
        var view = new RemoteView();
        string[] prefixes = isBucket ? [""] : [VaultNames.CheckpointsPrefix, VaultNames.LogPrefix, VaultNames.SegmentsPrefix];
        foreach (var prefix in prefixes)
        {
            ObjectKey? after = null;
            do
            {
                var page = await store.ListAsync(prefix, after, cancellationToken: cancellationToken).ConfigureAwait(false);
                view.Add(page);
                after = page.Next;
            }
            while (after is { } last && string.CompareOrdinal(last.Value, VaultNames.SessionsPrefix) < 0);
        }

        return view;
    }

    private void Add(ListPage page)
    {
        foreach (var info in page.Objects)
        {
            AboutETag = info.Key == VaultNames.About ? info.ETag : AboutETag;
            if (VaultNames.TryParsePiece(info.Key, out var piece))
            {
                Add(piece, info.Length);
            }
        }
    }

    /// <summary>Adds what was put there since.</summary>
    public void Add(PieceName piece, long length)
    {
        _lengths[piece] = length;
        _names.Add(piece.Name);
    }

    public bool Has(PieceName piece) => _lengths.ContainsKey(piece);

    /// <summary>Whether a piece stands there with its length; one that was cut counts as lost.</summary>
    public bool Has(PieceName piece, long length) => _lengths.TryGetValue(piece, out var there) && there == length;

    /// <summary>Whether a segment stands there with its length.</summary>
    public bool Has(SegmentName segment) => _lengths.TryGetValue(new PieceName(PieceKind.Segment, segment.Name), out var length) && length == segment.Length;

    private List<PieceName> Of(PieceKind kind) =>
    [
        .. _lengths.Keys.Where(one => one.Kind == kind).OrderByDescending(one => one.Sessions).ThenBy(one => one.Name),
    ];
}
