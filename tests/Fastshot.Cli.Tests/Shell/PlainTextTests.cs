using System.Text;
using System.Text.Json;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;

namespace Fastshot.Cli.Tests.Shell;

public sealed class PlainTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("schön 鍵 🎉 é", "schön 鍵 🎉 é")]
    [InlineData("\u001b[31mred", "␛[31mred")]
    [InlineData("\u001b]0;title\u0007", "␛]0;title␇")]
    [InlineData("two\r\nlines\t", "two␍␊lines␉")]
    [InlineData("\0\u007F", "␀␡")]
    [InlineData("\u009B31m", "\uFFFD31m")]
    [InlineData("gpj.\u202Eexe", "gpj.\uFFFDexe")]
    [InlineData("\u2066a\u2069\u200F\u2028", "\uFFFDa\uFFFD\uFFFD\uFFFD")]
    public void Nothing_that_steers_a_terminal_is_left(string text, string expected) =>
        Assert.Equal(expected, PlainText.Of(text));

    [Fact]
    public void Half_a_character_is_replaced() => Assert.Equal("a\uFFFDb", PlainText.Of("a\uD83Cb"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void No_way_of_output_lets_an_escape_through(bool isTerminal)
    {
        const string Evil = "\u001b]0;x\u0007\u009b2J\r\u202e";
        using var run = new CliRun { IsTerminal = isTerminal };
        var terminal = run.Surroundings.Terminal;
        var output = new Output(new GlobalOptions { IsVerbose = true, HasColor = false }, terminal, TimeProvider.System);

        output.Line(Evil);
        output.Lines(Evil);
        output.Table([new(Evil), new("n", IsNumber: true)], [[Evil, Evil]]);
        output.Note(Evil);
        output.Detail(Evil);
        output.Warn(Evil);
        output.Ask(Evil);
        output.Fail(new Failure(ExitCode.Failed, "x", Evil, Evil));
        var json = new Output(new GlobalOptions { IsJson = true }, terminal, TimeProvider.System);
        json.Json(writer => writer.WriteStringValue(Evil));
        json.Fail(new Failure(ExitCode.Failed, "x", Evil, Evil));

        // The table's own frame is drawn with styles, which begin with ESC [.
        var said = (TextOf(terminal.Out) + TextOf(terminal.Error)).Replace("\u001b[", "", StringComparison.Ordinal);
        Assert.DoesNotContain(said, character => character is '\u001b' or '\u0007' or '\u009b' or '\r' or '\u202e');
        Assert.Contains("␛]0;x␇", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_gives_every_character_back()
    {
        var text = string.Concat(Enumerable.Range(0, 0x11000).Where(Rune.IsValid).Select(scalar => new Rune(scalar).ToString()));
        using var stream = new MemoryStream();
        var terminal = new FakeTerminal(stream, stream, stream);

        new Output(new GlobalOptions { IsJson = true }, terminal, TimeProvider.System).Json(writer => writer.WriteStringValue(text));

        Assert.Equal(text, JsonSerializer.Deserialize<string>(stream.ToArray()));
        Assert.Contains("鍵", TextOf(stream), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_replaces_half_a_character()
    {
        using var stream = new MemoryStream();
        var terminal = new FakeTerminal(stream, stream, stream);

        new Output(new GlobalOptions(), terminal, TimeProvider.System).Json(writer => writer.WriteStringValue("a\uD83Cb"));

        Assert.Equal("a\uFFFDb", JsonSerializer.Deserialize<string>(stream.ToArray()));
    }

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("鍵鍵", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("🎉", 2)]
    public void A_text_is_as_wide_as_a_terminal_shows_it(string text, int cells) => Assert.Equal(cells, CellWidth.Of(text));

    [Theory]
    [InlineData("lst", "list")]
    [InlineData("exprot", "export")]
    [InlineData("--tga", "--tag")]
    [InlineData("nothing", null)]
    [InlineData("", null)]
    public void The_nearest_word_is_meant_if_it_is_near(string word, string? meant) =>
        Assert.Equal(meant, Suggestion.For(word, ["list", "export", "save", "--tag"]));

    private static string TextOf(Stream stream) => Encoding.UTF8.GetString(((MemoryStream)stream).ToArray());
}
