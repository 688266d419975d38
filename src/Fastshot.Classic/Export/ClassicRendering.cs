using System.Collections.Immutable;
using System.Text.Json;
using Fastshot.Core.Imaging;
using Fastshot.Core.Model;

namespace Fastshot.Classic.Export;

/// <summary>Draws strokes into a picture, as the older program shows them: red, three pixels wide at every zoom.</summary>
/// <remarks>Texts are not drawn: there is no font. The older program reads them from the history, as it does strokes.</remarks>
internal static class ClassicRendering
{
    private const int Half = 1;

    /// <summary>Whether all annotations can be drawn.</summary>
    public static bool DrawsAll(ImmutableArray<Annotation> annotations) => annotations.All(one => one.Type == "stroke");

    /// <summary>Draws the strokes at a zoom.</summary>
    public static void Draw(Raster raster, ImmutableArray<Annotation> annotations, double zoom)
    {
        foreach (var stroke in annotations.Where(one => one.Type == "stroke"))
        {
            foreach (var (name, points) in stroke.Members.All)
            {
                if (name == "points")
                {
                    DrawLines(raster, points, zoom);
                }
            }
        }
    }

    private static void DrawLines(Raster raster, CanonicalValue points, double zoom)
    {
        using var document = JsonDocument.Parse(points.Memory);
        (double X, double Y)? last = null;
        foreach (var point in document.RootElement.EnumerateArray())
        {
            if (point.ValueKind != JsonValueKind.Array || point.GetArrayLength() != 2
                || point[0].ValueKind != JsonValueKind.Number || point[1].ValueKind != JsonValueKind.Number)
            {
                return;
            }

            var next = (X: Math.Truncate(point[0].GetDouble() * zoom), Y: Math.Truncate(point[1].GetDouble() * zoom));
            if (last is { } from)
            {
                DrawLine(raster, from, next);
            }

            last = next;
        }
    }

    private static void DrawLine(Raster raster, (double X, double Y) from, (double X, double Y) to)
    {
        if (Clip(raster, ref from, ref to))
        {
            var steps = (int)Math.Max(1, Math.Max(Math.Abs(to.X - from.X), Math.Abs(to.Y - from.Y)));
            for (var i = 0; i <= steps; i++)
            {
                var part = (double)i / steps;
                Dot(raster, (int)Math.Round(from.X + ((to.X - from.X) * part)), (int)Math.Round(from.Y + ((to.Y - from.Y) * part)));
            }
        }
    }

    // So that a line to the end of the world costs no more than one across the picture (Liang and Barsky).
    private static bool Clip(Raster raster, ref (double X, double Y) from, ref (double X, double Y) to)
    {
        var (start, end) = (0.0, 1.0);
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        foreach (var (p, q) in (ReadOnlySpan<(double, double)>)
        [
            (-dx, from.X + 2), (dx, raster.Width + 1 - from.X), (-dy, from.Y + 2), (dy, raster.Height + 1 - from.Y),
        ])
        {
            if (p == 0 && q < 0)
            {
                return false;
            }

            if (p < 0)
            {
                start = Math.Max(start, q / p);
            }
            else if (p > 0)
            {
                end = Math.Min(end, q / p);
            }
        }

        (from, to) = ((from.X + (dx * start), from.Y + (dy * start)), (from.X + (dx * end), from.Y + (dy * end)));
        return start <= end;
    }

    private static void Dot(Raster raster, int x, int y)
    {
        for (var top = Math.Max(0, y - Half); top <= Math.Min(raster.Height - 1, y + Half); top++)
        {
            for (var left = Math.Max(0, x - Half); left <= Math.Min(raster.Width - 1, x + Half); left++)
            {
                var pixel = raster.Row(top).Slice(left * 4, 4);
                (pixel[0], pixel[1], pixel[2], pixel[3]) = (255, 0, 0, 255);
            }
        }
    }
}
