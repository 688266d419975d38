namespace Fastshot.Core.Runtime;

/// <summary>Names that nobody else has, for what exists for a while.</summary>
public static class RandomNames
{
    private const int SizeMax = 32;

    /// <summary>So many random bytes as lower-case hexadecimal digits.</summary>
    public static string NewName(this IRandom random, int sizeBytes)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sizeBytes, SizeMax);
        Span<byte> bytes = stackalloc byte[sizeBytes];
        random.Fill(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
