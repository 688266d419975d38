using Fastshot.Core.Model;

namespace Fastshot.Core.Vault;

/// <summary>What the last pieces say, so that a process which looks again and again opens each of them once.</summary>
/// <remarks>
/// A piece never changes, and is found by the hash of bytes that were read: it stands for them as they are. The ones that
/// were not needed for the longest time are forgotten first. Safe for concurrent use.
/// </remarks>
/// <param name="bytesMax">The most sealed bytes whose pieces are kept; one of more than a quarter of them is not.</param>
public sealed class PieceMemory(long bytesMax)
{
    private const int SharePerPiece = 4;

    private readonly Lock _turn = new();
    private readonly Dictionary<PieceName, LinkedListNode<Kept>> _kept = [];
    private readonly LinkedList<Kept> _byUse = [];
    private long _bytes;

    /// <summary>The piece of a vault that was opened before; null where it was not, or was forgotten.</summary>
    public Piece? Find(PieceName name, VaultId vault)
    {
        lock (_turn)
        {
            if (!_kept.TryGetValue(name, out var node) || node.Value.Piece.Vault != vault)
            {
                return null;
            }

            _byUse.Remove(node);
            _byUse.AddLast(node);
            return node.Value.Piece;
        }
    }

    /// <summary>Keeps a piece that was opened.</summary>
    /// <param name="length">The length of its sealed bytes.</param>
    public void Keep(PieceName name, Piece piece, int length)
    {
        ArgumentNullException.ThrowIfNull(piece);
        lock (_turn)
        {
            if (length > bytesMax / SharePerPiece || _kept.ContainsKey(name))
            {
                return;
            }

            _kept[name] = _byUse.AddLast(new Kept(name, piece, length));
            _bytes += length;
            while (_bytes > bytesMax)
            {
                var oldest = _byUse.First!;
                _byUse.Remove(oldest);
                _kept.Remove(oldest.Value.Name);
                _bytes -= oldest.Value.Length;
            }
        }
    }

    private sealed record Kept(PieceName Name, Piece Piece, int Length);
}
