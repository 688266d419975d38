using System.Buffers.Binary;
using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Tests.Imaging.Png;

namespace Fastshot.Core.Tests.Imaging;

/// <summary>Images that say they are huge: the saying is enough to refuse them.</summary>
public sealed class ImageBombTests
{
    private const int Side = 60_000;

    public static TheoryData<string> Formats => ["png", "jpg", "webp", "gif", "bmp", "avif"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void An_image_that_declares_too_many_pixels_is_refused_before_anything_is_allocated(string format)
    {
        var bytes = Declare(format, Side, Side);
        var inspector = new ImageInspector(() => Vips.Installed);
        using var stream = new MemoryStream(bytes);
        var token = Deadline.Token;
        var before = GC.GetAllocatedBytesForCurrentThread();

        var refusal = Assert.Throws<ImageException>(() => inspector.Inspect(stream, 480, token));

        Assert.Equal(ImageError.TooLarge, refusal.Error);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_largest_that_is_taken_is_read(string format)
    {
        var header = ImageInspector.ReadHeader(new MemoryStream(Declare(format, 65_535, 4096)));

        Assert.Equal((65_535, 4096), (header.Width, header.Height));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_size_of_zero_is_refused(string format)
    {
        // WebP counts from one, and has no zero.
        if (format != "webp")
        {
            var kinds = (ImageError[])[ImageError.Corrupt, ImageError.Unsupported];
            Assert.Contains(
                Assert.Throws<ImageException>(() => ImageInspector.ReadHeader(new MemoryStream(Declare(format, 5, 0)))).Error,
                kinds);
        }
    }

    [Fact]
    public void A_frame_that_is_larger_than_its_animation_is_refused()
    {
        var bytes = Samples.Bytes("plain.gif");
        var frame = bytes.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0x2C, 0, 0, 0, 0, 64, 0, 48, 0]);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(frame + 5), Side);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(frame + 7), Side);

        Assert.Equal(ImageError.TooLarge, Refusal.Of(bytes));
    }

    private static byte[] Declare(string format, int width, int height)
    {
        switch (format)
        {
            case "png":
                return new TestPng(width, height, 6, 8).Assemble(TestPng.Compress(new byte[1000]));
            case "jpg":
                var jpeg = Samples.Bytes("baseline.jpg");
                var frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
                BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), (ushort)height);
                BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), (ushort)width);
                return jpeg;
            case "webp":
                var webp = Samples.Bytes("alpha.webp");
                Assert.True(webp.AsSpan(12).StartsWith("VP8X"u8));
                BinaryPrimitives.WriteInt32LittleEndian(webp.AsSpan(24), width - 1);
                BinaryPrimitives.WriteInt16LittleEndian(webp.AsSpan(27), unchecked((short)(height - 1)));
                return webp;
            case "gif":
                var gif = Samples.Bytes("plain.gif");
                BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(6), (ushort)width);
                BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(8), (ushort)height);
                return gif;
            case "bmp":
                var bitmap = Samples.Bytes("rgb.bmp");
                BinaryPrimitives.WriteInt32LittleEndian(bitmap.AsSpan(18), width);
                BinaryPrimitives.WriteInt32LittleEndian(bitmap.AsSpan(22), -height);
                return bitmap;
            default:
                var avif = Samples.Bytes("plain.avif");
                var extents = avif.AsSpan().IndexOf("ispe"u8) + 8;
                BinaryPrimitives.WriteInt32BigEndian(avif.AsSpan(extents), width);
                BinaryPrimitives.WriteInt32BigEndian(avif.AsSpan(extents + 4), height);
                return avif;
        }
    }
}
