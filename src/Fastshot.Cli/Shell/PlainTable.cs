using System.Text;

namespace Fastshot.Cli.Shell;

/// <summary>A table as aligned text, for pipes and files.</summary>
internal static class PlainTable
{
    public static void Write(
        IReadOnlyList<Column> columns, IReadOnlyList<IReadOnlyList<string>> rows, Action<string> line)
    {
        var widths = new int[columns.Count];
        for (var i = 0; i < widths.Length; i++)
        {
            widths[i] = CellWidth.Of(columns[i].Title);
            foreach (var row in rows)
            {
                widths[i] = Math.Max(widths[i], CellWidth.Of(PlainText.Of(row[i])));
            }
        }

        line(Row(columns, widths, [.. columns.Select(column => column.Title)]));
        foreach (var row in rows)
        {
            line(Row(columns, widths, row));
        }
    }

    private static string Row(IReadOnlyList<Column> columns, int[] widths, IReadOnlyList<string> cells)
    {
        var text = new StringBuilder();
        for (var i = 0; i < widths.Length; i++)
        {
            var cell = PlainText.Of(cells[i]);
            var padding = widths[i] - CellWidth.Of(cell);
            text.Append(i > 0 ? "  " : "");
            _ = columns[i].IsNumber ? text.Append(' ', padding).Append(cell) : text.Append(cell).Append(' ', padding);
        }

        return text.ToString().TrimEnd();
    }
}
