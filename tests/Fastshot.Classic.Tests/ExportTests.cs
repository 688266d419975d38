using System.Text;
using System.Text.Json;
using Fastshot.Classic.Export;
using Fastshot.Classic.Format;
using Fastshot.Classic.Import;
using Fastshot.Core.Catalog;
using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Native;
using Fastshot.Core.Imaging.Png;

namespace Fastshot.Classic.Tests;

/// <summary>What is written for the older program: by its rules, and the same again to our own reader.</summary>
public sealed class ExportTests
{
    private static readonly string[] Keys = [DataSet.Key, "siyuan 思源"];

    public static TheoryData<string> Files => [.. DataSetTests.Readable.Select(row => row.Data.Item1)];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_session_of_the_data_set_comes_out_as_it_came_in(string path)
    {
        using var device = await ClassicDevice.NewAsync();
        var bytes = DataSet.Read(path);
        var before = ClassicDocumentReader.Read(ClassicContainer.Open(bytes.ToArray(), Keys));
        var session = (await device.ImportAsync(Path.GetFileName(path), bytes, Keys)).Session!;

        var (written, index) = await device.ExportAsync(session, Path.GetFileName(path), "another key");

        Assert.Equal(written.Length, index.FileSize);
        var after = ClassicDocumentReader.Read(ClassicContainer.Open(written, ["another key"]));
        Assert.Equal(before.Timestamp, after.Timestamp);
        if (before.Metadata is { } metadata)
        {
            Assert.Equal(
                (metadata.Name, metadata.Description, metadata.Color, metadata.Class, metadata.CreatedAt),
                (after.Metadata!.Name, after.Metadata.Description, after.Metadata.Color, after.Metadata.Class, after.Metadata.CreatedAt));
            Assert.Equal(metadata.Tags, after.Metadata.Tags);
            if (metadata.Thumbnail is { } thumbnail)
            {
                Assert.Equal(Encoding.UTF8.GetString(thumbnail.Span), Encoding.UTF8.GetString(after.Metadata.Thumbnail!.Value.Span));
            }
        }

        Assert.Equal(before.Windows.Length, after.Windows.Length);
        foreach (var (one, other) in before.Windows.Zip(after.Windows))
        {
            Assert.Equal((one.X, one.Y, one.Width, one.Height, one.Scale, one.IsHidden), (other.X, other.Y, other.Width, other.Height, other.Scale, other.IsHidden));
            Assert.Equal(await ClassicDevice.Sha256Async(one.Picture!.Value), await ClassicDevice.Sha256Async(other.Picture!.Value));
            Assert.Equal(DataSetTests.Written(one), DataSetTests.Written(other));
            Assert.Equal(one.Unknown, other.Unknown);
        }
    }

    [Fact]
    public async Task The_members_are_those_of_the_older_program_in_its_order()
    {
        using var device = await ClassicDevice.NewAsync();
        const string File = "20260505050506_design-review.fastshot";
        var session = (await device.ImportAsync(File, DataSet.Read("bucket/sessions/" + File), Keys)).Session!;

        var (written, _) = await device.ExportAsync(session, File, key: null);

        using var document = JsonDocument.Parse(written);
        var root = document.RootElement;
        Assert.StartsWith("{\n  \"session\": {\n    \"version\": \"1.0\",\n    \"timestamp\": \"2026-", Encoding.UTF8.GetString(written.AsSpan(0, 80)), StringComparison.Ordinal);
        Assert.Equal("session metadata", NamesOf(root));
        Assert.Equal("version timestamp windows", NamesOf(root.GetProperty("session")));
        Assert.Equal(
            "name desc tags color class created_at filename image_count thumbnail_collage", NamesOf(root.GetProperty("metadata")));
        Assert.All(root.GetProperty("session").GetProperty("windows").EnumerateArray(), window => Assert.Equal(
            "index geometry scale image_data original_image_data annotated_original_data draw_history is_hidden window_id", NamesOf(window)));
    }

    [Fact]
    public async Task Every_picture_in_a_document_is_a_whole_PNG_of_the_right_size()
    {
        using var device = await ClassicDevice.NewAsync();
        const string File = "20250621215000_first_cloud.fastshot";
        var session = (await device.ImportAsync(File, DataSet.Read("bucket/sessions/" + File), Keys)).Session!;

        var (written, _) = await device.ExportAsync(session, File, key: null);

        using var document = JsonDocument.Parse(written);
        var window = document.RootElement.GetProperty("session").GetProperty("windows")[0];
        Assert.Equal((576, 810), SizeOf(window.GetProperty("image_data")));
        Assert.Equal((640, 900), SizeOf(window.GetProperty("original_image_data")));
        Assert.Equal((640, 900), SizeOf(window.GetProperty("annotated_original_data")));
        Assert.Equal((100, 100), SizeOf(document.RootElement.GetProperty("metadata").GetProperty("thumbnail_collage")));
        Assert.Contains((byte)255, RedOf(window.GetProperty("annotated_original_data"), 580, 780));
        Assert.NotEqual(
            window.GetProperty("annotated_original_data").GetString(), window.GetProperty("original_image_data").GetString());
    }

    // What is drawn where; the older program takes it for the picture in its gallery.
    [Theory]
    [InlineData("Größe 100 % <b>&amp;</b>", true)]
    [InlineData("登录", true)]
    [InlineData("two\nlines", true)]
    [InlineData(" ", true)]
    [InlineData("zero \0 byte", false)]
    public async Task A_text_is_drawn_where_libvips_is_and_else_left_to_the_history(string text, bool isDrawn)
    {
        Assert.NotNull(Vips.Installed);
        using var device = await ClassicDevice.NewAsync();
        var history = JsonSerializer.Serialize(new[] { new { type = "text", data = new { x = 10.7, y = 5.2, text } } });
        var picture = Convert.ToBase64String(PngEncoder.Encode(new Raster(300, 80)));
        var bytes = Encoding.UTF8.GetBytes(
            $$$"""{"session":{"windows":[{"scale":0.5,"original_image_data":"{{{picture}}}","draw_history":{{{history}}}}]},"metadata":{"name":"n"}}""");
        var session = (await device.ImportAsync("20260102030405_n.fastshot", bytes)).Session!;

        var (drawn, _) = await device.ExportAsync(session, "20260102030405_n.fastshot", key: null, new ImageInspector(() => Vips.Installed));
        var (bare, _) = await device.ExportAsync(session, "20260102030405_n.fastshot", key: null);

        using var document = JsonDocument.Parse(drawn);
        var window = document.RootElement.GetProperty("session").GetProperty("windows")[0];
        Assert.Equal(isDrawn ? JsonValueKind.String : JsonValueKind.Null, window.GetProperty("annotated_original_data").ValueKind);
        if (isDrawn && text.Trim().Length > 0)
        {
            var (left, top) = FirstOf(window.GetProperty("annotated_original_data"));
            Assert.InRange(left, 9, 16);
            Assert.InRange(top, 4, 16);
            Assert.InRange(FirstOf(window.GetProperty("image_data")).Left, 4, 9);
        }

        using var without = JsonDocument.Parse(bare);
        window = without.RootElement.GetProperty("session").GetProperty("windows")[0];
        Assert.Equal(text.Trim().Length == 0 ? JsonValueKind.String : JsonValueKind.Null, window.GetProperty("annotated_original_data").ValueKind);
        Assert.Equal(text, window.GetProperty("draw_history")[0].GetProperty("data").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Texts_without_bound_and_far_away_cost_little()
    {
        using var device = await ClassicDevice.NewAsync();
        var history = JsonSerializer.Serialize(Enumerable.Range(0, 300).Select(i => new
        {
            type = "text",
            data = new { x = (i % 2) == 0 ? 1e9 : -1e9, y = -1e9, text = new string('W', i == 299 ? 100_000 : 200) },
        }));
        var picture = Convert.ToBase64String(PngEncoder.Encode(new Raster(30, 20)));
        var bytes = Encoding.UTF8.GetBytes(
            $$$"""{"session":{"windows":[{"original_image_data":"{{{picture}}}","draw_history":{{{history}}}}]},"metadata":{"name":"n"}}""");
        var session = (await device.ImportAsync("20260102030405_n.fastshot", bytes)).Session!;

        var (written, _) = await device.ExportAsync(session, "20260102030405_n.fastshot", key: null, new ImageInspector(() => Vips.Installed));

        using var document = JsonDocument.Parse(written);
        var window = document.RootElement.GetProperty("session").GetProperty("windows")[0];
        Assert.Equal(JsonValueKind.Null, window.GetProperty("annotated_original_data").ValueKind);
        Assert.Equal(300, window.GetProperty("draw_history").GetArrayLength());
    }

    [Fact]
    public async Task An_edit_is_written_and_what_was_not_edited_stays_uncut()
    {
        using var device = await ClassicDevice.NewAsync();
        var longTag = new string('x', 200);
        var bytes = Encoding.UTF8.GetBytes(
            $$$"""{"session":{"timestamp":"2026-01-02T03:04:05","windows":[{"original_image_data":"{{{SmallPng}}}","later":[1]}],"extra":{"a":1}},"metadata":{"name":"n","tags":["{{{longTag}}}"],"color":"#123","unknown":true}}""");
        var imported = (await device.ImportAsync("20260102030405_n.fastshot", bytes)).Session!;
        var edited = await device.Library.EditAsync(imported.Id, new SessionEdit { Name = "other" }, cancellationToken: Deadline.Token);

        var (written, index) = await device.ExportAsync(edited, "20260102030405_n.fastshot", key: null);

        using var document = JsonDocument.Parse(written);
        var metadata = document.RootElement.GetProperty("metadata");
        Assert.Equal("other", metadata.GetProperty("name").GetString());
        Assert.Equal(longTag, metadata.GetProperty("tags")[0].GetString());
        Assert.Equal("#123", metadata.GetProperty("color").GetString());
        Assert.True(metadata.GetProperty("unknown").GetBoolean());
        Assert.Equal(1, document.RootElement.GetProperty("session").GetProperty("extra").GetProperty("a").GetInt32());
        Assert.Equal(1, document.RootElement.GetProperty("session").GetProperty("windows")[0].GetProperty("later")[0].GetInt32());
        Assert.Equal(("other", 1), (index.Metadata.Name, index.ImageCount));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\"no Base64\"")]
    [InlineData("\"bm8gcGljdHVyZQ==\"")]
    [InlineData("[1]")]
    public async Task A_thumbnail_that_is_no_picture_is_drawn_anew(string thumbnail)
    {
        using var device = await ClassicDevice.NewAsync();
        var bytes = Encoding.UTF8.GetBytes(
            $$$"""{"session":{"windows":[{"original_image_data":"{{{SmallPng}}}"}]},"metadata":{"name":"n","thumbnail_collage":{{{thumbnail}}}}}""");
        var session = (await device.ImportAsync("20260102030405_n.fastshot", bytes)).Session!;

        var (written, _) = await device.ExportAsync(session, "20260102030405_n.fastshot", key: null);

        using var document = JsonDocument.Parse(written);
        Assert.Equal((100, 100), SizeOf(document.RootElement.GetProperty("metadata").GetProperty("thumbnail_collage")));
    }

    [Fact]
    public async Task A_thumbnail_of_other_pictures_is_drawn_anew_and_so_is_one_without_measure()
    {
        using var device = await ClassicDevice.NewAsync();
        var large = Convert.ToBase64String([.. Convert.FromBase64String(SmallPng), .. new byte[1 << 20]]);
        var bytes = Encoding.UTF8.GetBytes(
            $$$"""{"session":{"windows":[{"original_image_data":"{{{SmallPng}}}"}]},"metadata":{"name":"n","thumbnail_collage":"{{{SmallPng}}}"}}""");
        var before = (await device.ImportAsync("20260102030405_n.fastshot", bytes)).Session!;
        var other = Convert.ToBase64String(PngEncoder.Encode(new Raster(2, 2)));
        var imported = (await device.ImportAsync("20260102030406_n.fastshot", Encoding.UTF8.GetBytes(
            $$$"""{"session":{"windows":[{"original_image_data":"{{{other}}}"}]},"metadata":{"name":"n","thumbnail_collage":"{{{large}}}"}}"""))).Session!;

        var (kept, _) = await device.ExportAsync(before, "20260102030405_n.fastshot", key: null);
        var (drawn, _) = await device.ExportAsync(imported, "20260102030406_n.fastshot", key: null);

        using var first = JsonDocument.Parse(kept);
        using var second = JsonDocument.Parse(drawn);
        Assert.Equal(SmallPng, first.RootElement.GetProperty("metadata").GetProperty("thumbnail_collage").GetString());
        Assert.Equal((100, 100), SizeOf(second.RootElement.GetProperty("metadata").GetProperty("thumbnail_collage")));
        var manifest = await device.ManifestAsync(before);
        Assert.NotNull(ClassicMembers.ThumbnailOf(manifest));
        Assert.Null(ClassicMembers.ThumbnailOf(manifest with { Shots = [.. manifest.Shots, .. manifest.Shots] }));
    }

    [Fact]
    public void The_collage_has_as_many_columns_as_the_data_set_says()
    {
        foreach (var session in DataSet.Manifest.GetProperty("sessions").EnumerateArray())
        {
            if (session.GetProperty("facts") is { ValueKind: JsonValueKind.Object } facts
                && facts.GetProperty("metadata").GetProperty("thumbnail_collage") is { ValueKind: JsonValueKind.Object } collage)
            {
                var (columns, rows) = ClassicCollage.Layout(facts.GetProperty("image_count").GetInt32());
                Assert.Equal(
                    (collage.GetProperty("width").GetInt32(), collage.GetProperty("height").GetInt32()), (columns * 100, rows * 100));
            }
        }
    }

    [Fact]
    public void A_collage_shows_thin_and_unseen_pictures_too()
    {
        var png = ClassicCollage.Draw([new Raster(1, 5000), null, new Raster(3, 2)]);

        using var stream = new MemoryStream(png);
        var header = ImageInspector.ReadHeader(stream);
        Assert.Equal((200, 200), (header.Width, header.Height));
    }

    private const string SmallPng = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    private static string NamesOf(JsonElement element) => string.Join(' ', element.EnumerateObject().Select(member => member.Name));

    private static (int Width, int Height) SizeOf(JsonElement base64)
    {
        using var stream = new MemoryStream(base64.GetBytesFromBase64());
        var image = ClassicDevice.Inspector.Inspect(stream, 100, Deadline.Token);
        return (image.Header.Width, image.Header.Height);
    }

    // Where the first row and the first column are that can be seen.
    private static (int Left, int Top) FirstOf(JsonElement base64)
    {
        using var stream = new MemoryStream(base64.GetBytesFromBase64());
        var raster = ClassicDevice.Inspector.Inspect(stream, 10_000, Deadline.Token).Raster!;
        var seen = Enumerable.Range(0, raster.Width * raster.Height).Where(i => raster.Rgba[(i * 4) + 3] > 0).ToList();
        return (seen.Min(i => i % raster.Width), seen.Min(i => i / raster.Width));
    }

    // The reds near a point, and no green or blue with them.
    private static IEnumerable<byte> RedOf(JsonElement base64, int x, int y)
    {
        using var stream = new MemoryStream(base64.GetBytesFromBase64());
        var raster = ClassicDevice.Inspector.Inspect(stream, 10_000, Deadline.Token).Raster!;
        var reds = new List<byte>();
        for (var top = y - 10; top < y + 10; top++)
        {
            for (var left = x - 10; left < x + 10; left++)
            {
                var pixel = raster.Row(top).Slice(left * 4, 4);
                if (pixel is [_, 0, 0, 255])
                {
                    reds.Add(pixel[0]);
                }
            }
        }

        return reds;
    }
}
