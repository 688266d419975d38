namespace Fastshot.Core.Imaging;

/// <summary>Drawn text: how much of each pixel it covers, row by row.</summary>
/// <param name="Left">Where it lies, seen from the upper left corner of its first line; likewise <paramref name="Top"/>.</param>
/// <param name="Coverage">A byte a pixel, without gaps.</param>
public sealed record TextMask(int Left, int Top, int Width, int Height, ReadOnlyMemory<byte> Coverage);
