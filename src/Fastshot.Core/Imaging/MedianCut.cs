using System.Runtime.InteropServices;

namespace Fastshot.Core.Imaging;

/// <summary>Chooses a palette for a picture by cutting its colors in two where they differ most, again and again.</summary>
/// <remarks>
/// A picture of few enough colors keeps them all. Otherwise similar colors are counted together (by the upper six bits of
/// each, or fewer where that leaves too many), the box with the greatest error is cut at its mean until there are enough boxes, and every color goes
/// to the nearest mean, twice. There is no dithering: in a preview it costs more bytes than it gains in looks.
/// </remarks>
internal static class MedianCut
{
    private const int Refinements = 2;

    // Enough for any screenshot; noise has ten times as many, and each is compared with the whole palette.
    private const int BinsMax = 1 << 15;

    /// <summary>The picture in at most that many colors: 2 to 256.</summary>
    public static IndexedRaster Quantize(Raster raster, int colorsMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(colorsMax, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(colorsMax, 256);
        return KeepAll(raster, colorsMax) ?? Cut(raster, colorsMax);
    }

    private static IndexedRaster? KeepAll(Raster raster, int colorsMax)
    {
        var numbers = new Dictionary<uint, byte>(colorsMax);
        var pixels = MemoryMarshal.Cast<byte, uint>(raster.Rgba);
        foreach (var pixel in pixels)
        {
            if (numbers.TryAdd(pixel, 0) && numbers.Count > colorsMax)
            {
                return null;
            }
        }

        // Colors with alpha first, so that the list of alphas is short; then any order that does not depend on chance.
        var colors = numbers.Keys.OrderBy(color => (color >> 24, color)).ToArray();
        for (var i = 0; i < colors.Length; i++)
        {
            numbers[colors[i]] = (byte)i;
        }

        var result = new IndexedRaster(
            raster.Width, raster.Height, MemoryMarshal.AsBytes(colors.AsSpan()).ToArray());
        for (var i = 0; i < pixels.Length; i++)
        {
            result.Indexes[i] = numbers[pixels[i]];
        }

        return result;
    }

    private static IndexedRaster Cut(Raster raster, int colorsMax)
    {
        var binOfPixel = new int[raster.Width * raster.Height];
        ColorBin[]? bins = null;
        for (var shift = 2; bins is null; shift++)
        {
            bins = Count(raster.Rgba, shift, binOfPixel);
        }

        var palette = ColorBox.Divide(bins, colorsMax);
        for (var pass = 0; pass < Refinements; pass++)
        {
            Assign(bins, palette);
            palette = Means(bins, palette);
        }

        Assign(bins, palette);
        var numbers = Sort(palette, out var bytes);
        var result = new IndexedRaster(raster.Width, raster.Height, bytes);
        for (var i = 0; i < binOfPixel.Length; i++)
        {
            result.Indexes[i] = numbers[bins[binOfPixel[i]].Color];
        }

        return result;
    }

    /// <summary>Counts colors that are the same but for their lower bits; null where they are too many still.</summary>
    private static ColorBin[]? Count(ReadOnlySpan<byte> rgba, int shift, int[] binOfPixel)
    {
        var numbers = new Dictionary<uint, int>();
        var bins = new List<ColorBin>();
        var kept = (0xFFu >> shift << shift) * 0x01010101u;
        for (var i = 0; i < binOfPixel.Length; i++)
        {
            var pixel = rgba.Slice(i * 4, 4);
            var key = MemoryMarshal.Read<uint>(pixel) & kept;
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, key, out var isKnown);
            if (!isKnown)
            {
                number = bins.Count;
                bins.Add(default);
            }

            if (bins.Count > BinsMax)
            {
                return null;
            }

            CollectionsMarshal.AsSpan(bins)[number].Add(pixel);
            binOfPixel[i] = number;
        }

        foreach (ref var bin in CollectionsMarshal.AsSpan(bins))
        {
            bin.Close();
        }

        return [.. bins];
    }

    private static void Assign(ColorBin[] bins, PaletteColor[] palette)
    {
        foreach (ref var bin in bins.AsSpan())
        {
            var least = float.MaxValue;
            for (var i = 0; i < palette.Length; i++)
            {
                var distance = palette[i].DistanceTo(bin.Mean);
                if (distance < least)
                {
                    (least, bin.Color) = (distance, i);
                }
            }
        }
    }

    private static PaletteColor[] Means(ColorBin[] bins, PaletteColor[] palette)
    {
        var boxes = new ColorBox[palette.Length];
        foreach (var bin in bins)
        {
            boxes[bin.Color].Add(bin);
        }

        return [.. boxes.Select((box, i) => box.Count == 0 ? palette[i] : box.Mean)];
    }

    private static byte[] Sort(PaletteColor[] palette, out byte[] bytes)
    {
        var order = Enumerable.Range(0, palette.Length).OrderBy(i => palette[i].ToRgba() >> 24).ToArray();
        var numbers = new byte[palette.Length];
        bytes = new byte[palette.Length * 4];
        for (var i = 0; i < order.Length; i++)
        {
            numbers[order[i]] = (byte)i;
            MemoryMarshal.Write(bytes.AsSpan(i * 4), palette[order[i]].ToRgba());
        }

        return numbers;
    }
}
