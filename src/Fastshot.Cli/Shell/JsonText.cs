using System.Text;
using System.Text.Encodings.Web;

namespace Fastshot.Cli.Shell;

/// <summary>Strings of JSON as they were given, but for what JSON or a terminal would take for something else.</summary>
/// <remarks>
/// The framework's own relaxed encoder lets marks through that reorder a line, and it builds tables by code that is
/// compiled anew at each start, which a run of half a tenth of a second would pay for.
/// </remarks>
internal sealed unsafe class JsonText : JavaScriptEncoder
{
    private const string HexDigits = "0123456789abcdef";

    public static JsonText Instance { get; } = new();

    /// <summary>Two escapes, for the halves of a character beyond U+FFFF.</summary>
    public override int MaxOutputCharactersPerInputCharacter => 12;

    public override bool WillEncode(int unicodeScalar) =>
        unicodeScalar is '"' or '\\' || (unicodeScalar <= char.MaxValue && !PlainText.IsSafe((char)unicodeScalar));

    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        for (var i = 0; i < textLength; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < textLength && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (WillEncode(text[i]))
            {
                return i;
            }
        }

        return -1;
    }

    public override bool TryEncodeUnicodeScalar(
        int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        var destination = new Span<char>(buffer, bufferLength);
        Span<char> halves = stackalloc char[2];
        halves = halves[..new Rune(unicodeScalar).EncodeToUtf16(halves)];
        numberOfCharactersWritten = 0;
        if (destination.Length < 6 * halves.Length)
        {
            return false;
        }

        foreach (var half in halves)
        {
            destination[numberOfCharactersWritten++] = '\\';
            destination[numberOfCharactersWritten++] = 'u';
            for (var shift = 12; shift >= 0; shift -= 4)
            {
                destination[numberOfCharactersWritten++] = HexDigits[(half >> shift) & 0xF];
            }
        }

        return true;
    }
}
