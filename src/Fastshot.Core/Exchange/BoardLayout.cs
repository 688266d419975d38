using Fastshot.Core.Model;

namespace Fastshot.Core.Exchange;

/// <summary>Lays images that have no place yet onto a board: in rows, in their order, in about the shape 4:3.</summary>
public static class BoardLayout
{
    private const int Gap = 40;

    /// <summary>The place of each size (in pixels, one pixel a board unit), and the board that holds them all.</summary>
    public static (Placement[] Placements, BoardSize Board) Arrange(IReadOnlyList<(int Width, int Height)> sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        var area = sizes.Sum(size => (double)(size.Width + Gap) * (size.Height + Gap));
        var rowWidth = Math.Max(Math.Sqrt(area * 4 / 3), sizes.Select(size => size.Width).DefaultIfEmpty(0).Max() + Gap);
        var placements = new Placement[sizes.Count];
        var (x, y, rowHeight, boardWidth) = (Gap, Gap, 0, 0);
        for (var i = 0; i < sizes.Count; i++)
        {
            var (width, height) = sizes[i];
            if (x > Gap && x + width > rowWidth + Gap)
            {
                (x, y, rowHeight) = (Gap, y + rowHeight + Gap, 0);
            }

            placements[i] = new Placement(x, y);
            x += width + Gap;
            (rowHeight, boardWidth) = (Math.Max(rowHeight, height), Math.Max(boardWidth, x));
        }

        return (placements, new BoardSize(boardWidth, y + rowHeight + Gap));
    }
}
