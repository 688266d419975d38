using System.Text.RegularExpressions;

namespace Fastshot.Cli.Tests.Documents;

/// <summary>The commands that a page of docs tells a person to type, in their order.</summary>
internal static partial class PageCommands
{
    /// <summary>The lines of a document's blocks of console, commands and what they print.</summary>
    /// <param name="document">Its path in the repository.</param>
    public static IReadOnlyList<string> ConsoleOf(string document) =>
    [
        .. ConsoleBlock().Matches(File.ReadAllText(Repository.PathOf(document))).SelectMany(block => block.Groups["block"].Value.TrimEnd('\n').Split('\n')),
    ];

    /// <summary>The commands among them, of a page of docs: those behind <c>$ </c>.</summary>
    public static IReadOnlyList<string> Of(string page)
    {
        string[] commands = [.. ConsoleOf($"docs/{page}").Where(line => line.StartsWith("$ ", StringComparison.Ordinal)).Select(line => line[2..])];
        Assert.NotEmpty(commands);
        return commands;
    }

    [GeneratedRegex("```console\n(?<block>.*?)```", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex ConsoleBlock();
}
