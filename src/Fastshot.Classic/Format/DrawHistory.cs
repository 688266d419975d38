using System.Collections.Immutable;
using System.Text.Json;
using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Classic.Format;

/// <summary>The older program's list of annotations, in both of its encodings, as ours and back.</summary>
/// <remarks>
/// One item of lines is one or more strokes with the same <c>classicItem</c>, so that it can be written back as one.
/// What is neither lines nor text becomes an annotation of the type <c>classic</c> that carries it.
/// </remarks>
internal static class DrawHistory
{
    private const int ItemsMax = 10_000;
    private const double CoordinateMax = 1e9;
    private const string Group = "classicItem";
    private const string Other = "classic";

    public static ImmutableArray<Annotation> Read(JsonElement history)
    {
        if (history.ValueKind != JsonValueKind.Array)
        {
            return [];
        }

        var annotations = ImmutableArray.CreateBuilder<Annotation>();
        var index = 0;
        foreach (var item in history.EnumerateArray())
        {
            AddItem(annotations, item, index++);
            if (annotations.Count > ItemsMax)
            {
                throw new ClassicFormatException(ClassicError.TooLarge, $"has more than {ItemsMax:N0} annotations on one picture");
            }
        }

        return annotations.ToImmutable();
    }

    public static void Write(Utf8JsonWriter writer, ImmutableArray<Annotation> annotations)
    {
        writer.WriteStartArray();
        string? openGroup = null;
        var isOpen = false;
        foreach (var annotation in annotations)
        {
            var members = annotation.Members.All.ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal);
            var group = members.TryGetValue(Group, out var written) ? written.ToString() : null;
            var isLines = annotation.Type == "stroke" && members.ContainsKey("points");
            if (isOpen && (!isLines || group is null || group != openGroup))
            {
                EndLines(writer);
                isOpen = false;
            }

            if (isLines)
            {
                if (!isOpen)
                {
                    writer.WriteStartObject();
                    writer.WriteString("type", "lines");
                    writer.WriteStartArray("data");
                    (isOpen, openGroup) = (true, group);
                }

                WriteSegments(writer, members["points"]);
            }
            else
            {
                WriteOther(writer, annotation.Type, members);
            }
        }

        if (isOpen)
        {
            EndLines(writer);
        }

        writer.WriteEndArray();
    }

    private static void AddItem(ImmutableArray<Annotation>.Builder annotations, JsonElement item, int index)
    {
        var isAdded = item.ValueKind switch
        {
            JsonValueKind.Object when TypeOf(item) == "lines" && item.TryGetProperty("data", out var data) =>
                TryAddLines(annotations, data, index),
            JsonValueKind.Object when TypeOf(item) == "text" && item.TryGetProperty("data", out var data) =>
                data.ValueKind == JsonValueKind.Object
                && data.TryGetProperty("x", out var x) && data.TryGetProperty("y", out var y)
                && data.TryGetProperty("text", out var text) && TryAddText(annotations, x, y, text),
            JsonValueKind.Array when item.GetArrayLength() == 4 && IsText(item[0], "text") =>
                TryAddText(annotations, item[1], item[2], item[3]),
            JsonValueKind.Array => TryAddLines(annotations, item, index),
            _ => false,
        };
        if (!isAdded && CanonicalJson.TryCanonicalize(item, out var value))
        {
            annotations.Add(new Annotation(Other, new UnknownMembers([new("item", value)])));
        }
    }

    private static string? TypeOf(JsonElement item) =>
        item.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    private static bool IsText(JsonElement element, string text) =>
        element.ValueKind == JsonValueKind.String && element.ValueEquals(text);

    private static bool TryAddText(
        ImmutableArray<Annotation>.Builder annotations, JsonElement x, JsonElement y, JsonElement text)
    {
        if (CoordinateOf(x) is not { } left || CoordinateOf(y) is not { } top || text.ValueKind != JsonValueKind.String
            || !CanonicalJson.TryCanonicalize(text, out var words))
        {
            return false;
        }

        annotations.Add(new Annotation("text", new UnknownMembers(
        [
            new("color", CanonicalWriter.Of(one => one.Text("#ff0000"))),
            new("size", CanonicalWriter.Of(one => one.Number(28L))),
            new("text", words),
            new("x", CanonicalWriter.Of(one => one.Number(left))),
            new("y", CanonicalWriter.Of(one => one.Number(top))),
        ])));
        return true;
    }

    private static bool TryAddLines(ImmutableArray<Annotation>.Builder annotations, JsonElement data, int index)
    {
        if (data.ValueKind != JsonValueKind.Array || data.EnumerateArray().Any(segment => SegmentOf(segment) is null))
        {
            return false;
        }

        var points = new List<(double X, double Y)>();
        foreach (var segment in data.EnumerateArray())
        {
            var (from, to) = SegmentOf(segment)!.Value;
            if (points.Count > 0 && points[^1] != from)
            {
                annotations.Add(Stroke(points, index));
                points.Clear();
            }

            if (points.Count == 0)
            {
                points.Add(from);
            }

            points.Add(to);
        }

        annotations.Add(Stroke(points, index));
        return true;
    }

    private static Annotation Stroke(List<(double X, double Y)> points, int index) => new("stroke", new UnknownMembers(
    [
        new(Group, CanonicalWriter.Of(one => one.Number((long)index))),
        new("color", CanonicalWriter.Of(one => one.Text("#ff0000"))),
        new("points", CanonicalWriter.Of(one =>
        {
            one.BeginArray();
            foreach (var (x, y) in points)
            {
                one.BeginArray().Number(x).Number(y).EndArray();
            }

            one.EndArray();
        })),
        new("width", CanonicalWriter.Of(one => one.Number(3L))),
    ]));

    private static ((double X, double Y) From, (double X, double Y) To)? SegmentOf(JsonElement segment) =>
        segment.ValueKind == JsonValueKind.Array && segment.GetArrayLength() == 4
        && CoordinateOf(segment[0]) is { } x1 && CoordinateOf(segment[1]) is { } y1
        && CoordinateOf(segment[2]) is { } x2 && CoordinateOf(segment[3]) is { } y2
            ? ((x1, y1), (x2, y2))
            : null;

    private static double? CoordinateOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var value) && Math.Abs(value) <= CoordinateMax
            ? value
            : null;

    private static void EndLines(Utf8JsonWriter writer)
    {
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteSegments(Utf8JsonWriter writer, CanonicalValue points)
    {
        using var document = JsonDocument.Parse(points.Memory);
        JsonElement? last = null;
        foreach (var point in document.RootElement.EnumerateArray())
        {
            if (last is { } from)
            {
                writer.WriteStartArray();
                from[0].WriteTo(writer);
                from[1].WriteTo(writer);
                point[0].WriteTo(writer);
                point[1].WriteTo(writer);
                writer.WriteEndArray();
            }

            last = point;
        }
    }

    // The older program knows lines and text; of the others it is told only what it told itself.
    private static void WriteOther(Utf8JsonWriter writer, string type, Dictionary<string, CanonicalValue> members)
    {
        if (type == Other && members.TryGetValue("item", out var item))
        {
            writer.WriteRawValue(item.Utf8);
        }
        else if (type == "text" && members.ContainsKey("x") && members.ContainsKey("y") && members.ContainsKey("text"))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "text");
            writer.WriteStartObject("data");
            foreach (var name in (ReadOnlySpan<string>)["x", "y", "text"])
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(members[name].Utf8);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }
    }
}
