using Spectre.Console;

namespace Fastshot.Cli.Shell;

/// <summary>A table as a person sees it on a terminal. The only place that loads Spectre.</summary>
internal static class DrawnTable
{
    public static string Draw(
        IReadOnlyList<Column> columns, IReadOnlyList<IReadOnlyList<string>> rows, int width, bool hasColor)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = hasColor ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;

        var table = new Table { Border = TableBorder.Rounded };
        table.BorderStyle(new Style(decoration: Decoration.Dim));
        foreach (var column in columns)
        {
            var title = new TableColumn(new Text(PlainText.Of(column.Title), new Style(decoration: Decoration.Bold)));
            table.AddColumn(column.IsNumber ? title.RightAligned().NoWrap() : column.IsWhole || column.IsCut ? title.NoWrap() : title);
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(PlainText.Of(cell))));
        }

        console.Write(table);
        return text.ToString().TrimEnd('\n');
    }
}
