using System.Collections.Immutable;

namespace Fastshot.Core.Model;

/// <summary>What a list shows of a session: its metadata as last edited, read from its entry.</summary>
public sealed record SessionInfo
{
    public required SessionId Id { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required SessionText Text { get; init; }

    public required Source Source { get; init; }

    /// <summary>The version of the content that is shown, or null where no piece told of any.</summary>
    public required ContentVersion? Content { get; init; }

    /// <summary>When it was put into the trash, or null.</summary>
    public required DateTimeOffset? Trashed { get; init; }

    /// <summary>Versions of the content that nobody has settled yet, besides the one that is shown.</summary>
    public ImmutableArray<ContentVersion> OtherVersions { get; init; } = [];

    /// <summary>Words to be found besides the metadata: window titles and recognized text.</summary>
    public string Words { get; init; } = "";
}

/// <summary>One version of a session's content.</summary>
/// <param name="SizeBytes">Of the pictures together.</param>
/// <param name="Archive">The archive that holds it, or null where a piece says that there is none any more.</param>
public sealed record ContentVersion(
    FieldVersion Version, int ImageCount, long SizeBytes, BoardSize Board, ArchiveName? Archive);

/// <summary>The name of an archive: the SHA-256 of its sealed bytes, and how many they are.</summary>
public readonly record struct ArchiveName(Digest Sha256, long Length);
