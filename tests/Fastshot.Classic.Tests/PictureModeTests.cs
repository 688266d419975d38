using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Fastshot.Classic.Format;

namespace Fastshot.Classic.Tests;

/// <summary>Every picture mode that the older program saves: in and out to the byte, and drawn for what it wants besides.</summary>
public sealed class PictureModeTests
{
    [Theory]
    [InlineData("1", 0, 1)]
    [InlineData("L", 0, 8)]
    [InlineData("I;16", 0, 16)]
    [InlineData("RGB", 2, 8)]
    [InlineData("P", 3, 8)]
    [InlineData("P of two colors", 3, 1)]
    [InlineData("LA", 4, 8)]
    [InlineData("LA of 16 bits", 4, 16)]
    [InlineData("RGBA", 6, 8)]
    [InlineData("RGBA of 16 bits", 6, 16)]
    public async Task A_mode_comes_in_and_goes_out_to_the_byte(string mode, byte color, byte depth)
    {
        using var device = await ClassicDevice.NewAsync();
        var png = Png(color, depth, 40, 30);
        var file = $"20260101000000_{color}_{depth}.fastshot";
        var json = $$"""
            {"session":{"windows":[{"scale":0.5,"original_image_data":"{{Convert.ToBase64String(png)}}","draw_history":[{"type":"lines","data":[[1,2,30,20]]}]}]},"metadata":{"name":"{{mode}}","image_count":1} }
            """;
        var imported = await device.ImportAsync(file, Encoding.UTF8.GetBytes(json));

        var (written, _) = await device.ExportAsync(imported.Session!, file, key: null);

        Assert.Empty(imported.Problems);
        var window = JsonDocument.Parse(written).RootElement.GetProperty("session").GetProperty("windows")[0];
        Assert.Equal(png, window.GetProperty("original_image_data").GetBytesFromBase64());
        Assert.Equal((20, 15), SizeOf(window.GetProperty("image_data").GetBytesFromBase64()));
        Assert.Equal((40, 30), SizeOf(window.GetProperty("annotated_original_data").GetBytesFromBase64()));
    }

    [Fact]
    public async Task A_window_that_the_older_program_dropped_is_not_missed()
    {
        // A CMYK picture cannot be written as PNG: it says three images and has two windows, their indexes 0 and 2.
        using var device = await ClassicDevice.NewAsync();
        var picture = Convert.ToBase64String(Png(2, 8, 5, 5));
        var json = $$"""
            {"session":{"windows":[{"index":0,"original_image_data":"{{picture}}"},{"index":2,"original_image_data":"{{picture}}"}]},"metadata":{"name":"n","image_count":3} }
            """;

        var imported = await device.ImportAsync("20260101000000_n.fastshot", Encoding.UTF8.GetBytes(json));

        Assert.Equal(2, imported.Session!.Content!.ImageCount);
        Assert.Empty(imported.Problems);
    }

    [Theory]
    [InlineData("desc", "null")]
    [InlineData("class", "null")]
    [InlineData("color", "null")]
    [InlineData("tags", "\"one\"")]
    [InlineData("name", "7")]
    [InlineData("created_at", "\"yesterday\"")]
    public async Task A_member_of_another_type_has_its_default(string name, string value)
    {
        using var device = await ClassicDevice.NewAsync();
        var json = $$"""
            {"session":{"timestamp":"2026-02-03T04:05:06","windows":[{"original_image_data":"{{Convert.ToBase64String(Png(2, 8, 5, 5))}}"}]},"metadata":{"{{name}}":{{value}}} }
            """;

        var session = (await device.ImportAsync("20260101000000_n.fastshot", Encoding.UTF8.GetBytes(json))).Session!;

        Assert.Equal(("", "", "", "blue"), (session.Text.Name, session.Text.Description, session.Text.Class, session.Text.Color));
        Assert.Equal(new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.Zero), session.Created);
    }

    [Theory]
    [InlineData("2026-02-03T04:05:06.789123+02:00", "2026-02-03T02:05:06.789Z")]
    [InlineData("2026-02-03T04:05:06Z", "2026-02-03T04:05:06Z")]
    [InlineData("2026-02-03 04:05:06", "2026-02-03T04:05:06Z")]
    [InlineData("", "2026-01-01T00:00:00Z")]
    public async Task Times_with_and_without_an_offset_are_read(string text, string expected)
    {
        using var device = await ClassicDevice.NewAsync();
        var json = $$"""
            {"session":{"windows":[{"original_image_data":"{{Convert.ToBase64String(Png(2, 8, 5, 5))}}"}]},"metadata":{"created_at":"{{text}}"} }
            """;

        var session = (await device.ImportAsync("20260101000000_n.fastshot", Encoding.UTF8.GetBytes(json))).Session!;

        Assert.Equal(DateTimeOffset.Parse(expected), session.Created);
    }

    [Fact]
    public async Task A_picture_that_declares_more_than_is_taken_costs_itself_only()
    {
        using var device = await ClassicDevice.NewAsync();
        var bomb = Png(2, 8, 1, 1);
        BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(16), 60_000);
        BinaryPrimitives.WriteInt32BigEndian(bomb.AsSpan(20), 60_000);
        Seal(bomb.AsSpan(12, 17), bomb.AsSpan(29));
        var json = $$"""
            {"windows":[{"original_image_data":"{{Convert.ToBase64String(bomb)}}"},{"original_image_data":"{{Convert.ToBase64String(Png(2, 8, 5, 5))}}"},{"original_image_data":"not*Base64"},{"original_image_data":""}]}
            """;

        var imported = await device.ImportAsync("20260101000000_n.fastshot", Encoding.UTF8.GetBytes(json));

        Assert.Equal(1, imported.Session!.Content!.ImageCount);
        Assert.Equal(["window 1 declares", "window 3 has a pict", "window 4 has no pict"], imported.Problems.Select(problem => problem[..Math.Min(problem.Length, problem.StartsWith("window 1", StringComparison.Ordinal) ? 17 : problem.StartsWith("window 3", StringComparison.Ordinal) ? 19 : 20)]));
    }

    [Fact]
    public async Task A_picture_that_inflates_to_far_more_than_it_declares_takes_no_more_than_it_declares()
    {
        using var device = await ClassicDevice.NewAsync();
        using var rows = new MemoryStream();
        using (var deflated = new ZLibStream(rows, CompressionLevel.Fastest, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 200; i++)
            {
                deflated.Write(zeros);
            }
        }

        var bomb = Png(2, 8, 5, 5, rows.ToArray());
        var json = $$"""
            {"windows":[{"original_image_data":"{{Convert.ToBase64String(bomb)}}"},{"original_image_data":"{{Convert.ToBase64String(Png(2, 8, 5, 5))}}"}]}
            """;
        var bytes = Encoding.UTF8.GetBytes(json);
        var before = GC.GetTotalAllocatedBytes();

        var imported = await device.ImportAsync("20260101000000_n.fastshot", bytes);

        Assert.InRange(imported.Session!.Content!.ImageCount, 1, 2);
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 64 << 20);
    }

    [Fact]
    public async Task A_session_without_windows_is_refused_and_not_empty()
    {
        using var device = await ClassicDevice.NewAsync();

        var refusal = await Assert.ThrowsAsync<ClassicFormatException>(
            () => device.ImportAsync("20260101000000_n.fastshot", "{\"windows\": []}"u8.ToArray()));

        Assert.Equal("has no windows", refusal.Message);
    }

    private static (int Width, int Height) SizeOf(byte[] png)
    {
        using var stream = new MemoryStream(png);
        var header = ClassicDevice.Inspector.Inspect(stream, 100, Deadline.Token).Header;
        return (header.Width, header.Height);
    }

    // A plain encoder of its own: every row unfiltered, samples that differ.
    private static byte[] Png(byte color, byte depth, int width, int height, byte[]? content = null)
    {
        var channels = color switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        using var rows = new MemoryStream();
        for (var y = 0; y < height; y++)
        {
            rows.WriteByte(0);
            for (var i = 0; i < ((width * channels * depth) + 7) / 8; i++)
            {
                rows.WriteByte((byte)(color == 3 && depth == 8 ? (i + y) % 2 : ((i * 37) + (y * 11)) % 256));
            }
        }

        using var compressed = new MemoryStream();
        using (var deflated = new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflated.Write(rows.ToArray());
        }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (depth, color);
        return
        [
            0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A,
            .. Chunk("IHDR", header),
            .. color == 3 ? Chunk("PLTE", [10, 20, 30, 200, 100, 50]) : [],
            .. Chunk("IDAT", content ?? compressed.ToArray()),
            .. Chunk("IEND", []),
        ];
    }

    private static byte[] Chunk(string type, byte[] content)
    {
        var chunk = new byte[content.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        Encoding.ASCII.GetBytes(type, chunk.AsSpan(4));
        content.CopyTo(chunk, 8);
        Seal(chunk.AsSpan(4, content.Length + 4), chunk.AsSpan(content.Length + 8));
        return chunk;
    }

    private static void Seal(ReadOnlySpan<byte> covered, Span<byte> checksum)
    {
        var crc = uint.MaxValue;
        foreach (var one in covered)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        BinaryPrimitives.WriteUInt32BigEndian(checksum, ~crc);
    }
}
