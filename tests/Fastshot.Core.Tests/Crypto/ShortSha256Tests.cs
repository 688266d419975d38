using System.Security.Cryptography;
using Fastshot.Core.Crypto;

namespace Fastshot.Core.Tests.Crypto;

public sealed class ShortSha256Tests
{
    [Fact]
    public void Every_message_of_one_block_has_the_hash_that_the_base_library_gives_it()
    {
        var random = new Random(256);
        for (var length = 0; length <= ShortSha256.MessageSizeMax; length++)
        {
            var message = new byte[length];
            random.NextBytes(message);
            var hash = new byte[ShortSha256.HashSizeBytes];

            ShortSha256.Hash(message, hash);

            Assert.Equal(SHA256.HashData(message), hash);
        }
    }

    [Fact]
    public void A_longer_message_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(
        () => ShortSha256.Hash(new byte[ShortSha256.MessageSizeMax + 1], new byte[ShortSha256.HashSizeBytes]));
}
