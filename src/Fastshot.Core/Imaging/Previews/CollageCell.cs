namespace Fastshot.Core.Imaging.Previews;

/// <summary>Where a shot may lie in a collage, in pixels.</summary>
internal readonly record struct CollageCell(int Left, int Top, int Width, int Height);
