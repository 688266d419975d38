namespace Fastshot.Core.Configuration;

/// <summary>Yes or no, as a person writes it.</summary>
public static class Switch
{
    /// <summary>Reads the words of Python's <c>getboolean</c>, in either case.</summary>
    public static bool TryParse(string text, out bool value)
    {
        var word = text.ToUpperInvariant();
        value = word is "1" or "YES" or "TRUE" or "ON";
        return value || word is "0" or "NO" or "FALSE" or "OFF";
    }
}
