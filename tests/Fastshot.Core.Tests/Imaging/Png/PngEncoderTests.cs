using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Imaging.Png;

namespace Fastshot.Core.Tests.Imaging.Png;

public sealed class PngEncoderTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_is_read_back(bool hasAlpha)
    {
        var raster = Pictures.Noise(61, 33, seed: 5, hasAlpha);

        Assert.Equal(raster.Rgba.ToArray(), Read(PngEncoder.Encode(raster)).Rgba.ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(256)]
    public void A_palette_of_any_size_is_read_back(int colors)
    {
        var raster = Pictures.Colors(37, 21, colors);

        Assert.Equal(raster.Rgba.ToArray(), Read(PngEncoder.Encode(MedianCut.Quantize(raster, 256))).Rgba.ToArray());
    }

    [Fact]
    public void Libvips_reads_what_is_written()
    {
        Assert.NotNull(Vips.Installed);
        var raster = Pictures.Noise(61, 33, seed: 5, hasAlpha: true);
        var file = new MemoryStream(PngEncoder.Encode(raster));

        var theirs = Vips.Installed.Decode(new ByteReader(file), new(ImageFormat.Png, 61, 33), 480);

        Assert.Equal(raster.Rgba.ToArray(), theirs!.Rgba.ToArray());
    }

    [Fact]
    public void Filters_make_a_smooth_picture_small() =>
        Assert.InRange(PngEncoder.Encode(Pictures.Gradient(300, 200)).Length, 100, 300 * 200 * 3 / 20);

    private static Raster Read(byte[] bytes) =>
        PngDecoder.Decode(new ByteReader(new MemoryStream(bytes)), ImageHeader.SideMax, Deadline.Token);
}
