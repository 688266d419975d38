using System.CommandLine;

namespace Fastshot.Cli.Shell;

/// <summary>Our words for the parser's options and results.</summary>
internal static class Symbols
{
    /// <summary>An option that takes no value: it is there or not (<see cref="Has"/>).</summary>
    /// <remarks>Of text, like all options: the parser's code for other types would be compiled in each start.</remarks>
    public static Option<string> Flag(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>The text that an option is given; null where it is not there.</summary>
    public static string? TextOf(this ParseResult parsed, Option<string> option) =>
        parsed.GetResult(option) is { Implicit: false, Tokens: [.., var last] } ? last.Value : null;

    /// <summary>Whether the option stands on the command line.</summary>
    public static bool Has(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
