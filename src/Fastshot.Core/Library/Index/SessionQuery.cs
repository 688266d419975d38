using System.Collections.Immutable;
using Fastshot.Core.Model;

namespace Fastshot.Core.Library.Index;

/// <summary>Which sessions to list, in which order, and which page of them. All conditions must hold.</summary>
public sealed record SessionQuery
{
    /// <summary>
    /// Words that must all be found, each as the start of a word of the name, description, tags, class or recognized
    /// text; case and accents do not matter, and Chinese, Japanese and Korean match anywhere. Blank text asks for
    /// nothing; a text without any letter, digit or symbol finds nothing. The first 64 different words count.
    /// </summary>
    public string Text { get; init; } = "";

    /// <summary>Exactly these tags must be there, besides others.</summary>
    public ImmutableArray<string> Tags { get; init; } = [];

    /// <summary>Exactly this color, or null for any.</summary>
    public string? Color { get; init; }

    /// <summary>Exactly this class, or null for any.</summary>
    public string? Class { get; init; }

    /// <summary>Created then or later, to the millisecond.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Created before then, to the millisecond.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Sessions in the trash instead of the others.</summary>
    public bool Trash { get; init; }

    public SessionSort Sort { get; init; }

    /// <summary>The other way round than the order's natural direction.</summary>
    public bool Reverse { get; init; }

    public int Limit
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "0 or more.");
    } = 50;

    public int Offset
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "0 or more.");
    }
}

/// <summary>The orders of a list, each in its natural direction; what is equal stands in the order of creation.</summary>
public enum SessionSort
{
    /// <summary>Newest first.</summary>
    Created,

    /// <summary>A to Z; case and accents do not matter.</summary>
    Name,

    /// <summary>Largest pictures first.</summary>
    Size,

    /// <summary>Most images first.</summary>
    Images,
}

/// <summary>One page of a list.</summary>
/// <param name="Total">How many sessions the query finds, on all pages.</param>
public sealed record SessionPage(long Total, ImmutableArray<SessionInfo> Sessions);
