using System.Buffers;

namespace Fastshot.Cli.Shell;

/// <summary>A command line as a person would type it in a shell.</summary>
internal static class ShellWords
{
    // What every shell takes as it stands.
    private static readonly SearchValues<char> PlainCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./:@%+,");

    public static string Of(IEnumerable<string> words) => string.Join(' ', words.Select(
        word => word.Length > 0 && !word.AsSpan().ContainsAnyExcept(PlainCharacters) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'"));
}
