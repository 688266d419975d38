using System.Text.RegularExpressions;
using Fastshot.Cli.Completion;
using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Tests.Documents;

/// <summary>Keeps docs/cli.md and the program the same.</summary>
public sealed partial class CommandLineDocumentTests
{
    private static readonly IReadOnlyList<CompletionNode> Nodes = CompletionWords.OfProgram().Nodes;

    private static string Document { get; } = File.ReadAllText(Repository.PathOf("docs/cli.md"));

    [Fact]
    public void The_verbs_are_those_of_the_program()
    {
        // A verb that only gathers others has no options of its own.
        var real = Nodes.Skip(1).Where(node => node.Verbs.Count == 0 || node.Options.Count > Nodes[0].Options.Count).Select(node => node.Path);

        Assert.Equal(real.Order(StringComparer.Ordinal), Usages().Select(VerbOf).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_options_of_each_verb_are_those_of_the_program()
    {
        var globals = Nodes[0].Options.Select(option => option.Name).ToHashSet();
        foreach (var verb in Usages().GroupBy(VerbOf))
        {
            var real = Nodes.Single(node => node.Path == verb.Key).Options.Select(option => option.Name).Where(name => !globals.Contains(name));
            var written = verb.SelectMany(usage => OptionName().Matches(usage).Select(match => match.Value)).Distinct();

            Assert.Equal(
                real.Order(StringComparer.Ordinal).Prepend(verb.Key),
                written.Order(StringComparer.Ordinal).Prepend(verb.Key));
        }
    }

    [Fact]
    public void The_global_options_are_those_of_the_program()
    {
        var section = Section("Global options");

        Assert.Equal(
            Nodes[0].Options.Select(option => option.Name).Order(StringComparer.Ordinal),
            OptionName().Matches(section).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_exit_codes_are_those_of_the_program() =>
        Assert.Equal(
            Enum.GetValues<ExitCode>().Select(code => (int)code),
            ExitCodeRow().Matches(Section("Exit codes")).Select(match => int.Parse(match.Groups["code"].ValueSpan)));

    private static string VerbOf(string usage)
    {
        var words = usage.Split(' ');
        var path = words.Length > 1 && Nodes.Any(node => node.Path == $"{words[0]} {words[1]}") ? $"{words[0]} {words[1]}" : words[0];
        return path;
    }

    // The first cell of each row holds one usage or several, in backticks.
    private static IEnumerable<string> Usages() =>
        from row in Section("Verbs").Split('\n')
        where row.StartsWith("| `", StringComparison.Ordinal)
        from Match usage in Usage().Matches(CellEnd().Split(row)[1])
        select usage.Groups["usage"].Value;

    private static string Section(string heading)
    {
        var start = Document.IndexOf($"\n## {heading}\n", StringComparison.Ordinal);
        var end = Document.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return Document[start..end];
    }

    [GeneratedRegex("--[a-z][a-z-]+", RegexOptions.None, 1000)]
    private static partial Regex OptionName();

    [GeneratedRegex("`(?<usage>[^`]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Usage();

    [GeneratedRegex(@"(?<!\\)\|", RegexOptions.None, 1000)]
    private static partial Regex CellEnd();

    [GeneratedRegex(@"^\| (?<code>\d+) \|", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex ExitCodeRow();
}
