namespace Fastshot.Core.Imaging.Previews;

/// <summary>A shot in a collage: its size in pixels, and its raster, or null where its format cannot be decoded here.</summary>
public readonly record struct CollageShot(int Width, int Height, Raster? Raster)
{
    /// <summary>How large the collage shows it: as its raster, which is upright, or else as its header says.</summary>
    internal (int Width, int Height) Size => Raster is null ? (Width, Height) : (Raster.Width, Raster.Height);
}
