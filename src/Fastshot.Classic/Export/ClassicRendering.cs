using System.Collections.Immutable;
using System.Text.Json;
using Fastshot.Core.Imaging;
using Fastshot.Core.Model;

namespace Fastshot.Classic.Export;

/// <summary>Draws annotations into a picture, as the older program shows them: red, lines three pixels wide at every zoom.</summary>
/// <remarks>Texts are drawn where libvips is installed; the older program reads them, and strokes, from the history.</remarks>
internal sealed class ClassicRendering(ImageInspector inspector)
{
    private const int Half = 1;
    private const int TextSize = 28;
    private const int TextsMax = 100;

    /// <summary>Draws what can be drawn, in the order of the annotations, at a zoom.</summary>
    /// <returns>Whether that is all of them.</returns>
    public bool Draw(Raster raster, ImmutableArray<Annotation> annotations, double zoom)
    {
        var (isWhole, texts) = (true, 0);
        foreach (var annotation in annotations)
        {
            var members = annotation.Members.All.ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal);
            switch (annotation.Type)
            {
                case "stroke" when members.TryGetValue("points", out var points):
                    DrawLines(raster, points, zoom);
                    break;
                case "text" when ++texts <= TextsMax:
                    isWhole &= TryDrawText(raster, members, zoom);
                    break;
                default:
                    isWhole = false;
                    break;
            }
        }

        return isWhole;
    }

    private bool TryDrawText(Raster raster, Dictionary<string, CanonicalValue> members, double zoom)
    {
        if (NumberOf(members, "x") is not { } x || NumberOf(members, "y") is not { } y || !members.TryGetValue("text", out var value))
        {
            return false;
        }

        using var document = JsonDocument.Parse(value.Memory);
        if (document.RootElement.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        var text = document.RootElement.GetString()!;
        var size = (int)(TextSize * zoom);
        if (string.IsNullOrWhiteSpace(text) || size < 1)
        {
            return true; // Nothing of it can be seen.
        }

        if (inspector.DrawText(text, size) is not { } mask)
        {
            return false;
        }

        Lay(raster, mask, Math.Truncate(x * zoom) + mask.Left, Math.Truncate(y * zoom) + mask.Top);
        return true;
    }

    private static double? NumberOf(Dictionary<string, CanonicalValue> members, string name)
    {
        if (!members.TryGetValue(name, out var value))
        {
            return null;
        }

        using var document = JsonDocument.Parse(value.Memory);
        return document.RootElement.ValueKind == JsonValueKind.Number ? document.RootElement.GetDouble() : null;
    }

    private static void Lay(Raster raster, TextMask mask, double left, double top)
    {
        if (Math.Abs(left) > raster.Width + (double)mask.Width || Math.Abs(top) > raster.Height + (double)mask.Height)
        {
            return;
        }

        var coverage = mask.Coverage.Span;
        for (var y = Math.Max(0, -(int)top); y < Math.Min(mask.Height, raster.Height - (int)top); y++)
        {
            var row = raster.Row((int)top + y);
            for (var x = Math.Max(0, -(int)left); x < Math.Min(mask.Width, raster.Width - (int)left); x++)
            {
                Blend(row.Slice(((int)left + x) * 4, 4), coverage[(y * mask.Width) + x]);
            }
        }
    }

    // Red over a pixel whose alpha is straight.
    private static void Blend(Span<byte> pixel, int covered)
    {
        var under = pixel[3] * (255 - covered) / 255;
        var alpha = covered + under;
        if (covered == 0 || alpha == 0)
        {
            return;
        }

        pixel[0] = (byte)(((255 * covered) + (pixel[0] * under)) / alpha);
        pixel[1] = (byte)(pixel[1] * under / alpha);
        pixel[2] = (byte)(pixel[2] * under / alpha);
        pixel[3] = (byte)alpha;
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
