using System.Text;
using Fastshot.Classic.Format;

namespace Fastshot.Classic.Tests;

/// <summary>The cipher against its own definition, one byte at a time.</summary>
public sealed class CipherTests
{
    [Theory]
    [InlineData("k")]
    [InlineData("dev-Schlüssel β 2026!")]
    [InlineData("  \"quoted\" ")]
    public void Each_byte_meets_the_key_byte_of_its_offset(string key)
    {
        var plain = new byte[10_007];
        new SeededRandom(1).Fill(plain);
        var keyBytes = Encoding.UTF8.GetBytes(key.Trim());
        foreach (var offset in (int[])[0, 1, 4096, 9973])
        {
            var ciphered = plain.ToArray();
            new ClassicCipher(key).Apply(ciphered, offset);

            Assert.Equal(plain.Select((one, i) => (byte)(one ^ keyBytes[(i + offset) % keyBytes.Length])), ciphered);
        }
    }

    [Fact]
    public void One_object_gives_its_key_away_to_known_plaintext()
    {
        var known = "{\n  \"session\": {\n    \"version\": \"1.0\",\n    \"timestamp\": \""u8;
        var file = DataSet.Read("bucket/sessions/20260505050506_design-review.fastshot");
        var payload = file.AsSpan(ClassicContainer.PayloadOffset(file));

        var stream = new byte[known.Length];
        for (var i = 0; i < stream.Length; i++)
        {
            stream[i] = (byte)(payload[i] ^ known[i]);
        }

        Assert.StartsWith(DataSet.Key, Encoding.UTF8.GetString(stream), StringComparison.Ordinal);
    }
}
