using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace Fastshot.Core.Crypto;

/// <summary>The password-based key derivation function scrypt of RFC 7914: slow, and costly in memory, on purpose.</summary>
internal static class Scrypt
{
    private const int VectorsPerBlock = 4;

    private const int BlockSize = 64;

    /// <summary>Derives bytes from a password; it takes 128 · <paramref name="blocks"/> · <paramref name="cost"/> bytes of memory.</summary>
    /// <param name="cost">N of the RFC: a power of two above 1.</param>
    /// <param name="blocks">r of the RFC.</param>
    /// <param name="lanes">p of the RFC.</param>
    public static void DeriveKey(
        ReadOnlySpan<byte> password,
        ReadOnlySpan<byte> salt,
        int cost,
        int blocks,
        int lanes,
        Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cost, 2);
        ArgumentOutOfRangeException.ThrowIfNotEqual(int.IsPow2(cost), true, nameof(cost));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(blocks);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lanes);
        var laneSize = 2 * blocks * BlockSize;
        var expanded = new byte[laneSize * lanes];
        try
        {
            Rfc2898DeriveBytes.Pbkdf2(password, salt, expanded, 1, HashAlgorithmName.SHA256);
            for (var lane = 0; lane < lanes; lane++)
            {
                MixLane(expanded.AsSpan(lane * laneSize, laneSize), cost);
            }

            Rfc2898DeriveBytes.Pbkdf2(password, expanded, destination, 1, HashAlgorithmName.SHA256);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(expanded);
        }
    }

    private static void MixLane(Span<byte> lane, int cost)
    {
        var width = lane.Length / Vector128<byte>.Count;
        using var memory = new ScratchMemory((nuint)lane.Length * (nuint)(cost + 2L));
        var table = memory.Slice<Vector128<uint>>(0, checked(width * cost));
        var current = memory.Slice<Vector128<uint>>(table.Length, width);
        var next = memory.Slice<Vector128<uint>>((long)table.Length + width, width);
        SalsaBlock.Load(lane, table[..width]);
        Mix(table, current, next, cost);
        SalsaBlock.Store(current, lane);
    }

    // scryptROMix, RFC 7914 section 5: the table begins with the input; the result is left in current.
    private static void Mix(
        Span<Vector128<uint>> table,
        Span<Vector128<uint>> current,
        Span<Vector128<uint>> next,
        int cost)
    {
        var width = current.Length;
        for (var i = 0; i < cost - 1; i++)
        {
            SalsaBlock.MixBlocks(table.Slice(i * width, width), table.Slice((i + 1) * width, width));
        }

        SalsaBlock.MixBlocks(table.Slice((cost - 1) * width, width), current);

        // Two steps a turn, so that each writes where the other reads; the cost is even.
        for (var i = 0; i < cost; i += 2)
        {
            SalsaBlock.MixBlocks(current, Pick(table, current, cost), next);
            SalsaBlock.MixBlocks(next, Pick(table, next, cost), current);
        }
    }

    // Integerify: the first word of the last block chooses the row.
    private static ReadOnlySpan<Vector128<uint>> Pick(
        ReadOnlySpan<Vector128<uint>> table,
        ReadOnlySpan<Vector128<uint>> current,
        int cost)
    {
        var row = (int)(current[^VectorsPerBlock].ToScalar() & (uint)(cost - 1));
        return table.Slice(row * current.Length, current.Length);
    }
}
