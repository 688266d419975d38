using System.CommandLine;
using Fastshot.Core.Configuration;

namespace Fastshot.Cli.Shell;

/// <summary>What a person asked of the whole program, whatever the verb: by an option, else by its variable.</summary>
internal sealed record GlobalOptions
{
    /// <summary>The folder of portable mode, as it was given.</summary>
    public string? Home { get; init; }

    public bool IsJson { get; init; }

    public bool IsQuiet { get; init; }

    public bool IsVerbose { get; init; }

    public bool HidesProgress { get; init; }

    /// <summary>Whether questions are answered with yes.</summary>
    public bool SaysYes { get; init; }

    /// <summary>Whether the verb only says what it would do.</summary>
    public bool IsDryRun { get; init; }

    public bool HasColor { get; init; }
}

/// <summary>The options that every verb has.</summary>
internal sealed class GlobalSymbols
{
    public Option<string> Home { get; } = new("--home")
    {
        Description = "Keep config, library, index and cache under DIR",
        HelpName = "DIR",
        Recursive = true,
    };

    public Option<string> Json { get; } = Flag("--json", null, "Print one JSON document");

    public Option<string> Quiet { get; } = Flag("--quiet", "-q", "Say only what was asked for, and errors");

    public Option<string> Verbose { get; } = Flag("--verbose", "-v", "Say more of what is done");

    public Option<string> NoProgress { get; } = Flag("--no-progress", null, "Show no progress");

    public Option<string> Yes { get; } = Flag("--yes", null, "Answer questions with yes");

    public Option<string> DryRun { get; } = Flag("--dry-run", null, "Change nothing, say what would be done");

    public Option<string> Help { get; } = Flag("--help", "-h", "Show help and an example");

    public Option<string> Version { get; } = Flag("--version", null, "Show the version");

    public void AddTo(Command root)
    {
        root.Options.Add(Home);
        root.Options.Add(Json);
        root.Options.Add(Quiet);
        root.Options.Add(Verbose);
        root.Options.Add(NoProgress);
        root.Options.Add(Yes);
        root.Options.Add(DryRun);
        root.Options.Add(Help);
        root.Options.Add(Version);
    }

    /// <summary>What the command line and the environment ask for together; the command line wins.</summary>
    public GlobalOptions Read(ParseResult parsed, Func<string, string?> variable)
    {
        var options = new GlobalOptions
        {
            Home = parsed.TextOf(Home) ?? NotEmpty(variable("FASTSHOT_HOME")),
            IsJson = IsSet(parsed, Json, variable, "FASTSHOT_JSON"),
            IsQuiet = IsSet(parsed, Quiet, variable, "FASTSHOT_QUIET"),
            IsVerbose = IsSet(parsed, Verbose, variable, "FASTSHOT_VERBOSE"),
            HidesProgress = IsSet(parsed, NoProgress, variable, "FASTSHOT_NO_PROGRESS"),
            SaysYes = IsSet(parsed, Yes, variable, "FASTSHOT_YES"),
            IsDryRun = IsSet(parsed, DryRun, variable, "FASTSHOT_DRY_RUN"),
            HasColor = string.IsNullOrEmpty(variable("NO_COLOR")),
        };
        return options is { IsQuiet: true, IsVerbose: true }
            ? throw CliException.Usage("--quiet and --verbose contradict each other")
            : options;
    }

    private static bool IsSet(ParseResult parsed, Option<string> option, Func<string, string?> variable, string name)
    {
        if (parsed.Has(option))
        {
            return true;
        }

        return NotEmpty(variable(name)) is { } text
            && (Switch.TryParse(text, out var value)
                ? value
                : throw CliException.Usage($"{name} is '{text}'", "Write 1 or 0, yes or no, true or false."));
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static Option<string> Flag(string name, string? alias, string description)
    {
        var flag = Symbols.Flag(name, description);
        flag.Recursive = true;
        if (alias is not null)
        {
            flag.Aliases.Add(alias);
        }

        return flag;
    }
}
