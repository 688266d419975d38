using System.CommandLine;
using System.CommandLine.Parsing;
using Fastshot.Core.Configuration;

namespace Fastshot.Cli.Shell;

/// <summary>What a person typed, read against the verbs and options that there are.</summary>
/// <remarks>
/// System.CommandLine parses; its invocation, help, response files and directives are not used, because a run of half
/// a tenth of a second would pay for them each time.
/// </remarks>
internal sealed class CommandLine
{
    public const string ProgramName = "fastshot";

    private const string EndOfOptions = "--";

    private readonly IReadOnlyList<string> _arguments;

    private CommandLine(IReadOnlyList<string> arguments, Command root, GlobalSymbols globals)
    {
        _arguments = arguments;
        Root = root;
        Globals = globals;
        Parsed = CommandLineParser.Parse(root, arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
    }

    public Command Root { get; }

    public GlobalSymbols Globals { get; }

    public ParseResult Parsed { get; }

    /// <summary>The verb that was asked for; null where only the program as a whole was.</summary>
    public VerbCommand? Verb => Parsed.CommandResult.Command as VerbCommand;

    /// <summary>Whether help is wanted on something that there is.</summary>
    public bool AsksForHelp => Parsed.Has(Globals.Help) && (Verb is not null || Parsed.UnmatchedTokens.Count == 0);

    public bool AsksForVersion => Parsed.Has(Globals.Version);

    /// <summary>Reads the arguments, building the verb that they name and no other.</summary>
    public static CommandLine Read(IReadOnlyList<string> arguments)
    {
        var name = VerbIn(arguments);
        return name is not null && Verbs.Build(name) is { } verb
            ? new CommandLine(arguments, RootOf([verb], out var globals), globals)
            : new CommandLine(arguments, RootOf(Verbs.BuildAll(), out globals), globals);
    }

    /// <summary>Whether a flag stands among the arguments, for what must be said before they can be read.</summary>
    public static bool HasFlag(IReadOnlyList<string> arguments, string flag)
    {
        foreach (var argument in arguments)
        {
            if (argument == flag || argument == EndOfOptions)
            {
                return argument == flag;
            }
        }

        return false;
    }

    /// <summary>The tree of all verbs, for help and completion.</summary>
    public static Command RootOf(IEnumerable<VerbCommand> verbs, out GlobalSymbols globals)
    {
        var root = new Command(ProgramName, "Keeps screenshot sessions in a sealed vault.");
        globals = new GlobalSymbols();
        globals.AddTo(root);
        foreach (var verb in verbs)
        {
            root.Subcommands.Add(verb);
        }

        return root;
    }

    /// <summary>What is wrong with the arguments, or null where nothing is.</summary>
    public CliException? Mistake()
    {
        // The parser would take the next word that is a verb for the one that was meant.
        if (VerbIn(_arguments) is { } name && !IsVerb(name))
        {
            return NotThere(name, ProgramName, "verb", Root);
        }

        var stray = Stray();
        if (Verb is not { } verb)
        {
            return stray is null
                ? CliException.Usage("Which verb?", $"'{ProgramName} --help' lists them.")
                : NotThere(stray, ProgramName, "verb", Root);
        }

        if (stray is not null)
        {
            return NotThere(stray, PathOf(verb), verb is VerbGroup ? "verb" : "argument", verb);
        }

        if (verb.Arguments.FirstOrDefault(IsMissing) is { } missing)
        {
            return CliException.Usage($"'{PathOf(verb)}' needs {HelpPage.Placeholder(missing)}", HelpOn(verb));
        }

        return Parsed.Errors.Count == 0 || verb is VerbGroup
            ? null
            : CliException.Usage(
                string.Join(" ", Parsed.Errors.Select(error => OneLine(error.Message)).Distinct(StringComparer.Ordinal)),
                HelpOn(verb));
    }

    /// <summary>The words by which a verb is called, as in <c>config get</c>.</summary>
    public static string PathOf(Command verb) =>
        verb.Parents.FirstOrDefault() is VerbCommand parent ? $"{PathOf(parent)} {verb.Name}" : verb.Name;

    private static string OneLine(string message) =>
        string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string HelpOn(Command verb) => $"See {ProgramName} {PathOf(verb)} --help.";

    /// <summary>The first word that is neither an option nor the folder of --home; null where there is none.</summary>
    public static string? VerbIn(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count && arguments[i] != EndOfOptions; i++)
        {
            if (arguments[i] == "--home")
            {
                i++;
            }
            else if (!arguments[i].StartsWith('-'))
            {
                return arguments[i];
            }
        }

        return null;
    }

    /// <summary>The folder of --home where it stands before the verb or after it; null where there is none.</summary>
    public static string? HomeIn(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i + 1 < arguments.Count && arguments[i] != EndOfOptions; i++)
        {
            if (arguments[i] == "--home")
            {
                return arguments[i + 1];
            }
        }

        return null;
    }

    // The parser takes an option that it does not know for an argument, where the verb takes arguments.
    private string? Stray()
    {
        if (Parsed.UnmatchedTokens is [var unmatched, ..])
        {
            return unmatched;
        }

        foreach (var child in Parsed.CommandResult.Children)
        {
            foreach (var token in child is ArgumentResult argument ? argument.Tokens : [])
            {
                if (token.Value is ['-', _, ..] && !IsLiteral(token.Value))
                {
                    return token.Value;
                }
            }
        }

        return null;
    }

    private bool IsMissing(Argument argument) =>
        argument.Arity.MinimumNumberOfValues > 0 && Parsed.GetResult(argument) is not { Tokens.Count: > 0 };

    private bool IsVerb(string name)
    {
        foreach (var verb in Root.Subcommands)
        {
            if (verb.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    // Whether a word stands behind the end of the options, where anything goes.
    private bool IsLiteral(string word) => _arguments.SkipWhile(argument => argument != EndOfOptions).Contains(word);

    private CliException NotThere(string word, string owner, string kind, Command command)
    {
        var isOption = word.StartsWith('-');
        IEnumerable<string> candidates = isOption
            ? command.Options.Concat(Root.Options).Select(option => option.Name)
            : command.Subcommands.Select(verb => verb.Name);
        var hint = Suggestion.For(word, candidates) is { } meant
            ? $"Did you mean '{meant}'?"
            : $"See {(owner == ProgramName ? "" : ProgramName + " ")}{owner} --help.";
        return CliException.Usage((isOption, kind) switch
        {
            (true, _) => $"'{owner}' has no option '{word}'",
            (_, "verb") => $"'{owner}' has no verb '{word}'",
            _ => $"'{owner}' takes no more arguments: '{word}'",
        }, hint);
    }
}
