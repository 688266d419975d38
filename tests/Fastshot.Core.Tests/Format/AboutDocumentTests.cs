using System.Text;
using Fastshot.Core.Format;

namespace Fastshot.Core.Tests.Format;

public sealed class AboutDocumentTests
{
    private static readonly AboutDocument Sample =
        new(FormatSamples.Vault, 1, new DateTimeOffset(2026, 11, 22, 10, 15, 0, TimeSpan.FromHours(1)));

    [Fact]
    public void It_has_these_bytes_and_is_read_back()
    {
        var written = Sample.Write();

        Assert.Equal(
            """{"format":1,"kind":"about","vault":"00112233445566778899aabbccddeeff","created":"2026-11-22T10:15:00+01:00","minReader":1}""",
            Encoding.UTF8.GetString(written));
        Assert.True(AboutDocument.TryRead(written, out var read, out var reason), reason);
        Assert.Equal(Sample, read);
    }

    [Fact]
    public void One_of_a_newer_format_is_read_as_far_as_its_version()
    {
        var json = """{"format":2,"kind":"about","vault":"00112233445566778899aabbccddeeff","minReader":7,"created":{"at":1},"more":[1]}""";

        Assert.True(AboutDocument.TryRead(FormatSamples.Bytes(json), out var about, out var reason), reason);
        Assert.Equal((FormatSamples.Vault, 7), (about.Vault, about.MinReader));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"kind":"about","vault":"00112233445566778899aabbccddeeff"}""")]
    [InlineData("""{"kind":"about","vault":"00112233445566778899AABBCCDDEEFF","minReader":1}""")]
    [InlineData("""{"kind":"record","vault":"00112233445566778899aabbccddeeff","minReader":1}""")]
    [InlineData("""{"kind":"about","vault":"00112233445566778899aabbccddeeff","minReader":99999999999999999999}""")]
    [InlineData("""{"kind":"abo\ud800","vault":"00112233445566778899aabbccddeeff","minReader":1}""")]
    [InlineData("""{"kin\ud800":"about"}""")]
    [InlineData("""{"kind":"about","vault":"\ud80012233445566778899aabbccddeeff","minReader":1}""")]
    public void What_describes_no_vault_is_refused(string json)
    {
        Assert.False(AboutDocument.TryRead(FormatSamples.Bytes(json), out _, out var reason));
        Assert.NotEmpty(reason);
    }
}
