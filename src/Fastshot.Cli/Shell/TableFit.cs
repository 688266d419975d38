using System.Text;

namespace Fastshot.Cli.Shell;

/// <summary>Makes the rows of a table fit the width of a terminal, by cutting the cells that may be cut.</summary>
internal static class TableFit
{
    private const string Ellipsis = "…";

    // Room that a frame takes: a line and two spaces a column, and a line at the end; without it, two spaces between.
    private const int FrameOfColumn = 3;
    private const int FrameEnd = 1;
    private const int Gap = 2;

    // A cell that would be left with less than this is rather shown without a frame around the table.
    private const int ComfortableMax = 20;
    private const int WidthMin = 8;

    /// <summary>The rows as they fit, and whether there is room for a frame around them.</summary>
    public static (IReadOnlyList<IReadOnlyList<string>> Rows, bool IsFramed) Of(
        IReadOnlyList<Column> columns, IReadOnlyList<IReadOnlyList<string>> rows, int width)
    {
        int[] cut = [.. Enumerable.Range(0, columns.Count).Where(i => columns[i].IsCut)];
        if (cut.Length == 0)
        {
            return (rows, true);
        }

        int[] natural =
        [
            .. columns.Select((column, i) => rows.Select(row => CellWidth.Of(PlainText.Of(row[i]))).Append(CellWidth.Of(column.Title)).Max()),
        ];
        var whole = natural.Sum() - cut.Sum(i => natural[i]);
        var framed = width - whole - (FrameOfColumn * columns.Count) - FrameEnd;
        var isFramed = framed >= cut.Sum(i => Math.Min(natural[i], ComfortableMax));
        var room = isFramed ? framed : width - whole - (Gap * (columns.Count - 1));
        while (cut.Sum(i => natural[i]) > room && cut.MaxBy(i => natural[i]) is var widest && natural[widest] > WidthMin)
        {
            natural[widest]--;
        }

        return ([.. rows.Select(row => row.Select((cell, i) => columns[i].IsCut ? Cut(PlainText.Of(cell), natural[i]) : cell).ToArray())], isFramed);
    }

    private static string Cut(string text, int width)
    {
        if (CellWidth.Of(text) <= width)
        {
            return text;
        }

        var kept = new StringBuilder();
        var left = width - CellWidth.Of(Ellipsis);
        foreach (var rune in text.EnumerateRunes())
        {
            left -= CellWidth.Of(rune);
            if (left < 0)
            {
                break;
            }

            kept.Append(rune);
        }

        return kept.ToString().TrimEnd() + Ellipsis;
    }
}
