using System.Security.Cryptography;
using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Imaging.Png;

namespace Fastshot.Core.Tests.Imaging.Png;

public sealed class PngDecoderTests
{
    private static readonly (int Width, int Height)[] Sizes = [(1, 1), (2, 3), (5, 1), (1, 9), (8, 8), (33, 17), (65, 40)];

    public static MatrixTheoryData<string, bool, bool> Kinds => new(
        ["0/1", "0/2", "0/4", "0/8", "0/16", "2/8", "2/16", "3/1", "3/2", "3/4", "3/8", "4/8", "4/16", "6/8", "6/16"],
        [false, true],
        [false, true]);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_is_decoded_to_its_pixels(string kind, bool isInterlaced, bool hasTransparency)
    {
        foreach (var (width, height) in Sizes)
        {
            var png = Make(kind, width, height, isInterlaced, hasTransparency);

            var raster = Decode(png.Encode());

            Assert.Equal((width, height), (raster.Width, raster.Height));
            Assert.Equal(Expected(png), raster.Rgba.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Libvips_sees_the_same_picture(string kind, bool isInterlaced, bool hasTransparency)
    {
        Assert.NotNull(Vips.Installed);
        var bytes = Make(kind, 33, 17, isInterlaced, hasTransparency).Encode();

        var theirs = Vips.Installed.Decode(new ByteReader(new MemoryStream(bytes)), new(ImageFormat.Png, 33, 17), 480);

        // Of 16 bits it rounds what is cut off here.
        Assert.NotNull(theirs);
        var differences = theirs.Rgba.ToArray().Zip(Decode(bytes).Rgba.ToArray(), (one, other) => Math.Abs(one - other));
        Assert.InRange(differences.Max(), 0, kind.EndsWith("/16", StringComparison.Ordinal) ? 1 : 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Every_filter_is_undone_for_every_distance(int filter)
    {
        foreach (var kind in new[] { "0/4", "0/8", "4/8", "2/8", "6/8", "4/16", "2/16", "6/16" })
        {
            var png = Make(kind, 71, 6, isInterlaced: false, hasTransparency: false) with { Filter = filter };

            Assert.Equal(Expected(png), Decode(png.Encode()).Rgba.ToArray());
        }
    }

    [Fact]
    public void Compressed_data_may_be_cut_into_chunks_anywhere()
    {
        var png = Make("2/8", 20, 10, isInterlaced: true, hasTransparency: false) with { ChunkSize = 1 };

        Assert.Equal(Expected(png), Decode(png.Encode()).Rgba.ToArray());
    }

    [Fact]
    public void The_files_of_PngSuite_have_the_pixels_that_libpng_sees()
    {
        foreach (var (name, expected) in PngSuite.Pixels)
        {
            var rgba = Decode(Samples.Bytes($"PngSuite/{name}.png")).Rgba;

            Assert.Equal((name, expected), (name, Convert.ToHexStringLower(SHA256.HashData(rgba))));
        }
    }

    [Fact]
    public void All_files_of_PngSuite_look_as_libvips_sees_them()
    {
        Assert.NotNull(Vips.Installed);
        var files = Samples.OfPngSuite;
        Assert.Equal(45, files.Length);
        foreach (var name in files)
        {
            var bytes = Samples.Bytes(name);
            var header = ImageInspector.ReadHeader(new MemoryStream(bytes));

            var ours = Decode(bytes).Rgba.ToArray();
            var theirs = Vips.Installed.Decode(new ByteReader(new MemoryStream(bytes)), header, 480)!.Rgba.ToArray();

            // Of 16 bits it rounds what is cut off here.
            var most = ours.Zip(theirs, (one, other) => Math.Abs(one - other)).Max();
            Assert.True(most <= (name.Contains("16.png", StringComparison.Ordinal) ? 1 : 0), $"{name} differs by {most}.");
        }
    }

    [Fact]
    public void The_memory_does_not_grow_with_the_picture()
    {
        const int Height = 5000;
        var rows = new byte[Height * (1 + (2000 / 8))];
        var bytes = new TestPng(2000, Height, 0, 1).Assemble(TestPng.Compress(rows));
        var interlaced = new TestPng(2000, Height, 0, 1, IsInterlaced: true).Assemble(TestPng.Compress(
            new byte[AdamBytes(2000, Height)]));

        Assert.InRange(Allocated(() => Decode(bytes, 480)), 0, 4_000_000);
        Assert.InRange(Allocated(() => Decode(interlaced, 480)), 0, 4_000_000);
    }

    private static long Allocated(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static int AdamBytes(int width, int height)
    {
        var header = new PngHeader(new(ImageFormat.Png, width, height), PngColor.Gray, 1, IsInterlaced: true);
        var bytes = 0;
        foreach (var pass in PngPass.Of(header))
        {
            bytes += (1 + header.RowBytes(pass.Columns(width))) * ((height - pass.Top + pass.StepY - 1) / pass.StepY);
        }

        return bytes;
    }

    private static TestPng Make(string kind, int width, int height, bool isInterlaced, bool hasTransparency)
    {
        var (color, depth) = (int.Parse(kind[..1]), int.Parse(kind[2..]));
        var png = new TestPng(width, height, color, depth, isInterlaced);
        byte[]? palette = color == 3
            ? [.. Enumerable.Range(0, 3 << depth).Select(i => unchecked((byte)(i * 37)))]
            : null;
        byte[]? transparency = (color, hasTransparency) switch
        {
            (0, true) => Words(png.Sample(width / 2, height / 2, 0)),
            (2, true) => [.. Enumerable.Range(0, 3).SelectMany(i => Words(png.Sample(width / 2, height / 2, i)))],
            (3, true) => [.. Enumerable.Range(0, 1 << (depth - 1)).Select(i => unchecked((byte)(i * 91)))],
            _ => null,
        };
        return png with { Palette = palette, Transparency = transparency };
    }

    private static byte[] Words(int value) => [(byte)(value >> 8), (byte)(value & 255)];

    private static byte[] Expected(TestPng png) =>
    [
        .. from y in Enumerable.Range(0, png.Height)
           from x in Enumerable.Range(0, png.Width)
           from value in Pixel(png, x, y)
           select value,
    ];

    private static byte[] Pixel(TestPng png, int x, int y)
    {
        int[] samples = [.. Enumerable.Range(0, png.Channels).Select(channel => png.Sample(x, y, channel))];
        var isKey = png.Color is 0 or 2
            && png.Transparency?.AsSpan().SequenceEqual([.. samples.SelectMany(Words)]) == true;
        var keyAlpha = isKey ? (byte)0 : (byte)255;
        byte[] levels = [.. samples.Select(one => png.Depth == 16
            ? (byte)(one >> 8)
            : (byte)(one * 255 / ((1 << png.Depth) - 1)))];
        byte[] pixel = png.Color switch
        {
            0 => [levels[0], levels[0], levels[0], keyAlpha],
            2 => [.. levels, keyAlpha],
            3 => [.. png.Palette.AsSpan(samples[0] * 3, 3), png.Transparency?.ElementAtOrDefault(samples[0])
                is { } alpha && samples[0] < png.Transparency.Length ? alpha : (byte)255],
            4 => [levels[0], levels[0], levels[0], levels[1]],
            _ => levels,
        };
        return pixel[3] == 0 ? [0, 0, 0, 0] : pixel;
    }

    private static Raster Decode(byte[] bytes, int boxSide = ImageHeader.SideMax) =>
        PngDecoder.Decode(new ByteReader(new MemoryStream(bytes)), boxSide, Deadline.Token);
}
