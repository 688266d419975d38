using System.Numerics;

namespace Fastshot.Core.Format;

/// <summary>Sizes that say little: the length rounded up so that at most 12 % is added and few lengths exist.</summary>
/// <remarks>Padmé: Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019, section 4.</remarks>
public static class Padme
{
    /// <summary>The padded length in bytes; never less than the length.</summary>
    public static long Pad(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length < 2)
        {
            return length;
        }

        var exponent = BitOperations.Log2((ulong)length);
        var lastBits = exponent - (BitOperations.Log2((uint)exponent) + 1);
        var mask = lastBits > 0 ? (1L << lastBits) - 1 : 0;
        return (length + mask) & ~mask;
    }

    /// <summary>The length rounded up to a multiple.</summary>
    public static long RoundUp(long length, int multiple) => (length + multiple - 1) / multiple * multiple;
}
