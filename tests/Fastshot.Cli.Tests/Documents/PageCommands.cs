using System.Text.RegularExpressions;

namespace Fastshot.Cli.Tests.Documents;

/// <summary>The commands that a page of docs tells a person to type, in their order.</summary>
internal static partial class PageCommands
{
    /// <summary>The lines behind <c>$ </c> in its blocks of console.</summary>
    public static IReadOnlyList<string> Of(string page)
    {
        string[] commands =
        [
            .. ConsoleBlock().Matches(File.ReadAllText(Repository.PathOf(Path.Combine("docs", page))))
                .SelectMany(block => block.Groups["block"].Value.Split('\n'))
                .Where(line => line.StartsWith("$ ", StringComparison.Ordinal)).Select(line => line[2..]),
        ];
        Assert.NotEmpty(commands);
        return commands;
    }

    [GeneratedRegex("```console\n(?<block>.*?)```", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex ConsoleBlock();
}
