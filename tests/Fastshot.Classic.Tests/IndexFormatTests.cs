using System.Text;
using System.Text.Json;
using Fastshot.Classic.Format;
using Fastshot.Classic.Import;

namespace Fastshot.Classic.Tests;

/// <summary>Indexes, lists and notes: read as the data set has them, and written back to the byte.</summary>
public sealed class IndexFormatTests
{
    private const string Cache = "home/.fastshot/meta_cache/";

    public static TheoryData<string> CloudIndexes =>
        [.. Directory.GetFiles(DataSet.PathOf("bucket/meta_indexes")).Where(path => !path.Contains("数据面板", StringComparison.Ordinal)).Select(path => Path.GetFileName(path))];

    public static TheoryData<string> CachedIndexes =>
        [.. Directory.GetFiles(DataSet.PathOf(Cache + "meta_indexes")).Select(path => Path.GetFileName(path))];

    public static TheoryData<string> Notes =>
        [.. Directory.GetFiles(DataSet.PathOf("bucket/quicknotes/notes")).Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(CloudIndexes))]
    public void A_cloud_index_is_written_as_the_older_program_wrote_it(string file)
    {
        var bytes = DataSet.Read("bucket/meta_indexes/" + file);

        var index = Read(file, bytes, isCached: false);

        Assert.Equal(ClassicIndexShape.Good, index.Shape);
        var written = Encoding.UTF8.GetString(ClassicIndexWriter.Cloud(index));
        // The checksum of version 1.3 covers another member of its writer's; all else is the same.
        Assert.Equal(
            Encoding.UTF8.GetString(bytes).Replace(index.Checksum!, "*", StringComparison.Ordinal),
            written.Replace(Read(file, Encoding.UTF8.GetBytes(written), isCached: false).Checksum!, "*", StringComparison.Ordinal));
        using var root = JsonDocument.Parse(bytes);
        Assert.True(ClassicChecksum.FitsCloud(root.RootElement.GetProperty("metadata"), index.Checksum!));
    }

    [Theory]
    [MemberData(nameof(CachedIndexes))]
    public void A_cached_index_has_the_checksum_of_its_text(string file)
    {
        var bytes = DataSet.Read($"{Cache}meta_indexes/{file}");
        using var root = JsonDocument.Parse(bytes);

        Assert.True(ClassicChecksum.FitsCached(root.RootElement));
        var index = Read(file, bytes, isCached: true);

        Assert.Equal(
            Placeholders.Contains(file) ? ClassicIndexShape.Placeholder
            : file.Contains("without_key", StringComparison.Ordinal) ? ClassicIndexShape.DoubleWrapped
            : ClassicIndexShape.Good,
            index.Shape);
        if (index.Shape is ClassicIndexShape.Good)
        {
            Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(ClassicIndexWriter.Cached(index)));
        }

        Assert.False(TryRead(file, [.. Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("blue", "rosa", StringComparison.Ordinal).Replace("\"tags\"", "\"Tags\"", StringComparison.Ordinal))], isCached: true, out _));
    }

    [Fact]
    public void A_double_wrapped_entry_says_what_lies_deeper()
    {
        const string File = "20260616161616_without_key.meta.json";

        var index = Read(File, DataSet.Read($"{Cache}meta_indexes/{File}"), isCached: true);

        Assert.Equal(("without_key", "key was not configured", 1, 75991), (index.Metadata.Name, index.Metadata.Description, index.ImageCount, index.FileSize));
        Assert.True(index.IsUsable);
    }

    [Fact]
    public void An_entry_of_Windows_has_the_checksum_of_its_line_ends()
    {
        const string Bare = "{\n  \"version\": \"1.0\",\n  \"metadata\": {}\n}";
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
            Encoding.UTF8.GetBytes(Bare.Replace("\n", "\r\n", StringComparison.Ordinal))));
        using var root = JsonDocument.Parse($$"""{"version":"1.0","metadata":{},"checksum":"sha256:{{hash}}"}""");

        Assert.True(ClassicChecksum.FitsCached(root.RootElement));
    }

    [Fact]
    public void A_truncated_index_and_one_of_another_session_are_refused()
    {
        Assert.False(TryRead("20260202181819_数据面板.meta.json", DataSet.Read("bucket/meta_indexes/20260202181819_数据面板.meta.json"), false, out var truncated));
        Assert.Contains("damaged", truncated, StringComparison.Ordinal);
        var other = DataSet.Read("bucket/meta_indexes/20260505235802_gone.meta.json");
        Assert.False(ClassicIndexReader.TryRead(other, "20260505050506_design-review.fastshot", false, out _, out var foreign));
        Assert.Equal("names another session", foreign);
    }

    [Fact]
    public void An_index_with_the_sessions_own_metadata_is_read_without_its_thumbnail()
    {
        const string Json = """
            {"version":"1.0","filename":"a.fastshot","created_at":"x","metadata":{"name":"n","desc":"","tags":[],"color":"blue","class":"","image_count":2,"thumbnail_collage":"iVBORw0KGgo="}}
            """;

        Assert.True(ClassicIndexReader.TryRead(Encoding.UTF8.GetBytes(Json), "a.fastshot", false, out var index, out _));

        Assert.Equal((ClassicIndexShape.Full, 2), (index.Shape, index.ImageCount));
        Assert.DoesNotContain(index.Metadata.Members.All, member => member.Key == "thumbnail_collage");
    }

    [Fact]
    public void The_overall_list_is_written_as_the_older_program_wrote_it()
    {
        var bytes = DataSet.Read("bucket/overall_meta.json");

        Assert.True(ClassicOverallList.TryRead(bytes, out var list, out _));

        Assert.True(list.IsSound);
        Assert.Equal(8, list.Sessions.Length);
        Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(list.Write()));
    }

    [Fact]
    public void A_list_that_was_cut_or_names_what_no_session_can_have_is_not_believed()
    {
        const string Json = """
            {"total_sessions":3,"sessions":[{"filename":"a.fastshot"},{"filename":"../../x.fastshot"},{"filename":"/etc/passwd.fastshot"},{"filename":"con.fastshot"},7,{"filename":"a.fastshot"}]}
            """;

        Assert.True(ClassicOverallList.TryRead(Encoding.UTF8.GetBytes(Json), out var list, out _));

        Assert.False(list.IsSound);
        Assert.Equal("a.fastshot", Assert.Single(list.Sessions).FileName);
        Assert.Equal(4, list.Refused.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"sessions\":{}}")]
    [InlineData("{\"sessions\":[{\"filename\":\"\\ud800.fastshot\"}]}")]
    public void What_is_no_list_is_refused(string json) =>
        Assert.False(ClassicOverallList.TryRead(Encoding.UTF8.GetBytes(json), out _, out _));

    [Fact]
    public void Cache_info_is_read_in_both_versions_and_written_as_the_newer()
    {
        var bytes = DataSet.Read(Cache + "cache_info.json");
        Assert.True(ClassicCacheInfo.TryRead(bytes, out var info, out _));
        Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(info.Write()));

        Assert.True(ClassicCacheInfo.TryRead("""{"version":"0.9","total_meta_files":3}"""u8.ToArray(), out var old, out _));
        Assert.Equal(("0.9", 3, "unknown"), (old.Version, old.IndexCount, old.Status));
        Assert.True(ClassicCacheInfo.TryRead(old.Write(), out var again, out _));
        Assert.Equal("1.0", again.Version);
        Assert.False(ClassicCacheInfo.TryRead("""{"version":"2.0"}"""u8.ToArray(), out _, out _));
    }

    [Theory]
    [MemberData(nameof(Notes))]
    public void A_note_is_written_as_the_older_program_wrote_it_and_as_Markdown(string file)
    {
        var bytes = DataSet.Read("bucket/quicknotes/notes/" + file);

        Assert.True(ClassicNote.TryRead(file, bytes, out var note, out _));

        Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(note.Write()));
        Assert.StartsWith($"# {note.Title}\n", note.Markdown, StringComparison.Ordinal);
        Assert.EndsWith($"\n{note.Content}\n", note.Markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bucket/quicknotes/overall_notes_index.json")]
    [InlineData("home/.fastshot/quicknotes/overall_notes_index.json")]
    public void The_list_of_notes_is_written_as_the_older_program_wrote_it(string path)
    {
        var bytes = DataSet.Read(path);

        Assert.True(ClassicNotesIndex.TryRead(bytes, out var index, out _));

        Assert.True(index.IsSound);
        Assert.Equal(3, index.Notes.Length);
        Assert.Equal(Encoding.UTF8.GetString(bytes), Encoding.UTF8.GetString(index.Write()));
    }

    [Theory]
    [InlineData("Login bug / 登录 🎨", "", "20260102030405_Login_bug___登录__.fastshot")]
    [InlineData("a.meta.fastshot", "", "20260102030405_a_meta_fastshot.fastshot")]
    [InlineData(" ", "see: the *bug*", "20260102030405_see_the_bug.fastshot")]
    [InlineData("", "!?", "20260102030405_session.fastshot")]
    [InlineData("123456789012345678901234567890 and more", "", "20260102030405_123456789012345678901234567890.fastshot")]
    public void A_new_file_name_is_as_the_older_program_makes_it(string name, string description, string expected) =>
        Assert.Equal(expected, ClassicNames.New(new DateTime(2026, 1, 2, 3, 4, 5), name, description));

    [Theory]
    [InlineData(1e16, "1e+16")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(1, "1.0")]
    [InlineData(-0.5, "-0.5")]
    public void A_float_is_written_as_Python_does(double value, string expected) =>
        Assert.Equal(expected, Encoding.ASCII.GetString(new PythonJsonWriter(PythonJsonStyle.Indented).Float(value).Written.Span));

    private static readonly string[] Placeholders =
        ["20250621215000_first_cloud.meta.json", "20250705093001_proxy_设置_screenshot__notes.meta.json"];

    private static ClassicIndex Read(string file, byte[] bytes, bool isCached) =>
        ClassicIndexReader.TryRead(bytes, SessionOf(file), isCached, out var index, out var reason) ? index : throw new FormatException(reason);

    private static bool TryRead(string file, byte[] bytes, bool isCached, out string? reason) =>
        ClassicIndexReader.TryRead(bytes, SessionOf(file), isCached, out _, out reason);

    private static string SessionOf(string indexFile) => indexFile.Replace(".meta.json", ".fastshot", StringComparison.Ordinal);
}
