using System.CommandLine;
using System.Text;

namespace Fastshot.Cli.Shell;

/// <summary>The page that <c>--help</c> prints on the program or on one verb.</summary>
internal static class HelpPage
{
    private const int TextColumnMax = 34;

    /// <summary>The page on the verb of a command line, or on the program.</summary>
    /// <param name="width">That of the terminal, or null where lines may be of any length.</param>
    public static string Of(CommandLine line, int? width)
    {
        var page = new StringBuilder();
        var command = line.Parsed.CommandResult.Command;
        var verb = command as VerbCommand;

        page.Append(Wrapped(command.Description, 0, width)).Append("\n\n");
        page.Append("Usage: ").Append(Usage(command)).Append('\n');
        Section(page, "Verbs", command.Subcommands.Select(sub => (sub.Name, sub.Description)), width);
        Section(page, "Arguments", command.Arguments.Select(argument => (Placeholder(argument), argument.Description)), width);
        Section(page, "Options", verb is null ? [] : verb.Options.Select(option => (Label(option), option.Description)), width);
        Section(page, "Global options", line.Root.Options.Select(option => (Label(option), option.Description)), width);
        if (verb is not null)
        {
            page.Append("\nExamples:\n");
            foreach (var (commandLine, effect) in verb.Examples)
            {
                page.Append("  ").Append(commandLine).Append("\n      ").Append(Wrapped(effect, 6, width)).Append('\n');
            }
        }
        else
        {
            page.Append($"\n'{CommandLine.ProgramName} VERB --help' shows one verb with an example.\n");
        }

        return page.ToString().TrimEnd('\n');
    }

    /// <summary>How an argument is written in a usage line: <c>ID…</c> for many, in brackets where it may be missing.</summary>
    public static string Placeholder(Argument argument)
    {
        var name = argument.HelpName ?? argument.Name;
        var many = argument.Arity.MaximumNumberOfValues > 1 ? $"{name}…" : name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{many}]" : many;
    }

    private static string Usage(Command command)
    {
        var words = new StringBuilder(CommandLine.ProgramName);
        words.Append(command is VerbCommand ? $" {CommandLine.PathOf(command)}" : "");
        words.Append(command switch { { Subcommands.Count: 0 } => "", VerbCommand and not VerbGroup => " [VERB]", _ => " VERB" });
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

    /// <summary>A text in lines that fit beside what stands before it.</summary>
    private static string Wrapped(string? text, int indent, int? width)
    {
        const int RoomMin = 20;
        var room = Math.Max(RoomMin, (width ?? int.MaxValue) - indent);
        var (wrapped, used) = (new StringBuilder(), 0);
        foreach (var word in (text ?? "").Split(' '))
        {
            var isFirst = used == 0;
            if (!isFirst && used + 1 + word.Length > room)
            {
                wrapped.Append('\n').Append(' ', indent);
                (isFirst, used) = (true, 0);
            }

            wrapped.Append(isFirst ? "" : " ").Append(word);
            used += word.Length + (isFirst ? 0 : 1);
        }

        return wrapped.ToString();
    }

    private static void Section(StringBuilder page, string title, IEnumerable<(string Label, string? Text)> rows, int? lineWidth)
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
            page.Append("  ").Append(Wrapped(text, width + 4, lineWidth)).Append('\n');
        }
    }
}
