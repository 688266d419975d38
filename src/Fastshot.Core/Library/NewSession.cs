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

    /// <summary>Refuses what no library takes, before there need be one.</summary>
    /// <exception cref="LibraryException">It breaks a rule; the message names each.</exception>
    public void ThrowIfInvalid()
    {
        SessionTextCheck.ThrowIfInvalid(Text);
        var size = Shots.Sum(shot => shot.Size);
        var problem = Shots.Length switch
        {
            0 => "A session needs at least one image.",
            > Limits.Shots => $"A session may have at most {Limits.Shots:N0} images; these are {Shots.Length:N0}.",
            _ when size > Limits.ArchiveBytes =>
                $"A session may have at most {Limits.ArchiveBytes >> 30} GiB; these images have {size / (double)(1 << 30):F1} GiB.",
            _ => null,
        };
        if (problem is not null)
        {
            throw new LibraryException(LibraryError.Invalid, problem);
        }
    }
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
