using Fastshot.Core.Imaging;
using Fastshot.Core.Imaging.Png;

namespace Fastshot.Classic.Export;

/// <summary>The thumbnail of a session as the older program draws it: cells of 100 × 100 pixels on light gray.</summary>
internal static class ClassicCollage
{
    public const int Cell = 100;

    private const byte Ground = 240;

    /// <summary>How many columns: the first count that brings the shape nearest to 4:3.</summary>
    public static (int Columns, int Rows) Layout(int count)
    {
        var (best, distance) = (1, double.MaxValue);
        for (var columns = 1; columns <= count; columns++)
        {
            var rows = (count + columns - 1) / columns;
            var away = Math.Abs(((double)columns / rows) - (4.0 / 3));
            if (away < distance)
            {
                (best, distance) = (columns, away);
            }
        }

        return (best, (count + best - 1) / best);
    }

    /// <summary>Draws it; a shot that cannot be decoded here leaves its cell empty.</summary>
    public static byte[] Draw(IReadOnlyList<Raster?> shots)
    {
        var (columns, rows) = Layout(shots.Count);
        var sheet = new Raster(columns * Cell, rows * Cell);
        for (var i = 0; i < sheet.Rgba.Length; i++)
        {
            sheet.Rgba[i] = i % 4 == 3 ? byte.MaxValue : Ground;
        }

        for (var i = 0; i < shots.Count; i++)
        {
            if (shots[i] is { } shot)
            {
                Paste(sheet, shot, i % columns * Cell, i / columns * Cell);
            }
        }

        return PngEncoder.Encode(sheet);
    }

    // The longest side becomes 100; a small picture is enlarged by its nearest pixels.
    private static void Paste(Raster sheet, Raster shot, int left, int top)
    {
        var ratio = (double)Cell / Math.Max(shot.Width, shot.Height);
        var (width, height) = (Side(shot.Width * ratio), Side(shot.Height * ratio));
        (left, top) = (left + ((Cell - width) / 2), top + ((Cell - height) / 2));
        for (var y = 0; y < height; y++)
        {
            var source = shot.Row(Math.Min(shot.Height - 1, y * shot.Height / height));
            var target = sheet.Row(top + y);
            for (var x = 0; x < width; x++)
            {
                Lay(source.Slice(Math.Min(shot.Width - 1, x * shot.Width / width) * 4, 4), target.Slice((left + x) * 4, 4));
            }
        }
    }

    private static int Side(double side) => Math.Clamp((int)side, 1, Cell);

    private static void Lay(ReadOnlySpan<byte> over, Span<byte> ground)
    {
        for (var i = 0; i < 3; i++)
        {
            ground[i] = (byte)(((over[i] * over[3]) + (ground[i] * (255 - over[3]))) / 255);
        }
    }
}
