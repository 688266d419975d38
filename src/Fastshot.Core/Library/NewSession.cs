using System.Collections.Immutable;
using Fastshot.Core.Imaging;
using Fastshot.Core.Model;

namespace Fastshot.Core.Library;

/// <summary>A session that is to be saved.</summary>
public sealed record NewSession
{
    public required SessionText Text { get; init; }

    public required ImmutableArray<NewShot> Shots { get; init; }

    public required BoardSize Board { get; init; }

    /// <summary>When it was made; now, where that is null.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The id that it keeps; a new one, where that is null.</summary>
    public SessionId? Id { get; init; }

    /// <summary>Where it came from; this device and program, where that is null.</summary>
    public Source? Source { get; init; }

    /// <summary>Members of an imported manifest that this program does not know.</summary>
    public UnknownMembers Unknown { get; init; } = UnknownMembers.None;
}

/// <summary>An image that was found whole, with its place on the board.</summary>
public sealed record NewShot
{
    public required ImageHeader Header { get; init; }

    /// <summary>In bytes.</summary>
    public required long Size { get; init; }

    public required Digest Sha256 { get; init; }

    /// <summary>Opens the original bytes from their start, as often as asked.</summary>
    public required Func<CancellationToken, Task<Stream>> OpenAsync { get; init; }

    public required Placement Placement { get; init; }

    /// <summary>Small pixels for the preview, or null where the format cannot be decoded here.</summary>
    public Raster? Raster { get; init; }

    public string? Title { get; init; }

    public DateTimeOffset? Captured { get; init; }

    public ImmutableArray<Annotation> Annotations { get; init; } = [];

    public UnknownMembers Unknown { get; init; } = UnknownMembers.None;
}
