using System.Text;
using Fastshot.Classic.Format;
using Fastshot.Classic.Import;
using Fastshot.Classic.Remote;

namespace Fastshot.Classic.Tests;

/// <summary>Whatever stands in a bucket, a cache or a file of the older program is read or refused with a reason.</summary>
public sealed class ClassicFuzzTests(ITestOutputHelper output)
{
    private const string Session = "20260505050506_design-review.fastshot";

    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "null", "true", "-1", "1e999", "99999999999999999999", "\"\\ud800\"", "\\ud800", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "{", "}", "[", "]", "\"", ",", ":",
            "\"..\"", "../", "\u00fc", "NaN", "Infinity", "\0", "\"windows\":", "\"metadata\":{}", "\"version\":\"9\"",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xED, 0xA0, 0x80],
    ];

    [Fact]
    public Task Containers()
    {
        var file = DataSet.Read($"bucket/sessions/{Session}");
        return RunAsync("classic-container", 30_000, [file[..Math.Min(file.Length, 8 << 10)], "FHDR"u8.ToArray()], input => Outcome(() => ClassicContainer.Open(input, [DataSet.Key, ""])));
    }

    [Fact]
    public Task Documents()
    {
        byte[] small = """{"version":"1.2","timestamp":"2026-05-05T05:05:06","metadata":{"name":"a","tags":["b"],"color":"red"},"windows":[{"original_image_data":"iVBORw0KGgo=","geometry":{"x":1,"y":2,"width":3,"height":4},"scale":1.5,"position":[7,8],"size":[9,10],"draw_history":[{"type":"arrow","data":[1,2,3,4],"color":"#ff0000"}],"later":1}]}"""u8.ToArray();
        return RunAsync("classic-document", 100_000, [small], input => Outcome(() => ClassicDocumentReader.Read(input)));
    }

    [Fact]
    public Task Indexes() => RunAsync(
        "classic-index",
        100_000,
        SmallOf("bucket", "meta_indexes"),
        input => ClassicIndexReader.TryRead(input, Session, isCached: false, out _, out var reason) ? "read" : reason);

    [Fact]
    public Task Lists() => RunAsync(
        "classic-list",
        100_000,
        [
            .. SmallOf("bucket", "overall"),
            new ClassicOverallList("2026-05-05T05:05:06", [new ClassicOverallEntry(Session, "2026-05-05", 5, "sha256:00")]).Write(),
        ],
        input => (ClassicOverallList.TryRead(input, out var list, out var reason) ? $"read {list.IsSound}" : reason)
            + (ClassicNotesIndex.TryRead(input, out var notes, out reason) ? $"read {notes.IsSound}" : reason)
            + (ClassicCacheInfo.TryRead(input, out _, out reason) ? "read" : reason));

    [Fact]
    public Task Notes() => RunAsync(
        "classic-note",
        50_000,
        ["""{"id":"20260101_000000_ABCD","title":"t","content":"c","short_code":"ABCD","created_at":"2026-01-01T00:00:00","updated_at":"","tags":["a"]}"""u8.ToArray()],
        input => ClassicNote.TryRead("20260101_000000_ABCD.json", input, out var note, out var reason) ? $"read {note.Markdown.Length > 0}" : reason);

    [Fact]
    public Task Times() => RunAsync(
        "classic-time",
        50_000,
        ["2026-05-05T05:05:06.123456+02:00"u8.ToArray(), "20260505_050506"u8.ToArray()],
        input => ClassicTime.Parse(Encoding.UTF8.GetString(input), TimeZoneInfo.Utc) is null ? "none" : "time");

    [Fact]
    public Task What_a_device_remembers_of_a_bucket() => RunAsync(
        "classic-memory",
        50_000,
        [new ClassicMemory { LastSync = DateTimeOffset.UnixEpoch, LastList = DateTimeOffset.UnixEpoch }.ToBytes()],
        input => ClassicMemory.Parse(input).LastSync is null ? "lost" : "read");

    private async Task RunAsync(string name, int cases, IReadOnlyList<byte[]> samples, Func<byte[], string> decode)
    {
        Assert.NotEmpty(samples);
        output.WriteLine(await new Fuzzer(name, samples, Words, decode).RunAsync(cases));
    }

    private static List<byte[]> SmallOf(string folder, string part) =>
    [
        .. DataSet.FilesOf(folder).Where(name => name.Contains(part, StringComparison.Ordinal))
            .Select(name => DataSet.Read($"{folder}/{name}")).Where(bytes => bytes.Length <= 8 << 10),
    ];

    private static string Outcome<T>(Func<T> read)
    {
        try
        {
            _ = read();
            return "read";
        }
        catch (ClassicFormatException e)
        {
            return e.Message;
        }
    }
}
