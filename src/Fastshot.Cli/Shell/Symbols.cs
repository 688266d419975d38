using System.CommandLine;
using System.CommandLine.Parsing;

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
        TextsOf(parsed.GetResult(option)) is [.., var last] ? last : null;

    /// <summary>All that stands on the command line for an option or an argument.</summary>
    /// <remarks>As it stands: the parser's conversions would be prepared in each start.</remarks>
    public static IReadOnlyList<string> TextsOf(SymbolResult? result)
    {
        var texts = new List<string>();
        foreach (var token in result?.Tokens ?? [])
        {
            texts.Add(token.Value);
        }

        return texts;
    }

    /// <summary>Whether the option stands on the command line.</summary>
    public static bool Has(this ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };
}
