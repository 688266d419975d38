namespace Fastshot.Core.Library.Index;

/// <summary>By which names are sorted: their words as they are searched, the first 64 characters, in the order of code points.</summary>
internal static class NameKey
{
    private const int LengthMax = 64;

    public static string Of(string name)
    {
        var folded = FoldedText.Of(name);
        var length = Math.Min(folded.Length, LengthMax);
        return folded[..(length > 0 && char.IsHighSurrogate(folded[length - 1]) ? length - 1 : length)];
    }
}
