using System.CommandLine;
using Fastshot.Core.Configuration;
using Fastshot.Core.Operations;

namespace Fastshot.Cli.Shell;

/// <summary>One run of one verb: what was asked, where things are, and where to say things.</summary>
internal sealed class Invocation(ParseResult parsed, GlobalOptions options, Surroundings surroundings, Output output)
{
    public GlobalOptions Options => options;

    public Surroundings Surroundings => surroundings;

    public Output Output => output;

    /// <summary>The questions that this run may ask a person.</summary>
    public Prompt Prompt { get; } = new(options, surroundings, output);

    /// <summary>The operation that this run does again; null where a person asked for the verb itself.</summary>
    public OperationSnapshot? RetryOf { get; private init; }

    /// <summary>The same run in another home, where that is not null, or without anything said.</summary>
    public Invocation With(string? home, bool isSilent)
    {
        var others = options with { Home = home ?? options.Home, IsJson = options.IsJson && !isSilent, IsDryRun = false };
        var around = isSilent ? surroundings with { Terminal = SilentTerminal.Instance } : surroundings;
        return new Invocation(parsed, others, around, isSilent ? new Output(others, around.Terminal, around.Time) : output);
    }

    /// <summary>Where this installation keeps its files.</summary>
    public Places Places => field ??= FindPlaces();

    /// <summary>The run of another command line in this one's place, with the same global options, to do an operation again.</summary>
    public Invocation Again(ParseResult line, OperationSnapshot before) => new(line, options, surroundings, output) { RetryOf = before };

    public string? Get(Option<string> option) => parsed.TextOf(option);

    /// <summary>All that an option is given, which may be given again.</summary>
    public IReadOnlyList<string> Get(Option<string[]> option) => Symbols.TextsOf(parsed.GetResult(option));

    /// <summary>The text of an argument that must be given.</summary>
    public string Get(Argument<string> argument) => Symbols.TextsOf(parsed.GetResult(argument))[0];

    /// <summary>The text of an argument; null where it is not there.</summary>
    public string? GetOptional(Argument<string?> argument) =>
        Symbols.TextsOf(parsed.GetResult(argument)) is [var text, ..] ? text : null;

    /// <summary>All that stands for an argument which may be given again.</summary>
    public IReadOnlyList<string> Get(Argument<string[]> argument) => Symbols.TextsOf(parsed.GetResult(argument));

    /// <summary>Whether the option stands on the command line.</summary>
    public bool Has(Option option) => parsed.Has(option);

    /// <summary>The whole number that an option is given; null where it is not there.</summary>
    public int? CountOf(Option<string> option)
    {
        if (Get(option) is not { } text)
        {
            return null;
        }

        return CountIn(text)
            ?? throw CliException.Usage($"{option.Name} is '{text}'", $"Write a whole number from 0 to {int.MaxValue}.");
    }

    // By hand: the base library's reader prepares a culture first, in each start.
    private static int? CountIn(string text)
    {
        var count = 0L;
        foreach (var character in text)
        {
            count = (count * 10) + (character - '0');
            if (!char.IsAsciiDigit(character) || count > int.MaxValue)
            {
                return null;
            }
        }

        return text.Length == 0 ? null : (int)count;
    }

    /// <summary>A path as a person gave it, made absolute.</summary>
    public string PathOf(string given) => Path.GetFullPath(given, surroundings.CurrentFolder);

    /// <summary>The config.ini of this installation; empty where there is none.</summary>
    public Task<ConfigFile> ReadConfigAsync(CancellationToken cancellationToken) =>
        ConfigFile.ReadAsync(surroundings.Files, Places.ConfigFile, cancellationToken);

    /// <summary>The settings of this installation. Their problems are said once, on the way, as warnings.</summary>
    public async Task<Settings> ReadSettingsAsync(CancellationToken cancellationToken)
    {
        var settings = Settings.From(await ReadConfigAsync(cancellationToken).ConfigureAwait(false));
        foreach (var problem in settings.Problems)
        {
            output.Warn($"config.ini: {problem}");
        }

        return settings;
    }

    private Places FindPlaces()
    {
        if (options.Home is { } home)
        {
            return Places.Under(surroundings.System, PathOf(home));
        }

        return Places.Find(surroundings.System, surroundings.Variable, out var reason)
            ?? throw new CliException(
                ExitCode.Failed, "no_home", $"No place for the library: {reason}", "Name one: --home DIR.");
    }
}
