namespace Fastshot.Core.Model;

/// <summary>The kinds of pieces in which a state travels.</summary>
public enum PieceKind
{
    /// <summary>A few changes, made at once.</summary>
    Record,

    /// <summary>What many records said, joined.</summary>
    Segment,

    /// <summary>A whole state: the segments that hold it, and the newest of it to be seen at once.</summary>
    Checkpoint,
}

/// <summary>A part of a vault's state, as it travels.</summary>
public sealed record Piece(PieceKind Kind, VaultId Vault, IReadOnlyList<KeyValuePair<EntryId, Entry>> Entries)
{
    /// <summary>What a checkpoint stands for; null for any other piece.</summary>
    public Checkpoint? Checkpoint { get; init; }
}

/// <summary>What a checkpoint stands for, beside the entries that it holds itself.</summary>
/// <param name="Segments">Those that hold its state, together.</param>
/// <param name="Covers">Records and checkpoints of which everything is in the segments.</param>
public sealed record Checkpoint(IReadOnlyList<SegmentName> Segments, IReadOnlySet<Digest> Covers);

/// <summary>A segment as a checkpoint names it.</summary>
/// <remarks>A class: the runtime has code for sequences of classes, and would compile it for a structure in each sync.</remarks>
/// <param name="Length">Of the sealed segment, in bytes.</param>
/// <param name="Count">Of its entries.</param>
/// <param name="IsText">Whether it holds searchable words, which no list needs, and nothing else.</param>
public sealed record SegmentName(Digest Name, long Length, int Count, bool IsText);

/// <summary>What the kinds of pieces are called.</summary>
public static class PieceKinds
{
    extension(PieceKind kind)
    {
        /// <summary>As in documents and in words to people.</summary>
        public string Word => kind switch
        {
            PieceKind.Record => "record",
            PieceKind.Segment => "segment",
            _ => "checkpoint",
        };
    }
}
