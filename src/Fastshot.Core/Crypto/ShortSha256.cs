using System.Buffers.Binary;
using System.Numerics;

namespace Fastshot.Core.Crypto;

/// <summary>SHA-256 of a message that fits into one block (FIPS 180-4, section 6.2): the check characters of a key.</summary>
/// <remarks>
/// Everything else is hashed by the base library, which loads a whole cryptographic library for it; a list, which opens
/// nothing, would wait for that a fifth of its time.
/// </remarks>
internal static class ShortSha256
{
    public const int HashSizeBytes = 32;

    /// <summary>One block less the bit that ends the message and its length.</summary>
    public const int MessageSizeMax = BlockSize - 9;

    private const int BlockSize = 64;
    private const int Rounds = 64;

    private static ReadOnlySpan<uint> RoundConstants =>
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    private static ReadOnlySpan<uint> InitialHash =>
        [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    /// <summary>Hashes at most <see cref="MessageSizeMax"/> bytes.</summary>
    public static void Hash(ReadOnlySpan<byte> message, Span<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(message.Length, MessageSizeMax);
        Span<byte> block = stackalloc byte[BlockSize];
        Span<uint> words = stackalloc uint[Rounds];
        message.CopyTo(block);
        block[message.Length] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(block[^8..], (ulong)message.Length * 8);
        Expand(block, words);
        Compress(words, hash);

        // The message is a key.
        block.Clear();
        words.Clear();
    }

    private static void Expand(ReadOnlySpan<byte> block, Span<uint> words)
    {
        for (var i = 0; i < BlockSize / sizeof(uint); i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(i * sizeof(uint))..]);
        }

        for (var i = BlockSize / sizeof(uint); i < Rounds; i++)
        {
            var (early, late) = (words[i - 15], words[i - 2]);
            var s0 = BitOperations.RotateRight(early, 7) ^ BitOperations.RotateRight(early, 18) ^ (early >> 3);
            var s1 = BitOperations.RotateRight(late, 17) ^ BitOperations.RotateRight(late, 19) ^ (late >> 10);
            words[i] = unchecked(words[i - 16] + s0 + words[i - 7] + s1);
        }
    }

    private static void Compress(ReadOnlySpan<uint> words, Span<byte> hash)
    {
        var (a, b, c, d) = (InitialHash[0], InitialHash[1], InitialHash[2], InitialHash[3]);
        var (e, f, g, h) = (InitialHash[4], InitialHash[5], InitialHash[6], InitialHash[7]);
        for (var i = 0; i < Rounds; i++)
        {
            var s1 = BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25);
            var s0 = BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22);
            var first = unchecked(h + s1 + ((e & f) ^ (~e & g)) + RoundConstants[i] + words[i]);
            var second = unchecked(s0 + ((a & b) ^ (a & c) ^ (b & c)));
            (h, g, f, e) = (g, f, e, unchecked(d + first));
            (d, c, b, a) = (c, b, a, unchecked(first + second));
        }

        ReadOnlySpan<uint> worked = [a, b, c, d, e, f, g, h];
        for (var i = 0; i < worked.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(hash[(i * sizeof(uint))..], unchecked(InitialHash[i] + worked[i]));
        }
    }
}
