using Fastshot.Core.Model;
using Fastshot.Core.Storage;

namespace Fastshot.Core.Vault;

/// <summary>What pieces lie in a place, each with its length in bytes.</summary>
/// <remarks>Each start makes one; so it is only a list, until somebody asks for a single piece.</remarks>
public sealed class PieceListing
{
    private readonly List<Listed> _all = [];
    private readonly List<ObjectInfo> _foreign = [];
    private readonly Dictionary<PieceKind, IReadOnlyList<PieceName>> _byKind = [];
    private Dictionary<PieceName, Listed>? _byName;

    public int Count => _all.Count;

    /// <summary>How many names of what was listed are none of a piece.</summary>
    public int ForeignCount => _foreign.Count;

    /// <summary>What was listed and has no name of a piece.</summary>
    public IReadOnlyList<ObjectInfo> Foreign => _foreign;

    /// <summary>All names, in the order of the listing.</summary>
    public IReadOnlyList<PieceName> Names => _all.ConvertAll(one => one.Name);

    /// <summary>Lists a store below some prefixes, one after the other.</summary>
    public static async Task<PieceListing> ReadAsync(
        IObjectStore store, IReadOnlyList<string> prefixes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(prefixes);
        var listing = new PieceListing();
        foreach (var prefix in prefixes)
        {
            listing.Add(await store.ListAllAsync(prefix, cancellationToken).ConfigureAwait(false));
        }

        return listing;
    }

    /// <summary>Adds the pieces among some objects.</summary>
    public void Add(IReadOnlyList<ObjectInfo> objects)
    {
        ArgumentNullException.ThrowIfNull(objects);
        foreach (var info in objects)
        {
            if (VaultNames.TryParsePiece(info.Key, out var piece))
            {
                _all.Add(new Listed(piece, info.Length));
                _byName = null;
                _byKind.Clear();
            }
            else
            {
                _foreign.Add(info);
            }
        }
    }

    /// <summary>Notes a piece that was put there since.</summary>
    public void Put(PieceName piece, long length)
    {
        if (Find(piece) is { } known)
        {
            known.Length = length;
        }
        else
        {
            var added = new Listed(piece, length);
            _all.Add(added);
            _byName?.Add(piece, added);
            _byKind.Remove(piece.Kind);
        }
    }

    public bool Has(PieceName piece) => Find(piece) is not null;

    /// <summary>The length of a piece; null where it is not there.</summary>
    public long? LengthOf(PieceName piece) => Find(piece)?.Length;

    /// <summary>Whether a segment is there with its length.</summary>
    public bool Has(SegmentName segment) => LengthOf(new PieceName(PieceKind.Segment, segment.Name)) == segment.Length;

    /// <summary>The names of one kind, in their order; of checkpoints, the one that knows most comes first.</summary>
    public IReadOnlyList<PieceName> Of(PieceKind kind)
    {
        if (!_byKind.TryGetValue(kind, out var names))
        {
            _byKind[kind] = names =
                [.. Names.Where(one => one.Kind == kind).OrderByDescending(one => one.Sessions).ThenBy(one => one.Name)];
        }

        return names;
    }

    private Listed? Find(PieceName piece)
    {
        if (_byName is null)
        {
            _byName = new Dictionary<PieceName, Listed>(_all.Count);
            foreach (var one in _all)
            {
                _byName[one.Name] = one;
            }
        }

        return _byName.GetValueOrDefault(piece);
    }

    private sealed class Listed(PieceName name, long length)
    {
        public PieceName Name { get; } = name;

        public long Length { get; set; } = length;
    }
}
