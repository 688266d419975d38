using System.Text;
using Fastshot.Core.Crypto;

namespace Fastshot.Core.Tests.Crypto;

/// <summary>Headers and armor are bounded, and refused with a reason.</summary>
public sealed class AgeHeaderTests
{
    [Theory]
    [InlineData("", AgeError.NotAge)]
    [InlineData("hello", AgeError.NotAge)]
    [InlineData("age-encryption.org/v2\n", AgeError.Header)]
    [InlineData("age-encryption.org/v1\n", AgeError.Header)]
    [InlineData("age-encryption.org/v1\n--- AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", AgeError.Header)]
    public void What_is_not_a_header_is_refused(string text, AgeError error)
    {
        Assert.False(AgeHeader.TryParse(Encoding.UTF8.GetBytes(text), out _, out var failure));
        Assert.Equal(error, failure.Error);
    }

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void The_number_of_recipients_is_bounded(int count, bool isAccepted) =>
        Assert.Equal(isAccepted, AgeHeader.TryParse(WithStanzas(count, "-> x\n\n"), out _, out _));

    [Fact]
    public void The_size_of_a_header_is_bounded()
    {
        var line = new string('A', 64) + "\n";
        var stanza = "-> x\n" + string.Concat(Enumerable.Repeat(line, 500)) + "\n";

        Assert.True(AgeHeader.TryParse(WithStanzas(2, stanza), out _, out _));
        Assert.False(AgeHeader.TryParse(WithStanzas(3, stanza), out _, out var failure));
        Assert.Equal(AgeError.Header, failure.Error);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN AGE ENCRYPTED FILE-----")]
    [InlineData("-----BEGIN AGE ENCRYPTED FILE-----\nQUJD\nQUJD\n-----END AGE ENCRYPTED FILE-----\n")]
    [InlineData("-----BEGIN AGE ENCRYPTED FILE-----\n====\n-----END AGE ENCRYPTED FILE-----\n")]
    public async Task What_is_not_armor_is_refused(string text)
    {
        var error = await Assert.ThrowsAsync<AgeException>(() => ReadArmorAsync(text));

        Assert.Equal(AgeError.Armor, error.Error);
    }

    [Theory]
    [InlineData(1024, 1024, true)]
    [InlineData(1025, 0, false)]
    [InlineData(0, 1025, false)]
    public async Task White_space_around_armor_is_bounded(int before, int after, bool isAccepted)
    {
        var text = (before == 0 ? "" : new string(' ', before - 1) + "\n")
            + "-----BEGIN AGE ENCRYPTED FILE-----\nQUJD\n-----END AGE ENCRYPTED FILE-----\n"
            + new string(' ', after);

        var error = await Record.ExceptionAsync(() => ReadArmorAsync(text));

        Assert.Equal(isAccepted, error is null);
        Assert.True(error is null or AgeException { Error: AgeError.Armor });
    }

    [Fact]
    public async Task A_line_without_an_end_is_refused_before_it_fills_the_memory()
    {
        var error = await Assert.ThrowsAsync<AgeException>(
            () => ReadArmorAsync("-----BEGIN AGE ENCRYPTED FILE-----\n" + new string('A', 1_000_000)));

        Assert.Equal(AgeError.Armor, error.Error);
    }

    private static byte[] WithStanzas(int count, string stanza) => Encoding.ASCII.GetBytes(
        $"age-encryption.org/v1\n{string.Concat(Enumerable.Repeat(stanza, count))}--- {new string('A', 43)}\n");

    private static async Task<byte[]> ReadArmorAsync(string text)
    {
        await using var reader = new ArmorReader(new TrickleStream(Encoding.ASCII.GetBytes(text), 100));
        using var bytes = new MemoryStream();
        await reader.CopyToAsync(bytes, Deadline.Token);
        return bytes.ToArray();
    }
}
