using System.Buffers.Text;
using System.Text;
using Fastshot.Core.Runtime;

namespace Fastshot.Core.Tests.Runtime;

public sealed class Base64UrlDigitsTests
{
    [Fact]
    public void It_reads_what_the_base_library_writes_and_only_that() => Property.Holds(50_000, random =>
    {
        var bytes = new byte[random.Next(1, 40)];
        random.NextBytes(bytes);
        var text = Base64Url.EncodeToUtf8(bytes);
        var read = new byte[bytes.Length];

        Assert.True(Base64UrlDigits.TryRead(text, read));
        Assert.Equal(bytes, read);

        text[random.Next(text.Length)] = (byte)random.Next(256);
        if (Base64UrlDigits.TryRead(text, read))
        {
            Assert.Equal(text, Base64Url.EncodeToUtf8(read));
        }
    });

    [Theory]
    [InlineData("")]
    [InlineData("AA==")]
    [InlineData("AB")]
    [InlineData("A+")]
    [InlineData("AAA")]
    [InlineData("A")]
    public void Another_length_other_characters_and_bits_that_do_not_count_are_refused(string text) =>
        Assert.False(Base64UrlDigits.TryRead(Encoding.ASCII.GetBytes(text), new byte[1]));
}
