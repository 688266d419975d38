using System.Security.Cryptography;
using System.Text;

namespace Fastshot.Core.Tests.Crypto;

/// <summary>The primitives of the framework give the vectors of RFC 5869 and RFC 8439.</summary>
public sealed class PrimitiveVectorTests
{
    [Theory]
    [InlineData(
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
        "000102030405060708090a0b0c",
        "f0f1f2f3f4f5f6f7f8f9",
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")]
    [InlineData(
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f"
        + "303132333435363738393a3b3c3d3e3f404142434445464748494a4b4c4d4e4f",
        "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f808182838485868788898a8b8c8d8e8f"
        + "909192939495969798999a9b9c9d9e9fa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
        "b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf"
        + "e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c"
        + "59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71"
        + "cc30c58179ec3e87c14c01d5c1f3434f1d87")]
    [InlineData(
        "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b",
        "",
        "",
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8")]
    public void Hkdf_gives_the_vectors_of_rfc_5869(string input, string salt, string purpose, string expected)
    {
        var key = new byte[expected.Length / 2];

        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Convert.FromHexString(input),
            key,
            Convert.FromHexString(salt),
            Convert.FromHexString(purpose));

        Assert.Equal(expected, Convert.ToHexStringLower(key));
    }

    [Fact]
    public void ChaCha20Poly1305_gives_the_vector_of_rfc_8439()
    {
        const string Expected =
            "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b"
            + "1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
            + "3ff4def08e4b7a9de576d26586cec64b6116";
        var plaintext = Encoding.ASCII.GetBytes(
            "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
            + "sunscreen would be it.");
        var nonce = Convert.FromHexString("070000004041424344454647");
        var associated = Convert.FromHexString("50515253c0c1c2c3c4c5c6c7");
        var ciphertext = new byte[plaintext.Length];
        var tag = new byte[16];
        var opened = new byte[plaintext.Length];
        using var cipher = new ChaCha20Poly1305([.. Enumerable.Range(0x80, 32).Select(value => (byte)value)]);

        cipher.Encrypt(nonce, plaintext, ciphertext, tag, associated);
        cipher.Decrypt(nonce, ciphertext, tag, opened, associated);

        Assert.Equal(Expected, Convert.ToHexStringLower(ciphertext));
        Assert.Equal("1ae10b594f09e26a7e902ecbd0600691", Convert.ToHexStringLower(tag));
        Assert.Equal(plaintext, opened);
    }
}
