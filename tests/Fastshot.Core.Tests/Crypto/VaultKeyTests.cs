using System.Text;
using Fastshot.Core.Crypto;
using Fastshot.Core.Runtime;
using Fastshot.Core.Runtime.Ambient;

namespace Fastshot.Core.Tests.Crypto;

/// <summary>The text of a vault key says all of it, forgives handwriting, and notices a mistyped character.</summary>
public sealed class VaultKeyTests
{
    private const string Text = "FSK1-000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFG-CC6W";

    [Theory]
    [InlineData(0, 0, "FSK1-0000-0000-0000-0000-0000-0000-0000-0000-0000-0000-0000-0000-0000-CSM7")]
    [InlineData(0, 1, Text)]
    [InlineData(255, 0, "FSK1-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZG-NYB1")]
    public void The_text_of_a_key_is_this(int first, int step, string expected)
    {
        using var key = VaultKey.Generate(new CountingRandom(first, step));

        Assert.Equal(expected, key.ToText());
        Assert.Equal(expected, Encoding.UTF8.GetString(key.Passphrase.Span));
    }

    [Theory]
    [InlineData(Text)]
    [InlineData("fsk1-000g-40r4-0m30-e209-185g-r38e-1w81-24gk-2gah-c5rr-34d1-p70x-3rfg-cc6w")]
    [InlineData("FSK1000G40R40M30E209185GR38E1W8124GK2GAHC5RR34D1P70X3RFGCC6W")]
    [InlineData("FSKI-OooG-40R4-0M30-E209-l85G-R38E-iW8L-24GK-2GAH-C5RR-34DI-P70X-3RFG-CC6W")]
    [InlineData("  FSK1-000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFG-CC6W\n")]
    public void A_key_is_read_as_people_write_it(string text)
    {
        Assert.True(VaultKey.TryParse(text, out var key, out var problem));
        Assert.Equal(Text, key.ToText());
        Assert.Equal(VaultKeyProblem.None, problem);
    }

    [Theory]
    [InlineData("", VaultKeyProblem.NotAVaultKey)]
    [InlineData("FSK", VaultKeyProblem.NotAVaultKey)]
    [InlineData("AGE-SECRET-KEY-1", VaultKeyProblem.NotAVaultKey)]
    [InlineData("FSK2-000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFG-CC6W", VaultKeyProblem.NotAVaultKey)]
    [InlineData("FSK1", VaultKeyProblem.WrongLength)]
    [InlineData("FSK1-000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFG-CC6", VaultKeyProblem.WrongLength)]
    [InlineData("FSK1-000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFG-CC6WW", VaultKeyProblem.WrongLength)]
    [InlineData("FSK1-U00G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFG-CC6W", VaultKeyProblem.BadCharacter)]
    [InlineData("FSK1-000G 40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFG-CC6W", VaultKeyProblem.BadCharacter)]
    [InlineData("FSK1-000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFG-CC6X", VaultKeyProblem.BadCheck)]
    [InlineData("FSK1-000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFH-CC6W", VaultKeyProblem.BadCheck)]
    public void What_is_wrong_with_a_text_is_told(string text, VaultKeyProblem expected)
    {
        Assert.False(VaultKey.TryParse(text, out _, out var problem));
        Assert.Equal(expected, problem);
    }

    [Fact]
    public void A_long_text_is_refused_at_once()
    {
        Assert.False(VaultKey.TryParse(Text + new string('-', 1_000_000), out _, out var problem));
        Assert.Equal(VaultKeyProblem.WrongLength, problem);
    }

    [Fact]
    public void Every_single_mistyped_character_is_noticed()
    {
        for (var place = "FSK1-".Length; place < Text.Length; place++)
        {
            foreach (var other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ".Where(other => other != Text[place]))
            {
                if (Text[place] != '-')
                {
                    var mistyped = $"{Text[..place]}{other}{Text[(place + 1)..]}";

                    Assert.False(VaultKey.TryParse(mistyped, out _, out var problem), mistyped);
                    Assert.Equal(VaultKeyProblem.BadCheck, problem);
                }
            }
        }
    }

    [Fact]
    public void Each_new_key_is_another()
    {
        using var one = VaultKey.Generate(SystemRandom.Instance);
        using var two = VaultKey.Generate(SystemRandom.Instance);

        Assert.NotEqual(one.ToText(), two.ToText());
    }

    [Fact]
    public void A_key_is_not_printed_and_is_wiped()
    {
        var key = VaultKey.Generate(SystemRandom.Instance);
        var passphrase = key.Passphrase;

        Assert.Equal("VaultKey(***)", key.ToString());

        key.Dispose();

        Assert.Equal(new byte[passphrase.Length], passphrase.ToArray());
        Assert.Throws<ObjectDisposedException>(() => key.Passphrase);
    }

    private sealed class CountingRandom(int first, int step) : IRandom
    {
        public void Fill(Span<byte> destination)
        {
            for (var i = 0; i < destination.Length; i++)
            {
                destination[i] = (byte)(first + (step * i));
            }
        }
    }
}
