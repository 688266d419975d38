using System.Collections.Immutable;
using Fastshot.Core.Library;
using Fastshot.Core.Model;

namespace Fastshot.Core.Exchange;

/// <summary>Where an image, or a folder of images, is to be taken from.</summary>
public abstract record ImageInput
{
    private ImageInput()
    {
    }

    /// <summary>A file or folder, by its absolute path, and as the person wrote it.</summary>
    public sealed record FromPath(string Path, string Shown) : ImageInput
    {
        /// <summary>The name that a file had before it came here; null where it is that of its path.</summary>
        public string? Name { get; init; }
    }

    /// <summary>One image that comes as a stream, such as standard input.</summary>
    public sealed record FromStream(Stream Content, string Shown) : ImageInput;
}

/// <summary>Why an input is not taken.</summary>
public enum IntakeError
{
    /// <summary>There is no such file or folder.</summary>
    NotFound,

    /// <summary>It is there, and is not a whole image, or breaks a limit.</summary>
    Refused,

    /// <summary>It cannot be read.</summary>
    Unreadable,
}

/// <summary>One input that is not taken, and why, in a sentence.</summary>
/// <param name="Shown">The input, as it was named.</param>
public sealed record IntakeProblem(IntakeError Error, string Message, string Shown = "");

/// <summary>What came of looking at images: those that are whole, what is wrong with the others, and a board for them.</summary>
/// <param name="SkippedCount">Files in folders that do not have the name of an image.</param>
public sealed record IntakeResult(
    ImmutableArray<NewShot> Shots, BoardSize Board, ImmutableArray<IntakeProblem> Problems, int SkippedCount);

/// <summary>Where an intake stands. Each report is complete in itself.</summary>
public readonly record struct IntakeProgress(int ImagesDone, int ImagesTotal);
