using Fastshot.Core.Model;

namespace Fastshot.Core.Format;

/// <summary>The kinds of pieces in which a state travels.</summary>
public enum PieceKind
{
    /// <summary>A few changes, made at once.</summary>
    Record,
}

/// <summary>A part of a vault's state, as it travels.</summary>
public sealed record Piece(PieceKind Kind, VaultId Vault, IReadOnlyList<KeyValuePair<EntryId, Entry>> Entries);
