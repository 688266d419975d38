using System.Text;
using Fastshot.Core.Configuration;

namespace Fastshot.Core.Tests.Configuration;

public sealed class ConfigFileTests
{
    private const string Section = "CloudSync";

    // What Python 3.11's ConfigParser(interpolation=BasicInterpolation) answers for the same text.
    [Theory]
    [InlineData("[CloudSync]\nkey = value", "value")]
    [InlineData("[CloudSync]\nkey=value\n", "value")]
    [InlineData("[CloudSync]\nKEY : value\n", "value")]
    [InlineData("[CloudSync]\nkey = a=b:c", "a=b:c")]
    [InlineData("[CloudSync]\nkey: http://proxy:80", "http://proxy:80")]
    [InlineData("[CloudSync]\nkey =", "")]
    [InlineData("[CloudSync]\nkey = \"quoted\"", "\"quoted\"")]
    [InlineData("[CloudSync]\nkey = value ; not a comment", "value ; not a comment")]
    [InlineData("[CloudSync]\n# comment\n  ; another\nkey = value", "value")]
    [InlineData("[CloudSync]\nkey = 100%%", "100%")]
    [InlineData("[CloudSync]\nkey = one\n  two\n\tthree\n", "one\ntwo\nthree")]
    [InlineData("[CloudSync]\nkey = one\n\n  two\n\n\nother = 1", "one\n\ntwo")]
    [InlineData("[CloudSync]\nkey = one\n  # comment\n  two\n", "one\ntwo")]
    [InlineData("[CloudSync]\nkey =\n  one\n", "\none")]
    [InlineData("[CloudSync]\nkey = one\n  other = 2\n", "one\nother = 2")]
    [InlineData("[CloudSync]\n    key = one\n  other = 2\n", "one")]
    [InlineData("[CloudSync] trailing\nkey = value", "value")]
    [InlineData("[Other]\nkey = 1\n[CloudSync]\nkey = 2\n[More]\nkey = 3", "2")]
    [InlineData("[CloudSync]\r\nkey = value\r\n", "value")]
    [InlineData("[CloudSync]\rkey = value\r", "value")]
    [InlineData("[CloudSync]\nkey = schlüssel 鍵", "schlüssel 鍵")]
    public void A_value_is_read_as_the_older_program_reads_it(string text, string expected)
    {
        var file = Parse(text);

        Assert.Equal(expected, file.Get(Section, "key"));
        Assert.Empty(file.Problems);
    }

    [Theory]
    [InlineData("[cloudsync]\nkey = value")]
    [InlineData("[CloudSync]\nother = 1")]
    [InlineData("")]
    public void A_key_that_is_not_there_is_nothing(string text) => Assert.Null(Parse(text).Get(Section, "key"));

    [Theory]
    [InlineData("key = lost\n[CloudSync]\nkey = value", 1)]
    [InlineData("[CloudSync]\nno delimiter\nkey = value", 2)]
    [InlineData("[CloudSync]\n= nothing\nkey = value", 2)]
    [InlineData("[CloudSync]\nkey = value\n[]\n", 3)]
    public void A_bad_line_costs_only_itself_and_is_named(string text, int line)
    {
        var file = Parse(text);

        Assert.Equal("value", file.Get(Section, "key"));
        Assert.Equal(line, Assert.Single(file.Problems).Line);
    }

    [Fact]
    public void A_single_percent_sign_stands_for_itself_and_is_named()
    {
        var file = Parse("[CloudSync]\nkey = 50% off");

        Assert.Equal("50% off", file.Get(Section, "key"));
        Assert.Equal(new ConfigProblem(
            "key", 2, "has a single %, which the older program cannot read; here it stands for itself", "write %%"),
            Assert.Single(file.Problems));
    }

    [Fact]
    public void Of_a_key_that_is_written_twice_the_last_one_counts() =>
        Assert.Equal("2", Parse("[CloudSync]\nkey = 1\n[CloudSync]\nkey = 2").Get(Section, "key"));

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_section() =>
        Assert.Equal("value", Parse("\uFEFF[CloudSync]\nkey = value").Get(Section, "key"));

    [Fact]
    public void Bytes_that_are_not_text_are_named_and_kept()
    {
        byte[] bytes = [.. "[CloudSync]\n# "u8, 0xFF, .. "\nkey = value\n"u8];

        var file = ConfigFile.Parse(bytes);
        var changed = file.With(Section, "key", "new");

        Assert.Equal(2, Assert.Single(file.Problems).Line);
        Assert.Equal([.. "[CloudSync]\n# "u8, 0xFF, .. "\nkey = new\n"u8], changed.Bytes.ToArray());
    }

    [Fact]
    public void A_file_over_the_limit_is_not_read()
    {
        Assert.True(ConfigFile.Parse(new byte[ConfigFile.BytesMax]).IsReadable);

        var file = ConfigFile.Parse(new byte[ConfigFile.BytesMax + 1]);

        Assert.False(file.IsReadable);
        Assert.Single(file.Problems);
    }

    [Theory]
    [InlineData("", "[CloudSync]\nkey = v\n")]
    [InlineData("[CloudSync]\n", "[CloudSync]\nkey = v\n")]
    [InlineData("[CloudSync]", "[CloudSync]\nkey = v\n")]
    [InlineData("# top\n[Other]\na=1", "# top\n[Other]\na=1\n\n[CloudSync]\nkey = v\n")]
    [InlineData("[CloudSync]\na = 1\n\n# more\n[B]\n", "[CloudSync]\na = 1\nkey = v\n\n# more\n[B]\n")]
    [InlineData("[CloudSync]\n  a = 1\n   two\n[B]\n", "[CloudSync]\n  a = 1\n   two\n  key = v\n[B]\n")]
    [InlineData("[CloudSync]\n\n  [B]\nx = 1\n", "[CloudSync]\n  key = v\n\n  [B]\nx = 1\n")]
    [InlineData("[CloudSync]\nKey:old\nb = 2\n", "[CloudSync]\nKey:v\nb = 2\n")]
    [InlineData("[CloudSync]\nkey =\t old\n  more\n  # why\n\n  yet\n\nb = 2\n", "[CloudSync]\nkey =\t v\n  # why\n\nb = 2\n")]
    [InlineData("[CloudSync]\nkey =\nb = 2", "[CloudSync]\nkey = v\nb = 2")]
    [InlineData("[CloudSync]\nkey = 1\nb = 2\nkey = 3\n", "[CloudSync]\nb = 2\nkey = v\n")]
    [InlineData("[CloudSync]\r\na = 1\r\n", "[CloudSync]\r\na = 1\r\nkey = v\r\n")]
    [InlineData("\uFEFF[CloudSync]\nkey = 1\n", "\uFEFF[CloudSync]\nkey = v\n")]
    public void Setting_a_key_changes_nothing_else(string before, string after)
    {
        var changed = Parse(before).With(Section, "key", "v");

        Assert.Equal(after, TextOf(changed));
        Assert.Equal("v", changed.Get(Section, "key"));
    }

    [Theory]
    [InlineData("[CloudSync]\nkey = 1\n  2\n# note\nb = 2\n", "[CloudSync]\n# note\nb = 2\n")]
    [InlineData("[CloudSync]\nkey = 1\nb = 2\nKEY: 3", "[CloudSync]\nb = 2\n")]
    [InlineData("[CloudSync]\nb = 2\n", "[CloudSync]\nb = 2\n")]
    public void Removing_a_key_changes_nothing_else(string before, string after) =>
        Assert.Equal(after, TextOf(Parse(before).Without(Section, "key")));

    [Fact]
    public void A_percent_sign_is_written_twice() =>
        Assert.Equal("[CloudSync]\nkey = 5%% %%%%\n", TextOf(ConfigFile.Empty.With(Section, "key", "5% %%")));

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("\u001b[31m")]
    public void A_value_that_the_file_cannot_hold_is_refused(string value)
    {
        Assert.NotNull(ConfigFile.Refuse(value));
        Assert.Throws<ArgumentException>(() => ConfigFile.Empty.With(Section, "key", value));
    }

    [Fact]
    public void Half_a_character_is_refused() => Assert.NotNull(ConfigFile.Refuse("\uD800"));

    [Fact]
    public void It_does_not_print_what_may_be_a_secret()
    {
        var file = Parse("[CloudSync]\nencryption_key = topsecret");

        Assert.DoesNotContain("topsecret", $"{file} {file.Entries[0]} {Settings.From(file)}", StringComparison.Ordinal);
    }

    private static ConfigFile Parse(string text) => ConfigFile.Parse(Encoding.UTF8.GetBytes(text));

    private static string TextOf(ConfigFile file) => Encoding.UTF8.GetString(file.Bytes.Span);
}
