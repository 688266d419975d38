using System.Text;

namespace Fastshot.Cli.Shell;

/// <summary>Text that is safe to show: nothing in it can move the cursor, change colors or reorder what is read.</summary>
internal static class PlainText
{
    private const char Replacement = '\uFFFD';

    /// <summary>Shows control characters as pictures (␛ for ESC) and hides what would reorder a line.</summary>
    public static string Of(string text)
    {
        var first = IndexOfUnsafe(text);
        if (first < 0)
        {
            return text;
        }

        var plain = new StringBuilder(text.Length).Append(text, 0, first);
        for (var i = first; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                plain.Append(text[i]).Append(text[i + 1]);
                i++;
            }
            else
            {
                plain.Append(Shown(text[i]));
            }
        }

        return plain.ToString();
    }

    /// <summary>Whether the character, standing alone, is shown as it is.</summary>
    public static bool IsSafe(char character) => Shown(character) == character;

    private static int IndexOfUnsafe(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!IsSafe(text[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static char Shown(char character) => character switch
    {
        < ' ' => (char)('\u2400' + character),
        '\u007F' => '\u2421',
        >= '\u0080' and <= '\u009F' => Replacement,
        '\u061C' or '\u200E' or '\u200F' => Replacement,
        >= '\u2028' and <= '\u202E' => Replacement,
        >= '\u2066' and <= '\u2069' => Replacement,
        >= '\uD800' and <= '\uDFFF' => Replacement,
        '\uFEFF' => Replacement,
        _ => character,
    };
}
