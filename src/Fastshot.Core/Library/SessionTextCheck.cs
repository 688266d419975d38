using Fastshot.Core.Model;

namespace Fastshot.Core.Library;

/// <summary>Refuses a session's text that breaks a rule, naming each.</summary>
internal static class SessionTextCheck
{
    /// <summary>Says all problems in one sentence.</summary>
    /// <exception cref="LibraryException">It breaks a rule.</exception>
    public static void ThrowIfInvalid(SessionText text)
    {
        if (SessionTextRules.Problems(text) is { Length: > 0 } problems)
        {
            throw new LibraryException(LibraryError.Invalid, Sentence(string.Join("; ", problems)));
        }
    }

    private static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}.";
}
