using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Core.Vault;

/// <summary>What names a piece where it lies.</summary>
/// <remarks>A class: the runtime has code for collections of classes, and would compile it for a structure at every start.</remarks>
/// <param name="Sessions">How many sessions a checkpoint knows, purged ones included; 0 for any other piece.</param>
public sealed record PieceName(PieceKind Kind, Digest Name, long Sessions = 0);

/// <summary>What came of reading a piece: the piece, or why it is not accepted. One bad piece never stops the rest.</summary>
public sealed record PieceReading(PieceName Name, Piece? Piece, Refusal? Refusal);

/// <summary>A piece as it lies in a vault, with what it says.</summary>
public sealed record SealedPiece(PieceName Name, ReadOnlyMemory<byte> Bytes, Piece Piece);
