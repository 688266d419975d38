namespace Fastshot.Core.Model;

/// <summary>What a reader accepts at most (docs/vault-format.md, "Limits"). Texts are counted in UTF-16 units.</summary>
public static class Limits
{
    /// <summary>Of a sealed archive, in bytes.</summary>
    public const long ArchiveBytes = 2L << 30;

    public const int Shots = 1000;

    public const int ManifestBytes = 4 << 20;

    /// <summary>Of a sealed record, in bytes.</summary>
    public const int RecordBytes = 256 << 10;

    /// <summary>Of a sealed checkpoint, in bytes.</summary>
    public const int CheckpointBytes = 2 << 20;

    /// <summary>Of a sealed segment, in bytes.</summary>
    public const int SegmentBytes = 32 << 20;

    /// <summary>Entries of a segment that this program writes.</summary>
    public const int SegmentEntries = 131_072;

    /// <summary>Segments that one checkpoint names.</summary>
    public const int Segments = 4096;

    /// <summary>Pieces that a checkpoint of this program covers.</summary>
    public const int Covers = 1024;

    /// <summary>Pieces that any checkpoint may cover.</summary>
    public const int CoversRead = 16 * Covers;

    /// <summary>Of a sealed preview inside an archive, in bytes.</summary>
    public const int PreviewBytes = 40 << 10;

    public const int PreviewSide = 480;

    public const int NameLength = 200;

    public const int DescriptionLength = 20_000;

    public const int ClassLength = 200;

    public const int TagLength = 60;

    public const int Tags = 50;

    public const int TitleLength = 1000;

    /// <summary>Searchable words of one version of the content, in bytes of UTF-8.</summary>
    public const int TextBytes = 4 << 10;

    /// <summary>Fields of one entry.</summary>
    public const int Fields = 256;

    /// <summary>All fields of one entry, in bytes of canonical form.</summary>
    public const int EntryBytes = 64 << 10;

    public const long Counter = (1L << 53) - 1;
}
