using System.Text.RegularExpressions;

namespace Fastshot.Cli.Tests.Documents;

/// <summary>All commands of the program that a document writes down, in its blocks and in its sentences.</summary>
internal static partial class WrittenCommands
{
    /// <summary>The documents that tell a person what to type; the one of the bytes names what files begin with.</summary>
    public static IReadOnlyList<string> Documents { get; } =
    [
        .. Repository.Files().Where(file => file is "README.md" or "SECURITY.md" or "CONTRIBUTING.md"
            || (file.StartsWith("docs/", StringComparison.Ordinal) && file.EndsWith(".md", StringComparison.Ordinal) && !file.Contains("/decisions/", StringComparison.Ordinal) && file != "docs/vault-format.md")),
    ];

    /// <summary>The commands of a document, without the name of the program.</summary>
    public static IReadOnlyList<string> Of(string document)
    {
        var text = File.ReadAllText(Repository.PathOf(document));
        return
        [
            .. Block().Matches(text).SelectMany(block => block.Groups["lines"].Value.Split('\n')).Select(line => Line().Match(line)).Where(match => match.Success)
                .Concat(Span().Matches(Block().Replace(text, "")))
                .Select(match => match.Groups["command"].Value.Trim()),
        ];
    }

    [GeneratedRegex("^ *```.*\n(?<lines>(?:.*\n)*?) *```", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Block();

    // What stands behind a command is a comment, or what a shell does with its end.
    [GeneratedRegex(@"^ *(?:\$ )?fastshot (?<command>[^#|]+?)(?: \|\| .*| +#.*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Line();

    [GeneratedRegex("`fastshot (?<command>[a-z][^`]*)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Span();
}
