using Fastshot.Core.Imaging;

namespace Fastshot.Core.Tests.Imaging.Png;

public sealed class PngDamageTests
{
    private static readonly TestPng Plain = new(13, 9, 2, 8);

    public static TheoryData<string, byte[]> Damaged => new()
    {
        { "the color type 1", Header(9, 1) },
        { "the color type 9", Header(9, 9) },
        { "the depth 0", Header(8, 0) },
        { "the depth 3", Header(8, 3) },
        { "the depth 99", Header(8, 99) },
        { "an unknown compression", Header(10, 1) },
        { "an unknown filter method", Header(11, 1) },
        { "an unknown interlacing", Header(12, 2) },
        { "a width of zero", Header(3, 0) },
        { "no picture data", Chunks(chunk => chunk != "IDAT") },
        { "no last chunk", Chunks(chunk => chunk != "IEND") },
        { "no header", Chunks(chunk => chunk != "IHDR") },
        { "no palette", (Plain with { Color = 3 }).Encode() },
        { "an empty palette", (Plain with { Palette = [] }).Encode() },
        { "a palette of 257 colors", (Plain with { Palette = new byte[257 * 3] }).Encode() },
        { "half a color in the palette", (Plain with { Palette = new byte[4] }).Encode() },
        { "transparency for gray with alpha", (Plain with { Color = 4, Transparency = [0, 0] }).Encode() },
        { "transparency of a wrong length", (Plain with { Transparency = [0, 0] }).Encode() },
        { "too much transparency", (Plain with { Color = 3, Palette = new byte[3], Transparency = [1, 2] }).Encode() },
        { "the filter 5", Plain.Assemble(TestPng.Compress([5, .. Plain.Rows()[1..]])) },
        { "fewer rows than declared", Plain.Assemble(TestPng.Compress(Plain.Rows()[..^1])) },
        { "compressed data that is none", Plain.Assemble([1, 2, 3, 4, 5, 6, 7, 8]) },
        { "compressed data that wants a dictionary", Plain.Assemble([0x78, 0xBB, 0, 0, 0, 1, .. TestPng.Compress(Plain.Rows())[2..]]) },
        { "a wrong checksum of the compressed data", Plain.Assemble(Flipped(TestPng.Compress(Plain.Rows()), ^1)) },
        { "compressed data without its checksum", Plain.Assemble(TestPng.Compress(Plain.Rows())[..^4]) },
        { "compressed data in two places", Apart() },
        { "an unknown chunk that must be understood", Inserted(TestPng.Chunk("FOOD", [1, 2, 3])) },
        { "a chunk without a name", Inserted(TestPng.Chunk("\0\u0001\u0002\u0003", [])) },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void A_file_is_refused_as_corrupt_for(string damage, byte[] bytes)
    {
        Assert.NotEmpty(damage);
        Assert.Contains(Refusal.Of(bytes), (ImageError?[])[ImageError.Corrupt, ImageError.Truncated]);
    }

    [Fact]
    public void Every_flipped_bit_is_found()
    {
        var bytes = Plain.Encode();

        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var flipped = bytes.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotNull(Refusal.Of(flipped));
        }
    }

    [Fact]
    public void Data_behind_the_last_row_is_ignored_and_costs_nothing()
    {
        byte[] rows = [.. Plain.Rows(), .. new byte[100 << 20]];
        var bytes = Plain.Assemble(TestPng.Compress(rows));

        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Null(Refusal.Of(bytes));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
    }

    [Fact]
    public void An_unknown_chunk_that_may_be_skipped_is_skipped() =>
        Assert.Null(Refusal.Of(Inserted(TestPng.Chunk("fooD", new byte[5000]))));

    [Fact]
    public void A_skipped_chunk_with_a_wrong_checksum_is_refused() =>
        Assert.Equal(ImageError.Corrupt, Refusal.Of(Inserted(Flipped(TestPng.Chunk("fooD", new byte[5000]), 2000))));

    [Fact]
    public void An_index_beyond_the_palette_is_black()
    {
        var png = new TestPng(1, 1, 3, 8) { Palette = [9, 9, 9] };

        var image = new ImageInspector(null).Inspect(
            new MemoryStream(png.Assemble(TestPng.Compress([0, 200]))), 480, Deadline.Token);

        Assert.Equal([0, 0, 0, 255], image.Raster!.Rgba.ToArray());
    }

    private static byte[] Header(int index, byte value)
    {
        var content = Plain.Encode()[16..29];
        content[index] = value;
        return [.. Plain.Encode()[..8], .. TestPng.Chunk("IHDR", content), .. Plain.Encode()[33..]];
    }

    private static byte[] Inserted(byte[] chunk) => [.. Plain.Encode()[..33], .. chunk, .. Plain.Encode()[33..]];

    private static byte[] Apart()
    {
        var compressed = TestPng.Compress(Plain.Rows());
        return
        [
            .. Plain.Encode()[..33],
            .. TestPng.Chunk("IDAT", compressed[..20]),
            .. TestPng.Chunk("fooD", []),
            .. TestPng.Chunk("IDAT", compressed[20..]),
            .. TestPng.Chunk("IEND", []),
        ];
    }

    private static byte[] Chunks(Func<string, bool> isKept)
    {
        byte[] header = Plain.Encode()[8..33];
        byte[] content = TestPng.Chunk("IDAT", TestPng.Compress(Plain.Rows()));
        return
        [
            .. Plain.Encode()[..8],
            .. isKept("IHDR") ? header : [],
            .. isKept("IDAT") ? content : [],
            .. isKept("IEND") ? TestPng.Chunk("IEND", []) : [],
        ];
    }

    private static byte[] Flipped(byte[] bytes, Index index)
    {
        bytes[index] ^= 1;
        return bytes;
    }
}
