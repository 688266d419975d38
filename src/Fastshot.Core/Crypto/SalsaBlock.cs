using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fastshot.Core.Crypto;

/// <summary>Salsa20/8 and scryptBlockMix (RFC 7914, sections 3 and 4) on blocks whose diagonals lie in vectors.</summary>
/// <remarks>
/// A block is sixteen words; here word 5·i mod 16 of it stands at place i, so that a round is four steps on whole vectors
/// and needs no gathering. Every block keeps that order from <see cref="Load"/> to <see cref="Store"/>.
/// </remarks>
internal static class SalsaBlock
{
    private const int Words = 16;

    public static void Load(ReadOnlySpan<byte> bytes, Span<Vector128<uint>> blocks)
    {
        var words = MemoryMarshal.Cast<Vector128<uint>, uint>(blocks);
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[PlaceOf(i)..]);
        }
    }

    public static void Store(ReadOnlySpan<Vector128<uint>> blocks, Span<byte> bytes)
    {
        var words = MemoryMarshal.Cast<Vector128<uint>, uint>(blocks);
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[PlaceOf(i)..], words[i]);
        }
    }

    public static void MixBlocks(ReadOnlySpan<Vector128<uint>> source, Span<Vector128<uint>> destination)
    {
        var last = source[^4..];
        var (a, b, c, d) = (last[0], last[1], last[2], last[3]);
        for (var i = 0; i < source.Length; i += 4)
        {
            var block = source.Slice(i, 4);
            Salsa20Of8(ref a, ref b, ref c, ref d, block[0], block[1], block[2], block[3]);
            Put(destination, i, a, b, c, d);
        }
    }

    /// <summary>Mixes the sum of two rows, which scryptROMix would otherwise write to memory first.</summary>
    public static void MixBlocks(
        ReadOnlySpan<Vector128<uint>> source,
        ReadOnlySpan<Vector128<uint>> row,
        Span<Vector128<uint>> destination)
    {
        var last = source[^4..];
        var lastRow = row[^4..];
        var (a, b, c, d) = (last[0] ^ lastRow[0], last[1] ^ lastRow[1], last[2] ^ lastRow[2], last[3] ^ lastRow[3]);
        for (var i = 0; i < source.Length; i += 4)
        {
            var x = source.Slice(i, 4);
            var y = row.Slice(i, 4);
            Salsa20Of8(ref a, ref b, ref c, ref d, x[0] ^ y[0], x[1] ^ y[1], x[2] ^ y[2], x[3] ^ y[3]);
            Put(destination, i, a, b, c, d);
        }
    }

    // Blocks with an even number come first, then those with an odd one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(
        Span<Vector128<uint>> destination,
        int index,
        Vector128<uint> a,
        Vector128<uint> b,
        Vector128<uint> c,
        Vector128<uint> d)
    {
        var place = (index & 4) == 0 ? index / 2 : (destination.Length + index - 4) / 2;
        var block = destination.Slice(place, 4);
        (block[0], block[1], block[2], block[3]) = (a, b, c, d);
    }

    // The state takes the block in (exclusive or) and is put through eight rounds.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Salsa20Of8(
        ref Vector128<uint> a,
        ref Vector128<uint> b,
        ref Vector128<uint> c,
        ref Vector128<uint> d,
        Vector128<uint> blockA,
        Vector128<uint> blockB,
        Vector128<uint> blockC,
        Vector128<uint> blockD)
    {
        var (a0, b0, c0, d0) = (a ^ blockA, b ^ blockB, c ^ blockC, d ^ blockD);
        (a, b, c, d) = (a0, b0, c0, d0);
        for (var i = 0; i < 4; i++)
        {
            b ^= Rotate(a + d, 7);
            c ^= Rotate(b + a, 9);
            d ^= Rotate(c + b, 13);
            a ^= Rotate(d + c, 18);
            b = Vector128.Shuffle(b, Vector128.Create(3u, 0, 1, 2));
            c = Vector128.Shuffle(c, Vector128.Create(2u, 3, 0, 1));
            d = Vector128.Shuffle(d, Vector128.Create(1u, 2, 3, 0));
            d ^= Rotate(a + b, 7);
            c ^= Rotate(d + a, 9);
            b ^= Rotate(c + d, 13);
            a ^= Rotate(b + c, 18);
            b = Vector128.Shuffle(b, Vector128.Create(1u, 2, 3, 0));
            c = Vector128.Shuffle(c, Vector128.Create(2u, 3, 0, 1));
            d = Vector128.Shuffle(d, Vector128.Create(3u, 0, 1, 2));
        }

        (a, b, c, d) = (a + a0, b + b0, c + c0, d + d0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Rotate(Vector128<uint> words, int bits) => (words << bits) | (words >>> (32 - bits));

    private static int PlaceOf(int index) => ((index / Words * Words) + (index % Words * 5 % Words)) * sizeof(uint);
}
