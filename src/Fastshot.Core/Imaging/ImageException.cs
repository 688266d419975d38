namespace Fastshot.Core.Imaging;

/// <summary>Why bytes are not taken as an image.</summary>
public enum ImageError
{
    /// <summary>There are no bytes at all.</summary>
    Empty,

    /// <summary>The first bytes are those of no format that is taken.</summary>
    NotAnImage,

    /// <summary>The end is missing.</summary>
    Truncated,

    /// <summary>The bytes contradict their format.</summary>
    Corrupt,

    /// <summary>More pixels are declared than are taken.</summary>
    TooLarge,

    /// <summary>A lawful variant that is not read here.</summary>
    Unsupported,
}

/// <summary>The only exception by which foreign bytes are refused as an image.</summary>
/// <remarks>
/// The message is a predicate, to be put behind the name of the file: <c>ends too early: a part of it is missing</c>.
/// A failure of the stream itself is not translated.
/// </remarks>
public sealed class ImageException(ImageError error, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public ImageError Error { get; } = error;

    internal static ImageException Corrupt(string message, Exception? inner = null) =>
        new(ImageError.Corrupt, message, inner);

    internal static ImageException Truncated() =>
        new(ImageError.Truncated, "ends too early: a part of it is missing");

    internal static ImageException Unsupported(string message) => new(ImageError.Unsupported, message);
}
