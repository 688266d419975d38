using System.Text;
using Fastshot.Classic.Format;
using Fastshot.Classic.Import;

namespace Fastshot.Classic.Tests;

/// <summary>What nobody wrote in good faith is refused with a reason, and costs nothing.</summary>
public sealed class HostileInputTests
{
    [Theory]
    [InlineData("another key")]
    [InlineData("")]
    public void A_wrong_key_is_never_an_empty_session(string key)
    {
        var file = DataSet.Read("bucket/sessions/20260505050506_design-review.fastshot");

        var refusal = Assert.Throws<ClassicFormatException>(() => ClassicContainer.Open(file, [key]));

        Assert.Equal(ClassicError.WrongKeyOrDamaged, refusal.Error);
    }

    [Fact]
    public void A_document_that_nests_ten_thousand_deep_is_refused() =>
        AssertRefused("{\"windows\":[],\"x\":" + new string('[', 10_000) + new string(']', 10_000) + "}");

    [Theory]
    [InlineData("sessions")]
    [InlineData("metadata")]
    [InlineData("notes")]
    [InlineData("integrity_check")]
    public void What_nests_ten_thousand_deep_is_refused_everywhere(string member)
    {
        var bytes = Encoding.UTF8.GetBytes($"{{\"version\":\"1.0\",\"filename\":\"a.fastshot\",\"created_at\":\"\",\"content\":\"\",\"{member}\":{new string('[', 10_000)}{new string(']', 10_000)}}}");

        Assert.False(ClassicOverallList.TryRead(bytes, out _, out var list));
        Assert.False(ClassicIndexReader.TryRead(bytes, "a.fastshot", false, out _, out var index));
        Assert.False(ClassicNotesIndex.TryRead(bytes, out _, out var notes));
        Assert.False(ClassicCacheInfo.TryRead(bytes, out _, out var info));
        Assert.False(ClassicNote.TryRead("20260101_000000_ABCD.json", bytes, out _, out var note));
        Assert.All([list, index, notes, info, note], reason => Assert.Contains("damaged", reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"windows\":{}}")]
    [InlineData("{\"windows\":[1]}")]
    [InlineData("{\"windows\":[]}{}")]
    [InlineData("{\"windows\":[")]
    [InlineData("{\"session\":{\"windows\":[]}}")]
    [InlineData("{\"timestamp\":\"\\ud800\",\"windows\":[]}")]
    public void What_is_no_session_is_refused(string json) => AssertRefused(json);

    [Fact]
    public async Task Garbage_in_Base64_is_refused()
    {
        await using var stream = new Base64Stream("iVBO*w0KGgo="u8.ToArray());

        await Assert.ThrowsAsync<ClassicFormatException>(() => stream.CopyToAsync(Stream.Null, Deadline.Token));
    }

    [Fact]
    public void Odd_values_cost_themselves_only()
    {
        var document = ClassicDocumentReader.Read(Encoding.UTF8.GetBytes(
            """{"windows":[{"scale":"big","geometry":{"x":1e99},"position":[7,8],"size":[9,10],"draw_history":[null,{"type":"star","data":1}],"later":1}]}"""));

        var window = Assert.Single(document.Windows);
        Assert.Equal((7, 8, 9, 10, 1.0), (window.X, window.Y, window.Width, window.Height, window.Scale));
        Assert.Equal(2, window.Annotations.Length);
        Assert.Equal(["later", "scale"], window.Unknown.All.Select(member => member.Key));
    }

    private static void AssertRefused(string json) =>
        Assert.Throws<ClassicFormatException>(() => ClassicDocumentReader.Read(Encoding.UTF8.GetBytes(json)));
}
