using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Core.Vault;

/// <summary>What names a piece where it lies.</summary>
/// <param name="Sessions">How many sessions a checkpoint knows, purged ones included; 0 for any other piece.</param>
public readonly record struct PieceName(PieceKind Kind, Digest Name, long Sessions = 0);

/// <summary>What came of reading a piece: the piece, or why it is not accepted. One bad piece never stops the rest.</summary>
public sealed record PieceReading(PieceName Name, Piece? Piece, Refusal? Refusal);

/// <summary>A piece as it lies in a vault, with what it says.</summary>
public sealed record SealedPiece(PieceName Name, ReadOnlyMemory<byte> Bytes, Piece Piece);

/// <summary>What pieces lie in a place.</summary>
/// <param name="Lengths">Each with its length in bytes.</param>
/// <param name="ForeignCount">Names among them that are none of a vault's.</param>
public sealed record PieceListing(IReadOnlyDictionary<PieceName, long> Lengths, int ForeignCount)
{
    /// <summary>The names of one kind, in their order; of checkpoints, the one that knows most comes first.</summary>
    public IReadOnlyList<PieceName> Of(PieceKind kind) =>
    [
        .. Lengths.Keys.Where(one => one.Kind == kind)
            .OrderByDescending(one => one.Sessions).ThenBy(one => one.Name),
    ];
}
