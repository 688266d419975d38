namespace Fastshot.Core.Imaging.Previews;

/// <summary>Divides a collage into rows of cells which have the shapes of their shots, and fill the rows' width.</summary>
/// <remarks>Of all ways to break the shots into rows it takes the one nearest to 4:3 as a whole, with cells of like size.</remarks>
internal sealed class CollageLayout
{
    private const double ShapeWanted = 4.0 / 3;

    // A cell is never flatter or narrower, whatever its shot: the others would become too small.
    private const double ShapeMax = 2.4;
    private const double ShapeMin = 0.45;

    // How much cells of unlike size count against a shape that is not 4:3.
    private const double UnlikenessWeight = 0.35;

    private CollageLayout(int width, int height, CollageCell[] cells) => (Width, Height, Cells) = (width, height, cells);

    public int Width { get; }

    public int Height { get; }

    /// <summary>One for each shot, in their order.</summary>
    public IReadOnlyList<CollageCell> Cells { get; }

    /// <summary>Lays out at least two shots (a few: all breaks into rows are tried) with a longest side of that many pixels.</summary>
    public static CollageLayout Of(IReadOnlyList<CollageShot> shots, int side, int gap)
    {
        var shapes = shots
            .Select(shot => Math.Clamp((double)shot.Size.Width / shot.Size.Height, ShapeMin, ShapeMax))
            .ToArray();
        var breaks = Enumerable.Range(0, 1 << (shapes.Length - 1)).MinBy(one => Cost(shapes, one));
        return Place(shapes, [.. Rows(shapes.Length, breaks)], side, gap);
    }

    /// <summary>The rows, as ranges; bit i of the breaks ends a row behind shot i.</summary>
    private static IEnumerable<Range> Rows(int count, int breaks)
    {
        var start = 0;
        for (var i = 0; i < count; i++)
        {
            if (i == count - 1 || (breaks >> i & 1) == 1)
            {
                yield return start..(i + 1);
                start = i + 1;
            }
        }
    }

    private static double Cost(double[] shapes, int breaks)
    {
        // With a width of one, a row is as high as one divided by the sum of its shapes.
        var (height, least, most) = (0.0, double.MaxValue, 0.0);
        foreach (var row in Rows(shapes.Length, breaks))
        {
            var rowHeight = 1 / shapes[row].Sum();
            height += rowHeight;
            foreach (var shape in shapes[row])
            {
                var area = rowHeight * rowHeight * shape;
                (least, most) = (Math.Min(least, area), Math.Max(most, area));
            }
        }

        return Math.Abs(Math.Log(1 / height / ShapeWanted)) + (UnlikenessWeight * Math.Log(most / least));
    }

    private static CollageLayout Place(double[] shapes, Range[] rows, int side, int gap)
    {
        var width = (double)side;
        if (HeightAt(width) > side)
        {
            // Gaps do not scale, so the width that fits is found from the slope, which is constant.
            width -= (HeightAt(width) - side) / (HeightAt(width) - HeightAt(width - 1));
        }

        var cells = new CollageCell[shapes.Length];
        var top = 0.0;
        foreach (var row in rows)
        {
            var height = RowHeight(row, width);
            var left = 0.0;
            for (var i = row.Start.Value; i < row.End.Value; i++)
            {
                cells[i] = Between(left, top, left + (height * shapes[i]), top + height);
                left += (height * shapes[i]) + gap;
            }

            top += height + gap;
        }

        return new CollageLayout(cells.Max(cell => cell.Left + cell.Width), cells.Max(cell => cell.Top + cell.Height), cells);

        double RowHeight(Range row, double at) =>
            (at - (gap * (row.End.Value - row.Start.Value - 1))) / shapes[row].Sum();

        double HeightAt(double at) => rows.Sum(row => RowHeight(row, at)) + (gap * (rows.Length - 1));
    }

    private static CollageCell Between(double left, double top, double right, double bottom)
    {
        var (x, y) = ((int)Math.Round(left), (int)Math.Round(top));
        return new CollageCell(
            x, y, Math.Max(1, (int)Math.Round(right) - x), Math.Max(1, (int)Math.Round(bottom) - y));
    }
}
