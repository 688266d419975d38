using System.Security.Cryptography;
using System.Text;
using Fastshot.Core.Crypto;

namespace Fastshot.Core.Tests.Crypto;

/// <summary>scrypt and the PBKDF2 beneath it give the vectors of RFC 7914.</summary>
public sealed class ScryptTests
{
    // Section 12. The last one takes a gibibyte, and so belongs to a full run.
    public static TheoryData<string, string, int, int, int, string> Vectors
    {
        get
        {
            TheoryData<string, string, int, int, int, string> vectors = new()
            {
                {
                    "", "", 16, 1, 1,
                    "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                    + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906"
                },
                {
                    "password", "NaCl", 1024, 8, 16,
                    "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                    + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640"
                },
                {
                    "pleaseletmein", "SodiumChloride", 16384, 8, 1,
                    "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                    + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"
                },
            };
            if (Scale.Of(100) == 100)
            {
                vectors.Add(
                    "pleaseletmein",
                    "SodiumChloride",
                    1048576,
                    8,
                    1,
                    "2101cb9b6a511aaeaddbbe09cf70f881ec568d574a2ffd4dabe5ee9820adaa47"
                    + "8e56fd8f4ba5d09ffa1c6d927c40f4c337304049e8a952fbcbf45c6fa77a41a4");
            }

            return vectors;
        }
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Scrypt_gives_the_vectors_of_its_rfc(
        string password,
        string salt,
        int cost,
        int blocks,
        int lanes,
        string expected)
    {
        var key = new byte[64];

        Scrypt.DeriveKey(Encoding.ASCII.GetBytes(password), Encoding.ASCII.GetBytes(salt), cost, blocks, lanes, key);

        Assert.Equal(expected, Convert.ToHexStringLower(key));
    }

    [Theory]
    [InlineData(
        "passwd",
        "salt",
        1,
        "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
        + "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783")]
    [InlineData(
        "Password",
        "NaCl",
        80000,
        "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
        + "a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d")]
    public void Pbkdf2_gives_the_vectors_of_the_rfc(string password, string salt, int iterations, string expected)
    {
        var key = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.ASCII.GetBytes(password),
            Encoding.ASCII.GetBytes(salt),
            iterations,
            HashAlgorithmName.SHA256,
            64);

        Assert.Equal(expected, Convert.ToHexStringLower(key));
    }

    [Theory]
    [InlineData(0, 8, 1)]
    [InlineData(1, 8, 1)]
    [InlineData(3, 8, 1)]
    [InlineData(16, 0, 1)]
    [InlineData(16, 8, 0)]
    public void Parameters_outside_of_the_rfc_are_a_bug_of_the_caller(int cost, int blocks, int lanes) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Scrypt.DeriveKey("password"u8, "salt"u8, cost, blocks, lanes, new byte[32]));
}
