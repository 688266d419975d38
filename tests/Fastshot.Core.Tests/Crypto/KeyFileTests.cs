using System.Text;
using Fastshot.Core.Crypto;
using Fastshot.Core.Runtime.Ambient;

namespace Fastshot.Core.Tests.Crypto;

/// <summary>A key file gives its vault key to who knows the passphrase, and says what is wrong to others.</summary>
public sealed class KeyFileTests : IDisposable
{
    private const string Vault = "0123456789abcdef0123456789abcdef";

    // The smallest that key files may have: these tests are not about the strength.
    private const int LogWorkFactor = 15;

    private static readonly byte[] Passphrase = Encoding.UTF8.GetBytes("Zwölf Boxkämpfer");

    private readonly KeyFile _keyFile = new(VaultKey.Generate(SystemRandom.Instance), Vault);

    [Fact]
    public void The_passphrase_opens_it()
    {
        var file = Seal();

        Assert.True(KeyFile.TryOpen(file, Passphrase, out var opened, out var error));
        Assert.Equal(_keyFile.Key.ToText(), opened.Key.ToText());
        Assert.Equal(Vault, opened.Vault);
        Assert.Null(error);
        Assert.Equal(LogWorkFactor, KeyFile.LogWorkFactorOf(file));
    }

    [Fact]
    public void New_key_files_cost_256_MiB_to_try() => Assert.Equal(18, KeyFile.LogWorkFactor);

    [Fact]
    public void Another_passphrase_is_told() =>
        AssertRefused(Seal(), "Zwoelf Boxkaempfer"u8.ToArray(), KeyFileError.WrongPassphrase);

    [Fact]
    public void Damage_is_told()
    {
        var file = Seal();

        AssertRefused(file[..^1], Passphrase, KeyFileError.Damaged);
        AssertRefused(file[..100], Passphrase, KeyFileError.Damaged);
        file[^1] ^= 1;
        AssertRefused(file, Passphrase, KeyFileError.Damaged);
        file[^1] ^= 1;
        file[file.AsSpan().IndexOf("--- "u8) + 10] ^= 1;
        AssertRefused(file, Passphrase, KeyFileError.Damaged);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("FSK1-000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFG-CC6W\n")]
    [InlineData("FSK1-000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFG-CC6W\nvault 0123\n")]
    [InlineData("FSK1-000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFG-CC6X\nvault " + Vault + "\n")]
    [InlineData("FSK1-000G-40R4-0M30-E209-185G-R38E-1W81-24GK-2GAH-C5RR-34D1-P70X-3RFG-CC6W\nvault " + Vault + "\nmore\n")]
    public void An_age_file_with_another_content_is_no_key_file(string content) => AssertRefused(
        Age.Seal(Encoding.UTF8.GetBytes(content), Passphrase, LogWorkFactor, SystemRandom.Instance),
        Passphrase,
        KeyFileError.NotAKeyFile);

    [Fact]
    public void A_content_above_the_bound_is_no_key_file() => AssertRefused(
        Age.Seal(new byte[1025], Passphrase, LogWorkFactor, SystemRandom.Instance),
        Passphrase,
        KeyFileError.NotAKeyFile);

    [Theory]
    [InlineData(1)]
    [InlineData(14)]
    public void A_work_factor_that_no_key_file_has_is_refused(int logWorkFactor)
    {
        var file = Age.Seal("x"u8, Passphrase, logWorkFactor, SystemRandom.Instance);

        AssertRefused(file, Passphrase, KeyFileError.NotAKeyFile);
        Assert.Null(KeyFile.LogWorkFactorOf(file));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => _keyFile.Seal(Passphrase, SystemRandom.Instance, logWorkFactor));
    }

    [Fact]
    public void Other_files_are_no_key_files()
    {
        AssertRefused([], Passphrase, KeyFileError.NotAKeyFile);
        AssertRefused("not an age file"u8.ToArray(), Passphrase, KeyFileError.NotAKeyFile);
        AssertRefused(AgeVector.Load("x25519").ReadFile(), Passphrase, KeyFileError.NotAKeyFile);
        Assert.Null(KeyFile.LogWorkFactorOf(AgeVector.Load("x25519").ReadFile()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    public void A_vault_id_of_another_form_is_a_bug_of_the_caller(string vault) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new KeyFile(_keyFile.Key, vault));

    public void Dispose() => _keyFile.Dispose();

    private byte[] Seal() => _keyFile.Seal(Passphrase, SystemRandom.Instance, LogWorkFactor);

    private static void AssertRefused(byte[] file, byte[] passphrase, KeyFileError expected)
    {
        Assert.False(KeyFile.TryOpen(file, passphrase, out _, out var error));
        Assert.Equal(expected, error);
    }
}
