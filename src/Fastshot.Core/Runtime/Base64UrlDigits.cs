namespace Fastshot.Core.Runtime;

/// <summary>Reads short Base64Url texts without padding (RFC 4648, section 5), of which each value has exactly one.</summary>
/// <remarks>
/// The base library's reader is made for long texts, takes several texts for one value, and is compiled anew in each start.
/// </remarks>
internal static class Base64UrlDigits
{
    private const int BitsPerDigit = 6;

    /// <summary>Fills the bytes; false where the text has another length, other characters, or bits that do not count.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, Span<byte> bytes)
    {
        if (text.Length != ((bytes.Length * 8) + BitsPerDigit - 1) / BitsPerDigit)
        {
            return false;
        }

        var (pending, count, written) = (0, 0, 0);
        foreach (var digit in text)
        {
            var value = ValueOf(digit);
            if (value < 0)
            {
                return false;
            }

            pending = ((pending << BitsPerDigit) | value) & 0x3FFF;
            count += BitsPerDigit;
            if (count >= 8)
            {
                count -= 8;
                bytes[written++] = (byte)((pending >> count) & 0xFF);
            }
        }

        return (pending & ((1 << count) - 1)) == 0;
    }

    private static int ValueOf(byte digit) => digit switch
    {
        >= (byte)'A' and <= (byte)'Z' => digit - 'A',
        >= (byte)'a' and <= (byte)'z' => digit - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => digit - '0' + 52,
        (byte)'-' => 62,
        (byte)'_' => 63,
        _ => -1,
    };
}
