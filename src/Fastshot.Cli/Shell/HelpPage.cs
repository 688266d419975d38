using System.CommandLine;
using System.Text;

namespace Fastshot.Cli.Shell;

/// <summary>The page that <c>--help</c> prints on the program or on one verb.</summary>
internal static class HelpPage
{
    private const int TextColumnMax = 34;

    public static string Of(CommandLine line)
    {
        var page = new StringBuilder();
        var command = line.Parsed.CommandResult.Command;
        var verb = command as VerbCommand;

        page.Append(command.Description).Append("\n\n");
        page.Append("Usage: ").Append(Usage(command)).Append('\n');
        Section(page, "Verbs", command.Subcommands.Select(sub => (sub.Name, sub.Description)));
        Section(page, "Arguments", command.Arguments.Select(argument => (Placeholder(argument), argument.Description)));
        Section(page, "Options", verb is null ? [] : verb.Options.Select(option => (Label(option), option.Description)));
        Section(page, "Global options", line.Root.Options.Select(option => (Label(option), option.Description)));
        if (verb is not null)
        {
            page.Append("\nExamples:\n");
            foreach (var (commandLine, effect) in verb.Examples)
            {
                page.Append("  ").Append(commandLine).Append("\n      ").Append(effect).Append('\n');
            }
        }
        else
        {
            page.Append($"\n'{CommandLine.ProgramName} VERB --help' shows one verb with an example.\n");
        }

        return page.ToString().TrimEnd('\n');
    }

    /// <summary>How an argument is written in a usage line: <c>ID…</c> for many, in brackets where it may be missing.</summary>
    private static string Placeholder(Argument argument)
    {
        var name = argument.HelpName ?? argument.Name;
        var many = argument.Arity.MaximumNumberOfValues > 1 ? $"{name}…" : name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{many}]" : many;
    }

    private static string Usage(Command command)
    {
        var words = new StringBuilder(CommandLine.ProgramName);
        words.Append(command is VerbCommand ? $" {CommandLine.PathOf(command)}" : "");
        words.Append(command.Subcommands.Count > 0 ? " VERB" : "");
        foreach (var argument in command.Arguments)
        {
            words.Append(' ').Append(Placeholder(argument));
        }

        return words.Append(" [options]").ToString();
    }

    private static string Label(Option option)
    {
        var names = option.Aliases.Count > 0 ? $"{string.Join(", ", option.Aliases)}, {option.Name}" : $"    {option.Name}";
        return option.Arity.MaximumNumberOfValues == 0 ? names : $"{names} {option.HelpName ?? "TEXT"}";
    }

    private static void Section(StringBuilder page, string title, IEnumerable<(string Label, string? Text)> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
        {
            return;
        }

        var width = Math.Min(TextColumnMax, all.Max(row => row.Label.Length));
        page.Append('\n').Append(title).Append(":\n");
        foreach (var (label, text) in all)
        {
            page.Append("  ").Append(label);
            page.Append(label.Length <= width ? new string(' ', width - label.Length) : "\n  " + new string(' ', width));
            page.Append("  ").Append(text).Append('\n');
        }
    }
}
