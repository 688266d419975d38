using Fastshot.Core.Storage;

namespace Fastshot.Core.Tests.Storage;

/// <summary>Which names of objects are taken: all that are harmless as paths, whatever their language.</summary>
public sealed class ObjectKeyTests
{
    public static TheoryData<string> TooLong => [new string('a', 256), new string('设', 86), string.Concat(Enumerable.Repeat("abc/", 257)) + "a"];

    [Theory]
    [InlineData("about.json")]
    [InlineData("sessions/ab/x.age")]
    [InlineData("sessions/20250705093001_proxy_设置_Mélange.fastshot")]
    [InlineData("sessions/20260101000000_𠀀 b.fastshot")]
    [InlineData("console/common.txt")]
    public void A_harmless_name_is_a_key(string text)
    {
        Assert.True(ObjectKey.TryParse(text, out var key));
        Assert.Equal(text, key.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("..")]
    [InlineData("a/../b")]
    [InlineData("a/.b")]
    [InlineData("a/b.")]
    [InlineData("a/b ")]
    [InlineData("a\\b")]
    [InlineData("C:/a")]
    [InlineData("a\nb")]
    [InlineData("a\u0085b")]
    [InlineData("a?b")]
    [InlineData("sessions/con")]
    [InlineData("sessions/NUL.fastshot")]
    [InlineData("sessions/Com1.x")]
    [MemberData(nameof(TooLong))]
    public void What_could_name_something_else_is_no_key(string text) => Assert.False(ObjectKey.TryParse(text, out _));

    // Built here: such a text cannot be an attribute's argument.
    [Fact]
    public void Half_a_surrogate_pair_is_no_key() => Assert.False(ObjectKey.TryParse("a" + (char)0xD800, out _));
}
