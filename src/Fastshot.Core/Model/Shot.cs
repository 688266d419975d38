using System.Collections.Immutable;

namespace Fastshot.Core.Model;

/// <summary>One image of a session with its place on the board.</summary>
public sealed record Shot
{
    /// <summary>Its name inside the archive, as <c>shots/001.png</c>; identical images share one.</summary>
    public required string File { get; init; }

    /// <summary>As <c>image/png</c>.</summary>
    public required string MediaType { get; init; }

    /// <summary>In pixels.</summary>
    public required int Width { get; init; }

    /// <summary>In pixels.</summary>
    public required int Height { get; init; }

    /// <summary>In bytes.</summary>
    public required long Size { get; init; }

    public required Digest Sha256 { get; init; }

    public required Placement Placement { get; init; }

    /// <summary>When the picture was taken, where that is known.</summary>
    public DateTimeOffset? Captured { get; init; }

    /// <summary>The title of the window, or of the file it came from; null where there is none.</summary>
    public string? Title { get; init; }

    public ImmutableArray<Annotation> Annotations { get; init; } = [];

    public UnknownMembers Unknown { get; init; } = UnknownMembers.None;
}

/// <summary>Where a shot lies on the board, in board units, and how it is shown.</summary>
public readonly record struct Placement(double X, double Y)
{
    /// <summary>Board units a pixel.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>From 0, not to be seen, to 1.</summary>
    public double Opacity { get; init; } = 1;

    public bool Hidden { get; init; }
}

/// <summary>Something drawn over a shot, in pixels of the original image; it stays editable.</summary>
/// <remarks>What this program does not draw yet, and types that it does not know, are carried as they are.</remarks>
/// <param name="Type">As <c>stroke</c> or <c>redact</c>.</param>
/// <param name="Members">All its other members.</param>
public sealed record Annotation(string Type, UnknownMembers Members);
