using System.CommandLine;
using System.CommandLine.Completions;
using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Completion;

/// <summary>What may be typed next, after each verb: taken from the commands themselves.</summary>
internal sealed record CompletionWords
{
    private static readonly string[] FilePlaceholders = ["PATH", "FILE", "DIR"];

    public required IReadOnlyList<CompletionNode> Nodes { get; init; }

    /// <summary>The options after which a value comes, of all verbs.</summary>
    public IEnumerable<string> OptionsWithValue =>
        Nodes.SelectMany(node => node.Options)
            .Where(option => option.TakesValue)
            .Select(option => option.Name)
            .Distinct(StringComparer.Ordinal);

    public static CompletionWords OfProgram() =>
        new() { Nodes = [.. Walk("", CommandLine.RootOf(Verbs.BuildAll(), out _))] };

    private static IEnumerable<CompletionNode> Walk(string path, Command command)
    {
        var root = command;
        while (root.Parents.FirstOrDefault() is Command parent)
        {
            root = parent;
        }

        var globals = root == command ? [] : root.Options;
        yield return new CompletionNode(path)
        {
            Verbs = [.. command.Subcommands.Select(verb => new CompletionWord(verb.Name, verb.Description ?? ""))],
            Options = [.. command.Options.Concat(globals).Select(WordOf)],
            ArgumentWords = [.. command.Arguments.SelectMany(argument => Labels(argument.GetCompletions(CompletionContext.Empty)))],
            TakesFiles = command.Arguments.Any(argument => FilePlaceholders.Contains(argument.HelpName ?? argument.Name)),
        };
        foreach (var verb in command.Subcommands)
        {
            foreach (var node in Walk(path.Length == 0 ? verb.Name : $"{path} {verb.Name}", verb))
            {
                yield return node;
            }
        }
    }

    private static CompletionOption WordOf(Option option) => new(option.Name, option.Description ?? "")
    {
        Alias = option.Aliases.FirstOrDefault(),
        TakesValue = option.Arity.MaximumNumberOfValues > 0,
        TakesFile = FilePlaceholders.Contains(option.HelpName),
        Values = option.Arity.MaximumNumberOfValues == 0
            ? []
            : [.. Labels(option.GetCompletions(CompletionContext.Empty))],
    };

    private static IEnumerable<string> Labels(IEnumerable<CompletionItem> items) => items.Select(item => item.Label);
}

/// <summary>What may follow one verb, which is named by its path: empty for the program, <c>config get</c> for a verb in a group.</summary>
internal sealed record CompletionNode(string Path)
{
    public required IReadOnlyList<CompletionWord> Verbs { get; init; }

    public required IReadOnlyList<CompletionOption> Options { get; init; }

    public required IReadOnlyList<string> ArgumentWords { get; init; }

    public required bool TakesFiles { get; init; }

    /// <summary>What may stand where no option does.</summary>
    public IEnumerable<string> Words => Verbs.Select(verb => verb.Name).Concat(ArgumentWords);
}

/// <summary>A verb with its meaning.</summary>
internal readonly record struct CompletionWord(string Name, string Meaning);

/// <summary>An option with its meaning, and what its value may be.</summary>
internal sealed record CompletionOption(string Name, string Meaning)
{
    public string? Alias { get; init; }

    public bool TakesValue { get; init; }

    public bool TakesFile { get; init; }

    public IReadOnlyList<string> Values { get; init; } = [];
}
