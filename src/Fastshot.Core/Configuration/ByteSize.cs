using System.Globalization;

namespace Fastshot.Core.Configuration;

/// <summary>A number of bytes, as a person writes it: <c>500MB</c>, <c>1.5 GiB</c>, <c>4096</c>.</summary>
public static class ByteSize
{
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("KIB", 1L << 10), ("MIB", 1L << 20), ("GIB", 1L << 30), ("TIB", 1L << 40),
        ("KB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
        ("K", 1_000), ("M", 1_000_000), ("G", 1_000_000_000), ("T", 1_000_000_000_000),
        ("B", 1),
    ];

    /// <summary>Reads a size: units of 1,000 are written K or KB, those of 1,024 KiB, in either case.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        var number = text.Trim().ToUpperInvariant();
        var factor = 1L;
        foreach (var (unit, size) in Units)
        {
            if (number.EndsWith(unit, StringComparison.Ordinal))
            {
                (number, factor) = (number[..^unit.Length].TrimEnd(), size);
                break;
            }
        }

        var isNumber = decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count);
        var isInRange = isNumber && count <= (decimal)long.MaxValue / factor;
        bytes = isInRange ? (long)(count * factor) : 0;
        return isInRange;
    }
}
