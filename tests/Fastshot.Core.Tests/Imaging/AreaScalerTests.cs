using Fastshot.Core.Imaging;

namespace Fastshot.Core.Tests.Imaging;

public sealed class AreaScalerTests
{
    [Theory]
    [InlineData(10, 10, 10, 10)]
    [InlineData(10, 7, 5, 3)]
    [InlineData(101, 53, 48, 25)]
    [InlineData(97, 3, 1, 1)]
    [InlineData(13, 40, 12, 39)]
    public void Each_pixel_is_the_average_of_its_area(int sourceWidth, int sourceHeight, int width, int height)
    {
        var source = Pictures.Noise(sourceWidth, sourceHeight, seed: 3, hasAlpha: true);

        var scaled = source.ScaleTo(width, height);

        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var expected = Average(source, x, y, width, height);
                for (var i = 0; i < 4; i++)
                {
                    Assert.Equal(expected[i], scaled.Row(y)[(x * 4) + i], 0.501);
                }
            }
        }
    }

    [Fact]
    public void One_color_stays_that_color_at_the_largest_size()
    {
        var scaler = new AreaScaler(ImageHeader.SideMax, 2, 480, 1, isOrdered: true);
        var row = new byte[ImageHeader.SideMax * 4];
        row.AsSpan().Fill(255);

        scaler.Add(row, 0);
        scaler.Add(row, 1);

        Assert.Equal(-1, scaler.ToRaster().Rgba.IndexOfAnyExcept((byte)255));
    }

    [Fact]
    public void What_is_transparent_lends_no_color()
    {
        var source = new Raster(2, 1);
        ((ReadOnlySpan<byte>)[200, 100, 50, 255, 255, 255, 255, 0]).CopyTo(source.Rgba);

        Assert.Equal([200, 100, 50, 128], source.ScaleTo(1, 1).Rgba.ToArray());
    }

    [Fact]
    public void Rows_in_parts_and_in_any_order_make_the_same_picture()
    {
        var source = Pictures.Noise(37, 23, seed: 4, hasAlpha: true);
        var scaler = new AreaScaler(37, 23, 15, 10, isOrdered: false);

        for (var y = 22; y >= 0; y--)
        {
            for (var first = 2; first >= 0; first--)
            {
                var part = Enumerable.Range(0, 37).Where(x => x % 3 == first)
                    .SelectMany(x => source.Row(y).Slice(x * 4, 4).ToArray());
                scaler.Add(part.ToArray(), y, first, 3);
            }
        }

        Assert.Equal(source.ScaleTo(15, 10).Rgba.ToArray(), scaler.ToRaster().Rgba.ToArray());
    }

    [Theory]
    [InlineData(2560, 1440, 480, 270)]
    [InlineData(65_535, 1, 480, 1)]
    [InlineData(100, 50, 100, 50)]
    [InlineData(1000, 2000, 240, 480)]
    public void A_picture_keeps_its_shape_in_a_box_and_never_grows(int width, int height, int fitWidth, int fitHeight) =>
        Assert.Equal((fitWidth, fitHeight), Raster.Fit(width, height, 480, 480));

    private static double[] Average(Raster source, int x, int y, int width, int height)
    {
        var (ratioX, ratioY) = ((double)source.Width / width, (double)source.Height / height);
        var (colors, alphas, area) = (new double[3], 0.0, 0.0);
        for (var sy = (int)(y * ratioY); sy < Math.Min(source.Height, (y + 1) * ratioY); sy++)
        {
            for (var sx = (int)(x * ratioX); sx < Math.Min(source.Width, (x + 1) * ratioX); sx++)
            {
                var weight = Overlap(sx, x * ratioX, (x + 1) * ratioX) * Overlap(sy, y * ratioY, (y + 1) * ratioY);
                var pixel = source.Row(sy).Slice(sx * 4, 4);
                area += weight;
                alphas += pixel[3] * weight;
                for (var i = 0; i < 3; i++)
                {
                    colors[i] += pixel[i] * pixel[3] * weight;
                }
            }
        }

        return [colors[0] / alphas, colors[1] / alphas, colors[2] / alphas, alphas / area];
    }

    private static double Overlap(int pixel, double start, double end) =>
        Math.Max(0, Math.Min(pixel + 1, end) - Math.Max(pixel, start));
}
