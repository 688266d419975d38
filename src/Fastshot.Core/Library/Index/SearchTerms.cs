using System.Collections.Immutable;
using System.Text;
using Fastshot.Core.Model;

namespace Fastshot.Core.Library.Index;

/// <summary>What a session is found by, and what a query looks for: words, pairs of ideographs, exact marks.</summary>
/// <remarks>
/// A term has letters, digits and characters outside ASCII only, so that a tokenizer that knows no more than ASCII keeps
/// it whole, and nothing of a person's text can be taken for the syntax of a query.
/// </remarks>
internal static class SearchTerms
{
    public const int QueryTermsMax = 64;

    // Characters for private use, which text that is searched never keeps.
    private const char TagMark = '\uE001';
    private const char ClassMark = '\uE002';
    private const char ColorMark = '\uE003';
    private const char Escape = '\uE100';

    private const int TermLengthMax = 64;

    /// <summary>All terms of a session, each followed by a space.</summary>
    public static string Of(SessionInfo session)
    {
        var terms = new StringBuilder(1024);
        var text = session.Text;
        AppendWords(terms, text.Name);
        AppendWords(terms, text.Description);
        AppendWords(terms, text.Class);
        AppendWords(terms, session.Words);
        foreach (var tag in text.Tags)
        {
            AppendWords(terms, tag);
            terms.Append(TagTerm(tag)).Append(' ');
        }

        if (text.Class.Length > 0)
        {
            terms.Append(ClassTerm(text.Class)).Append(' ');
        }

        if (text.Color.Length > 0)
        {
            terms.Append(ColorTerm(text.Color)).Append(' ');
        }

        return terms.ToString();
    }

    public static string TagTerm(string tag) => Exact(TagMark, tag);

    public static string ClassTerm(string name) => Exact(ClassMark, name);

    public static string ColorTerm(string color) => Exact(ColorMark, color);

    /// <summary>The terms with which a term of the session must start, without those that others imply.</summary>
    public static ImmutableArray<string> OfQuery(string text)
    {
        var terms = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var word in FoldedText.Of(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            AddQueryTerms(terms, word);
            if (terms.Count >= QueryTermsMax)
            {
                break;
            }
        }

        // Sorted, a term comes directly before those that start with it.
        string[] sorted = [.. terms.Take(QueryTermsMax)];
        return
        [
            .. sorted.Where((term, i) =>
                i + 1 == sorted.Length || !sorted[i + 1].StartsWith(term, StringComparison.Ordinal)),
        ];
    }

    private static void AddQueryTerms(SortedSet<string> terms, string word)
    {
        if (!FoldedText.IsIdeographs(word))
        {
            terms.Add(Cut(word).ToString());
            return;
        }

        var start = 0;
        var second = NextIndex(word, start);
        if (second == word.Length)
        {
            terms.Add(word);
        }

        while (second < word.Length)
        {
            var end = NextIndex(word, second);
            terms.Add(word[start..end]);
            (start, second) = (second, end);
        }
    }

    private static void AppendWords(StringBuilder terms, string text)
    {
        var rest = FoldedText.Of(text).AsSpan();
        while (!rest.IsEmpty)
        {
            var length = rest.IndexOf(' ');
            var word = length < 0 ? rest : rest[..length];
            rest = length < 0 ? [] : rest[(length + 1)..];
            if (FoldedText.IsIdeographs(word))
            {
                AppendPairs(terms, word);
            }
            else
            {
                terms.Append(Cut(word)).Append(' ');
            }
        }
    }

    // The last character stands alone, so that it is found as the start of something too.
    private static void AppendPairs(StringBuilder terms, ReadOnlySpan<char> run)
    {
        var start = 0;
        while (start < run.Length)
        {
            var second = NextIndex(run, start);
            var end = second < run.Length ? NextIndex(run, second) : second;
            terms.Append(run[start..end]).Append(' ');
            start = second;
        }
    }

    private static int NextIndex(ReadOnlySpan<char> text, int index) =>
        index + (char.IsHighSurrogate(text[index]) && index + 1 < text.Length ? 2 : 1);

    private static ReadOnlySpan<char> Cut(ReadOnlySpan<char> word) =>
        word.Length <= TermLengthMax ? word
        : char.IsHighSurrogate(word[TermLengthMax - 1]) ? word[..(TermLengthMax - 1)]
        : word[..TermLengthMax];

    // The tokenizer folds and splits ASCII; what it would touch is moved out of its sight.
    private static string Exact(char mark, string value)
    {
        var term = new StringBuilder(value.Length + 1).Append(mark);
        if (value.Length > TermLengthMax)
        {
            return term.Append(Escape).Append(Digest.Of(Encoding.UTF8.GetBytes(value)).Hex).ToString();
        }

        foreach (var unit in value)
        {
            var isKept = char.IsAsciiLetterLower(unit) || char.IsAsciiDigit(unit) || !char.IsAscii(unit);
            term.Append(isKept ? unit : (char)(Escape + unit));
        }

        return term.ToString();
    }
}
