using System.Security.Cryptography;
using System.Text.Json;
using Fastshot.Classic.Format;

namespace Fastshot.Classic.Tests;

/// <summary>Every fact that the data set's manifest states of a file that can be read.</summary>
public sealed class DataSetTests
{
    private static readonly string[] Keys = [DataSet.Key, "siyuan 思源"];

    public static TheoryData<string, string> Readable
    {
        get
        {
            var manifest = DataSet.Manifest;
            var rows = new TheoryData<string, string>();
            foreach (var session in manifest.GetProperty("sessions").EnumerateArray())
            {
                if (session.GetProperty("facts").ValueKind == JsonValueKind.Object)
                {
                    rows.Add("bucket/" + session.GetProperty("s3_key").GetString(), session.GetProperty("facts").GetRawText());
                }
            }

            foreach (var session in manifest.GetProperty("local_sessions").EnumerateArray())
            {
                if (session.TryGetProperty("facts", out var facts) && facts.ValueKind == JsonValueKind.Object)
                {
                    rows.Add("home/" + session.GetProperty("path").GetString(), facts.GetRawText());
                }
            }

            var cache = manifest.GetProperty("temp_cache");
            rows.Add("home/" + cache.GetProperty("path").GetString(), cache.GetProperty("facts").GetRawText());
            foreach (var extra in manifest.GetProperty("extra").EnumerateObject())
            {
                rows.Add(extra.Value.GetProperty("path").GetString()!, extra.Value.GetProperty("facts").GetRawText());
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Readable))]
    public async Task A_file_says_what_the_manifest_says(string path, string factsText)
    {
        var facts = JsonDocument.Parse(factsText).RootElement;

        var document = ClassicDocumentReader.Read(ClassicContainer.Open(DataSet.Read(path), Keys));

        Assert.Equal(facts.GetProperty("wrapper").GetBoolean(), document.Metadata is not null);
        var session = facts.GetProperty("session");
        Assert.Equal(session.GetProperty("timestamp").GetString(), document.Timestamp);
        if (document.Metadata is { } metadata)
        {
            var expected = facts.GetProperty("metadata");
            Assert.Equal(expected.GetProperty("name").GetString(), metadata.Name);
            Assert.Equal(expected.GetProperty("desc").GetString(), metadata.Description);
            Assert.Equal(expected.GetProperty("color").GetString(), metadata.Color);
            Assert.Equal(expected.GetProperty("class").GetString(), metadata.Class);
            Assert.Equal(expected.GetProperty("created_at").GetString(), metadata.CreatedAt);
            Assert.Equal(expected.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!), metadata.Tags);
        }

        var windows = session.GetProperty("windows").EnumerateArray().ToArray();
        Assert.Equal(windows.Length, document.Windows.Length);
        foreach (var (fact, window) in windows.Zip(document.Windows))
        {
            await AssertWindowAsync(fact, window);
        }
    }

    [Fact]
    public void A_damaged_object_is_said_to_be_damaged()
    {
        var damaged = Assert.Single(
            DataSet.Manifest.GetProperty("sessions").EnumerateArray(), session => session.GetProperty("corrupted_object").GetBoolean());
        var file = DataSet.Read("bucket/" + damaged.GetProperty("s3_key").GetString());

        var refusal = Assert.Throws<ClassicFormatException>(
            () => ClassicDocumentReader.Read(ClassicContainer.Open(file, Keys)));

        Assert.Contains("damaged", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task AssertWindowAsync(JsonElement fact, ClassicWindow window)
    {
        var geometry = fact.TryGetProperty("geometry", out var nested) ? nested : fact;
        Assert.Equal(
            (geometry.GetProperty("x").GetInt32(), geometry.GetProperty("y").GetInt32(),
                geometry.GetProperty("width").GetInt32(), geometry.GetProperty("height").GetInt32()),
            (window.X, window.Y, window.Width, window.Height));
        Assert.Equal(fact.GetProperty("scale").GetDouble(), window.Scale);
        Assert.Equal(fact.GetProperty("is_hidden").GetBoolean(), window.IsHidden);
        var picture = fact.TryGetProperty("original_image_data", out var original) ? original : fact.GetProperty("original_image");
        Assert.Equal(picture.GetProperty("png_sha256").GetString(), await Sha256Async(window.Picture!.Value));
        Assert.Equal(Normal(fact.GetProperty("draw_history")), Written(window));
    }

    private static async Task<string> Sha256Async(ReadOnlyMemory<byte> text)
    {
        await using var decoded = new Base64Stream(text);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(decoded, Deadline.Token));
    }

    internal static string Written(ClassicWindow window)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            DrawHistory.Write(writer, window.Annotations);
        }

        return Normal(JsonDocument.Parse(stream.ToArray()).RootElement);
    }

    // Both encodings of a history in the same words: numbers read as what they are, raw items as typed ones.
    private static string Normal(JsonElement history) => string.Join('\n', history.EnumerateArray().Select(item =>
    {
        if (item.ValueKind == JsonValueKind.Object)
        {
            var data = item.GetProperty("data");
            return data.ValueKind == JsonValueKind.Array
                ? Lines(data)
                : Text(data.GetProperty("x"), data.GetProperty("y"), data.GetProperty("text"));
        }

        return item.GetArrayLength() == 4 && item[0].ValueKind == JsonValueKind.String ? Text(item[1], item[2], item[3]) : Lines(item);
    }));

    private static string Lines(JsonElement data) => "lines " + string.Join(
        ' ', data.EnumerateArray().Select(segment => string.Join(',', segment.EnumerateArray().Select(number => number.GetDouble()))));

    private static string Text(JsonElement x, JsonElement y, JsonElement text) =>
        $"text {x.GetDouble()} {y.GetDouble()} {text.GetString()}";
}
