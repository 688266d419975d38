using System.Globalization;
using System.Text;

namespace Fastshot.Core.Library.Index;

/// <summary>Text as it is searched and sorted: words in lower case without accents, with one space between them.</summary>
/// <remarks>
/// A word is a run of letters and digits, a run of Chinese, Japanese or Korean characters, or one symbol (an emoji).
/// Everything else separates. Marks and invisible characters vanish.
/// </remarks>
internal static class FoldedText
{
    private enum Kind
    {
        Separator,
        Nothing,
        Letter,
        Ideograph,
        Symbol,
    }

    public static string Of(string text)
    {
        var folded = new StringBuilder(text.Length);
        var last = Kind.Separator;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii)
            {
                var isWord = char.IsAsciiLetterOrDigit((char)rune.Value);
                Append(folded, isWord ? (char)rune.Value : ' ', isWord ? Kind.Letter : Kind.Separator, ref last);
                continue;
            }

            AppendRune(folded, rune, ref last);
        }

        return folded.ToString();
    }

    /// <summary>Whether a word is a run of Chinese, Japanese or Korean characters; a word never mixes them with others.</summary>
    public static bool IsIdeographs(ReadOnlySpan<char> word) =>
        Rune.DecodeFromUtf16(word, out var first, out _) == System.Buffers.OperationStatus.Done && IsIdeograph(first.Value);

    private static void AppendRune(StringBuilder folded, Rune rune, ref Kind last)
    {
        // The capital of both sigmas, of the long s and of the micro sign is that of the plain letter.
        var lower = Rune.ToLowerInvariant(Rune.ToUpperInvariant(Narrow(rune)));
        if (lower.IsBmp && FoldingTable.Find((char)lower.Value) is { } letters)
        {
            foreach (var letter in letters)
            {
                Append(folded, letter, KindOf(new Rune(letter)), ref last);
            }

            return;
        }

        var kind = KindOf(lower);
        if (kind is not Kind.Nothing && !(last is Kind.Ideograph && lower.IsBmp && HangulJamo.TryCompose(folded, (char)lower.Value)))
        {
            Span<char> units = stackalloc char[2];
            foreach (var unit in units[..lower.EncodeToUtf16(units)])
            {
                Append(folded, unit, char.IsLowSurrogate(unit) ? last : kind, ref last, isInside: char.IsLowSurrogate(unit));
            }
        }
    }

    private static void Append(StringBuilder folded, char unit, Kind kind, ref Kind last, bool isInside = false)
    {
        var isWord = kind is not Kind.Separator;
        var isNew = isWord && !isInside && (kind != last || kind is Kind.Symbol);
        if (isNew && folded.Length > 0)
        {
            folded.Append(' ');
        }

        if (isWord)
        {
            folded.Append(char.ToLowerInvariant(unit));
        }

        last = kind;
    }

    // Full-width forms of ASCII.
    private static Rune Narrow(Rune rune) =>
        rune.Value is >= 0xFF01 and <= 0xFF5E ? new Rune(rune.Value - 0xFEE0) : rune;

    private static Kind KindOf(Rune rune)
    {
        if (rune.IsAscii)
        {
            return char.IsAsciiLetterOrDigit((char)rune.Value) ? Kind.Letter : Kind.Separator;
        }

        if (IsIdeograph(rune.Value))
        {
            return Kind.Ideograph;
        }

        return Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => Kind.Nothing,
            UnicodeCategory.ModifierLetter when rune.Value is 0xFF9E or 0xFF9F => Kind.Nothing,
            UnicodeCategory.OtherSymbol => Kind.Symbol,
            _ => Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber
                ? Kind.Letter
                : Kind.Separator,
        };
    }

    // Han with its extensions, kana, bopomofo, Hangul; https://www.unicode.org/charts/.
    private static bool IsIdeograph(int value) => value switch
    {
        >= 0x1100 and <= 0x11FF => true,
        0x3005 or 0x3006 or 0x3007 => true,
        >= 0x3041 and <= 0x3096 or >= 0x309D and <= 0x309F => true,
        >= 0x30A1 and <= 0x30FA or >= 0x30FC and <= 0x30FF => true,
        >= 0x3105 and <= 0x318E or >= 0x31A0 and <= 0x31BF or >= 0x31F0 and <= 0x31FF => true,
        >= 0x3400 and <= 0x4DBF or >= 0x4E00 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF => true,
        >= 0xA960 and <= 0xA97C or >= 0xAC00 and <= 0xD7FB => true,
        >= 0x20000 and <= 0x3FFFD => true,
        _ => false,
    };
}
