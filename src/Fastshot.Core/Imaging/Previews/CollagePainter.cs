using System.Diagnostics;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Imaging.Png;

namespace Fastshot.Core.Imaging.Previews;

/// <summary>Makes the preview of a session: its first shots side by side, or its one shot made small.</summary>
/// <remarks>
/// The ground is transparent, and a thin gray line around each shot parts it from light and dark pages alike. It is
/// written as WebP where an encoder is given, otherwise as a PNG with a palette. It computes synchronously: the caller
/// schedules it. Safe for concurrent use.
/// </remarks>
public sealed class CollagePainter(WebPEncoder? webp)
{
    /// <summary>How many shots are shown; of more they would only be specks.</summary>
    public const int ShotsMax = 12;

    private const int Gap = 6;

    private static readonly int[] Qualities = [80, 65, 50];

    // From the best to what always fits: two bits a pixel are at most 26 KB at 320 × 320.
    private static readonly (int Side, int Colors)[] Palettes =
    [
        (Preview.SideMax, 256), (400, 256), (320, 256), (320, 128), (320, 64), (320, 32), (320, 16), (320, 4),
    ];

    // Where the last file, in proportion, would still be longer than this, a try is spared: noise would need all of them.
    private const double HopelessBytes = 1.5 * Preview.BytesMax;

    /// <summary>The side of the box that rasters should fit, to be shown as sharp as possible.</summary>
    public static int RasterSide => Preview.SideMax;

    /// <summary>Paints at least one shot.</summary>
    public Preview Paint(IReadOnlyList<CollageShot> shots, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(shots.Count);
        var shown = shots.Take(ShotsMax).ToArray();
        return TryWebP(shown, cancellationToken) ?? Png(shown, cancellationToken);
    }

    /// <summary>The collage as pixels, with a longest side of that many.</summary>
    internal static Raster Draw(IReadOnlyList<CollageShot> shots, int side)
    {
        if (shots is [{ Raster: { } only }])
        {
            var (width, height) = Raster.Fit(only.Width, only.Height, side, side);
            return only.ScaleTo(width, height);
        }

        if (shots is [{ Raster: null } unseen])
        {
            var (width, height) = Raster.Fit(unseen.Width, unseen.Height, side, side);
            var raster = new Raster(width, height);
            Placeholder.Draw(raster, new CollageCell(0, 0, width, height));
            return raster;
        }

        var layout = CollageLayout.Of(shots, side, Math.Max(1, Gap * side / Preview.SideMax));
        var ground = new Raster(layout.Width, layout.Height);
        for (var i = 0; i < shots.Count; i++)
        {
            if (shots[i].Raster is { } picture)
            {
                CollageTile.Draw(ground, layout.Cells[i], picture);
            }
            else
            {
                Placeholder.Draw(ground, layout.Cells[i]);
            }
        }

        return ground;
    }

    private Preview? TryWebP(CollageShot[] shots, CancellationToken cancellationToken)
    {
        if (webp is null)
        {
            return null;
        }

        var raster = Draw(shots, Preview.SideMax);
        foreach (var quality in Qualities)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (webp.Encode(raster, quality) is not { } bytes)
            {
                break;
            }

            if (bytes.Length <= Preview.BytesMax)
            {
                return new Preview(ImageFormat.WebP, raster.Width, raster.Height, bytes);
            }
        }

        return null;
    }

    private static Preview Png(CollageShot[] shots, CancellationToken cancellationToken)
    {
        var (raster, drawn, bitsTried, length) = (Draw(shots, Preview.SideMax), Preview.SideMax, 0.0, 0);
        foreach (var (side, colors) in Palettes)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var bits = Bits(side, colors);
            if (length * bits / bitsTried > HopelessBytes)
            {
                continue;
            }

            if (drawn != side)
            {
                (raster, drawn) = (Draw(shots, side), side);
            }

            var bytes = PngEncoder.Encode(MedianCut.Quantize(raster, colors));
            if (bytes.Length <= Preview.BytesMax)
            {
                return new Preview(ImageFormat.Png, raster.Width, raster.Height, bytes);
            }

            (length, bitsTried) = (bytes.Length, bits);
        }

        throw new UnreachableException("Two bits a pixel always fit.");
    }

    private static double Bits(int side, int colors) => (double)side * side * Math.Log2(colors);
}
