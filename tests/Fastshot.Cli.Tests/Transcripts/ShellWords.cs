using System.Text;

namespace Fastshot.Cli.Tests.Transcripts;

/// <summary>Cuts a command into its words, as a shell does: at spaces, outside of quotes.</summary>
internal static class ShellWords
{
    public static string[] Of(string command)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        char? quote = null;
        foreach (var character in command)
        {
            if (quote is null && character is ' ')
            {
                words.AddRange(word is null ? [] : [word.ToString()]);
                word = null;
            }
            else if (quote is null && character is '\'' or '"')
            {
                (quote, word) = (character, word ?? new StringBuilder());
            }
            else if (character == quote)
            {
                quote = null;
            }
            else
            {
                (word ??= new StringBuilder()).Append(character);
            }
        }

        words.AddRange(word is null ? [] : [word.ToString()]);
        return [.. words];
    }
}
