using System.Text;
using System.Text.RegularExpressions;

namespace Fastshot.Cli.Tests.Transcripts;

/// <summary>Compares what a command said with what it should say, whatever differs from run to run.</summary>
internal sealed partial class ExpectedText(IDictionary<string, string> known)
{
    private const string AnyLines = "…";

    /// <summary>Whether the text is as expected; what placeholders stood for is known from then on.</summary>
    public bool Matches(IEnumerable<string> expected, string actual)
    {
        var pattern = new StringBuilder("^");
        var names = new List<string>();
        foreach (var line in expected)
        {
            pattern.Append(line == AnyLines ? "(?:.*\n)*?" : PatternOf(line, names) + "\n");
        }

        var match = Regex.Match(actual, pattern.Append('$').ToString(), RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(5));
        foreach (var name in match.Success ? names : [])
        {
            known[name] = match.Groups[name].Value;
        }

        return match.Success;
    }

    /// <summary>The text with what is known put in.</summary>
    public string Filled(string text) =>
        Placeholder().Replace(text, match => known.TryGetValue(match.Groups["word"].Value, out var value) ? value : match.Value);

    private string PatternOf(string line, List<string> names)
    {
        var pattern = new StringBuilder();
        var position = 0;
        foreach (Match match in Placeholder().Matches(line))
        {
            pattern.Append(Regex.Escape(line[position..match.Index]));
            pattern.Append(PatternOf(match, names));
            position = match.Index + match.Length;
        }

        return pattern.Append(Regex.Escape(line[position..])).ToString();
    }

    private string PatternOf(Match placeholder, List<string> names)
    {
        var word = placeholder.Groups["word"].Value;
        if (known.TryGetValue(word, out var value))
        {
            return Regex.Escape(value);
        }

        var pattern = word switch
        {
            "id" => "[0-9a-z]{16,64}",
            "time" => @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)",
            "number" => @"\d+(?:\.\d+)?",
            "any" => ".*?",
            _ => null,
        };
        if (pattern is null)
        {
            return Regex.Escape(placeholder.Value);
        }

        var name = placeholder.Groups["name"].Value;
        if (name.Length == 0)
        {
            return $"(?:{pattern})";
        }

        names.Add(name);
        return $"(?<{name}>{pattern})";
    }

    [GeneratedRegex(@"\{(?<word>[a-z]+)(?::(?<name>[a-z]+))?\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
