using System.Text;

namespace Fastshot.Core.Library.Index;

/// <summary>Korean syllables from their letters, as file names of macOS have them.</summary>
/// <remarks>The Unicode Standard, 3.12, "Hangul Syllable Composition".</remarks>
internal static class HangulJamo
{
    private const int FirstSyllable = 0xAC00;
    private const int FirstLeading = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int BeforeTrailing = 0x11A7;
    private const int Leadings = 19;
    private const int Vowels = 21;
    private const int Trailings = 28;

    /// <summary>Joins the letter with the last character of the text, where the two make one syllable.</summary>
    public static bool TryCompose(StringBuilder text, char letter)
    {
        if (letter is < (char)FirstLeading or > (char)0x11FF || text.Length == 0)
        {
            return false;
        }

        var (last, vowel, trailing) = (text[^1], letter - FirstVowel, letter - BeforeTrailing);
        var (leading, syllable) = (last - FirstLeading, last - FirstSyllable);
        if (leading is >= 0 and < Leadings && vowel is >= 0 and < Vowels)
        {
            text[^1] = (char)(FirstSyllable + (((leading * Vowels) + vowel) * Trailings));
            return true;
        }

        if (syllable is >= 0 and < Leadings * Vowels * Trailings && syllable % Trailings == 0
            && trailing is > 0 and < Trailings)
        {
            text[^1] = (char)(last + trailing);
            return true;
        }

        return false;
    }
}
