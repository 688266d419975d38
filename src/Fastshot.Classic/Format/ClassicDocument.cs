using System.Collections.Immutable;
using Fastshot.Core.Model;

namespace Fastshot.Classic.Format;

/// <summary>A session as the older program's document tells it.</summary>
public sealed record ClassicDocument
{
    /// <summary>What a person typed; null in a bare session, which has no metadata.</summary>
    public ClassicMetadata? Metadata { get; init; }

    /// <summary>A naive local time as text, or null.</summary>
    public string? Timestamp { get; init; }

    public required ImmutableArray<ClassicWindow> Windows { get; init; }

    /// <summary>Members of the session that this program does not know.</summary>
    public UnknownMembers Unknown { get; init; } = UnknownMembers.None;
}

/// <summary>The metadata block, with the documented defaults where members are missing or of another type.</summary>
public sealed record ClassicMetadata
{
    public string Name { get; init; } = "";

    public string Description { get; init; } = "";

    public ImmutableArray<string> Tags { get; init; } = [];

    public string Color { get; init; } = "blue";

    public string Class { get; init; } = "";

    /// <summary>A naive local time as text, or null.</summary>
    public string? CreatedAt { get; init; }

    /// <summary>The collage that its writer drew, as Base64, a part of the document; null where there is none.</summary>
    public ReadOnlyMemory<byte>? Thumbnail { get; init; }

    /// <summary>All its members but the collage, as they were.</summary>
    public UnknownMembers Members { get; init; } = UnknownMembers.None;
}

/// <summary>One picture of the session.</summary>
public sealed record ClassicWindow
{
    public int X { get; init; } = 100;

    public int Y { get; init; } = 100;

    public int Width { get; init; } = 300;

    public int Height { get; init; } = 200;

    public double Scale { get; init; } = 1;

    public bool IsHidden { get; init; }

    /// <summary>The picture without annotations as Base64, a part of the document; null where there is none.</summary>
    public ReadOnlyMemory<byte>? Picture { get; init; }

    public ImmutableArray<Annotation> Annotations { get; init; } = [];

    /// <summary>Members that this program does not know.</summary>
    public UnknownMembers Unknown { get; init; } = UnknownMembers.None;
}
