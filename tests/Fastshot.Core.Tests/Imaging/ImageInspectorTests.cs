using System.Text;
using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Native;

namespace Fastshot.Core.Tests.Imaging;

public sealed class ImageInspectorTests
{
    public static TheoryData<string> Files => [.. Samples.Names];

    [Theory]
    [InlineData("baseline.jpg", ImageFormat.Jpeg, 64)]
    [InlineData("progressive.jpg", ImageFormat.Jpeg, 64)]
    [InlineData("rotated.jpg", ImageFormat.Jpeg, 64)]
    [InlineData("lossy.webp", ImageFormat.WebP, 64)]
    [InlineData("lossless.webp", ImageFormat.WebP, 64)]
    [InlineData("alpha.webp", ImageFormat.WebP, 64)]
    [InlineData("animated.webp", ImageFormat.WebP, 64)]
    [InlineData("plain.gif", ImageFormat.Gif, 64)]
    [InlineData("animated.gif", ImageFormat.Gif, 64)]
    [InlineData("plain.avif", ImageFormat.Avif, 64)]
    [InlineData("alpha.avif", ImageFormat.Avif, 64)]
    [InlineData("rgb.bmp", ImageFormat.Bmp, 63)]
    [InlineData("rle.bmp", ImageFormat.Bmp, 63)]
    [InlineData("PngSuite/basn3p08.png", ImageFormat.Png, 32)]
    public void Format_and_size_are_read_without_a_decoder(string name, ImageFormat format, int width)
    {
        var header = new ImageHeader(format, width, format == ImageFormat.Png ? 32 : 48);

        Assert.Equal(header, ImageInspector.ReadHeader(new MemoryStream(Samples.Bytes(name))));
        Assert.Equal(header, Inspect(Samples.Bytes(name), vips: null).Header);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_that_ends_too_early_is_refused_wherever_it_is_cut(string name)
    {
        var bytes = Samples.Bytes(name);

        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.NotNull(Refusal.Of(bytes[..length]));
        }
    }

    [Fact]
    public void A_png_that_ends_too_early_is_refused_wherever_it_is_cut()
    {
        var bytes = Samples.Bytes("PngSuite/tp1n3p08.png");

        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.NotNull(Refusal.Of(bytes[..length]));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Bytes_behind_the_end_of_an_image_do_no_harm(string name)
    {
        // An AVIF file is boxes up to its end, so what follows must be one.
        byte[] more = name.EndsWith(".avif", StringComparison.Ordinal) ? [0, 0, 0, 9, .. "free"u8, 7] : [0, 1, 2, 3];

        Assert.Null(Refusal.Of([.. Samples.Bytes(name), .. more]));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Libvips_makes_a_raster_of_what_it_can_decode(string name)
    {
        Assert.NotNull(Vips.Installed);

        var raster = Inspect(Samples.Bytes(name), Vips.Installed).Raster;

        if (name.EndsWith(".bmp", StringComparison.Ordinal))
        {
            Assert.Null(raster);
            return;
        }

        // The sample is a yellow disc on blue and green; where it has alpha, the disc is partly transparent.
        Assert.NotNull(raster);
        Assert.Equal(name == "rotated.jpg" ? (48, 64) : (64, 48), (raster.Width, raster.Height));
        var corner = raster.Row(raster.Height - 2).Slice((raster.Width - 2) * 4, 4);
        Assert.InRange(corner[0], 0, 255);
        Assert.InRange(corner[2], 90, 166);
        Assert.Equal(255, corner[3]);
    }

    [Fact]
    public void Without_libvips_there_is_no_raster_but_of_png()
    {
        Assert.Null(Inspect(Samples.Bytes("baseline.jpg"), vips: null).Raster);
        Assert.NotNull(Inspect(Samples.Bytes("PngSuite/basn0g08.png"), vips: null).Raster);
    }

    [Fact]
    public void A_png_does_not_ask_for_libvips()
    {
        var inspector = new ImageInspector(() => throw new InvalidOperationException("It takes 25 MB."));

        var image = inspector.Inspect(new MemoryStream(Samples.Bytes("PngSuite/basn0g08.png")), 480, Deadline.Token);

        Assert.NotNull(image.Raster);
        Assert.Throws<InvalidOperationException>(
            () => inspector.Inspect(new MemoryStream(Samples.Bytes("baseline.jpg")), 480, Deadline.Token));
    }

    [Fact]
    public void An_empty_file_has_words_of_its_own()
    {
        var refusal = Assert.Throws<ImageException>(() => Inspect([], vips: null));

        Assert.Equal((ImageError.Empty, "is empty"), (refusal.Error, refusal.Message));
    }

    [Theory]
    [InlineData("Hello")]
    [InlineData("BM is how this text begins, as bitmaps do")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0heicmif1")]
    [InlineData("RIFF\u0010\0\0\0WAVEfmt ")]
    public void Other_files_are_not_images(string text) =>
        Assert.Equal(ImageError.NotAnImage, Refusal.Of(Encoding.Latin1.GetBytes(text)));

    [Fact]
    public void A_damaged_picture_in_a_sound_structure_is_refused_where_it_can_be_decoded()
    {
        Assert.NotNull(Vips.Installed);
        var bytes = Samples.Bytes("lossless.webp");
        bytes.AsSpan(60, 200).Fill(0x55);

        Assert.Null(Refusal.Of(bytes));
        Assert.Equal(ImageError.Corrupt, Refusal.Of(bytes, Vips.Installed));
    }

    [Fact]
    public void It_stops_when_it_is_cancelled() =>
        Assert.Throws<OperationCanceledException>(() => new ImageInspector(null).Inspect(
            new MemoryStream(Samples.Bytes("PngSuite/basn0g08.png")), 480, new CancellationToken(canceled: true)));

    private static InspectedImage Inspect(byte[] bytes, Vips? vips) =>
        new ImageInspector(() => vips).Inspect(new MemoryStream(bytes), 480, Deadline.Token);
}
