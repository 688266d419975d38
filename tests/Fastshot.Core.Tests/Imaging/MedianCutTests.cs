using Fastshot.Core.Imaging;

namespace Fastshot.Core.Tests.Imaging;

public sealed class MedianCutTests
{
    [Fact]
    public void Few_colors_are_all_kept()
    {
        var raster = Pictures.Colors(64, 64, 200);
        raster.Rgba[..4].Clear();

        var indexed = MedianCut.Quantize(raster, 256);

        Assert.Equal(raster.Rgba.ToArray(), Shown(indexed));
        Assert.Equal(0, indexed.Palette[3]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(255)]
    [InlineData(256)]
    public void Many_colors_become_at_most_as_many_as_wanted(int colorsMax)
    {
        var indexed = MedianCut.Quantize(Pictures.Noise(120, 90, seed: 1, hasAlpha: true), colorsMax);

        Assert.InRange(indexed.Palette.Length / 4, 2, colorsMax);
        Assert.True(indexed.Indexes.ToArray().Max() < indexed.Palette.Length / 4);
    }

    [Fact]
    public void A_gradient_is_hardly_changed()
    {
        var raster = Pictures.Gradient(200, 150);

        var shown = Shown(MedianCut.Quantize(raster, 256));

        var error = raster.Rgba.ToArray().Zip(shown, (one, other) => Math.Abs(one - other)).Average();
        Assert.InRange(error, 0, 5);
    }

    [Fact]
    public void A_small_area_of_a_color_of_its_own_keeps_it()
    {
        var raster = Pictures.Gradient(200, 150);
        for (var y = 70; y < 76; y++)
        {
            raster.Row(y).Slice(400, 24).Fill(255);
        }

        var shown = Shown(MedianCut.Quantize(raster, 256));

        Assert.All(shown[((72 * 200 * 4) + 404)..][..12], value => Assert.InRange(value, 235, 255));
    }

    [Fact]
    public void What_cannot_be_seen_stays_so()
    {
        var raster = Pictures.Noise(80, 80, seed: 2);
        raster.Rgba[..(80 * 40 * 4)].Clear();

        Assert.Equal(-1, Shown(MedianCut.Quantize(raster, 64)).AsSpan(0, 80 * 40 * 4).IndexOfAnyExcept((byte)0));
    }

    private static byte[] Shown(IndexedRaster indexed)
    {
        var palette = indexed.Palette.ToArray();
        return [.. indexed.Indexes.ToArray().SelectMany(index => palette[(index * 4)..((index * 4) + 4)])];
    }
}
