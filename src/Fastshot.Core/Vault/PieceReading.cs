using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Core.Vault;

/// <summary>What came of reading a piece: the piece, or why it is not accepted. One bad piece never stops the rest.</summary>
public sealed record PieceReading(Digest Name, Piece? Piece, Refusal? Refusal);

/// <summary>What stands in the log: the records, and how many names are none of ours.</summary>
public sealed record LogListing(IReadOnlyList<Digest> Records, int ForeignCount);
