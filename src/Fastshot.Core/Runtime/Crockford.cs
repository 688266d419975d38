namespace Fastshot.Core.Runtime;

/// <summary>Crockford's Base32: 32 digits and letters without I, L, O and U, so that people can copy them.</summary>
public static class Crockford
{
    private const string Upper = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>Five bits a character, most significant first; the last character is padded with zero bits.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[LengthOf(bytes.Length)];
        Encode(bytes, text);
        return new string(text);
    }

    /// <summary>Writes as many characters as the text has room for; a secret leaves no string behind.</summary>
    public static void Encode(ReadOnlySpan<byte> bytes, Span<char> text)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(text.Length, LengthOf(bytes.Length));
        for (var i = 0; i < text.Length; i++)
        {
            var value = 0;
            for (var bit = i * 5; bit < (i * 5) + 5; bit++)
            {
                var set = bit / 8 < bytes.Length && (bytes[bit / 8] >> (7 - (bit % 8)) & 1) == 1;
                value = (value << 1) | (set ? 1 : 0);
            }

            text[i] = Upper[value];
        }
    }

    /// <summary>Reads canonical text, in either case, with O for 0 and I or L for 1; false where it is not that.</summary>
    /// <remarks>The text must have exactly the length that the bytes need, and its padding bits must be zero.</remarks>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.Length != LengthOf(bytes.Length))
        {
            return false;
        }

        bytes.Clear();
        for (var i = 0; i < text.Length; i++)
        {
            var value = ValueOf(text[i]);
            if (value < 0)
            {
                return false;
            }

            for (var k = 0; k < 5; k++)
            {
                var bit = (i * 5) + k;
                var isSet = (value >> (4 - k) & 1) == 1;
                if (isSet && bit / 8 >= bytes.Length)
                {
                    return false;
                }

                if (isSet)
                {
                    bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
                }
            }
        }

        return true;
    }

    /// <summary>Whether every character is one of the lower-case alphabet.</summary>
    public static bool IsLowerCase(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiDigit(character) && (!char.IsAsciiLetterLower(character) || character is 'i' or 'l' or 'o' or 'u'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether every character stands for a digit, as a reader takes them.</summary>
    public static bool IsText(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (ValueOf(character) < 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether two texts stand for the same digits.</summary>
    public static bool AreSame(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var isSame = left.Length == right.Length;
        for (var i = 0; isSame && i < left.Length; i++)
        {
            isSame = ValueOf(left[i]) == ValueOf(right[i]);
        }

        return isSame;
    }

    private static int LengthOf(int sizeBytes) => ((sizeBytes * 8) + 4) / 5;

    private static int ValueOf(char character) => char.ToUpperInvariant(character) switch
    {
        'O' => 0,
        'I' or 'L' => 1,
        var upper => Upper.IndexOf(upper, StringComparison.Ordinal),
    };
}
