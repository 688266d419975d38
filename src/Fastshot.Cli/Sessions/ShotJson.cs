using System.Text.Json;
using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Cli.Sessions;

/// <summary>A shot in the shape that scripts know (docs/cli.md, "JSON shapes").</summary>
internal static class ShotJson
{
    public static void Write(Utf8JsonWriter writer, Shot shot)
    {
        writer.WriteStartObject();
        writer.WriteString("file", shot.File);
        writer.WriteString("mediaType", shot.MediaType);
        writer.WriteNumber("width", shot.Width);
        writer.WriteNumber("height", shot.Height);
        writer.WriteNumber("size", shot.Size);
        writer.WriteString("sha256", shot.Sha256.Hex);
        writer.WriteNumber("x", shot.Placement.X);
        writer.WriteNumber("y", shot.Placement.Y);
        writer.WriteNumber("scale", shot.Placement.Scale);
        writer.WriteNumber("opacity", shot.Placement.Opacity);
        writer.WriteBoolean("hidden", shot.Placement.Hidden);
        writer.WriteString("captured", shot.Captured is { } captured ? Rfc3339.Format(captured) : null);
        writer.WriteString("title", shot.Title);
        writer.WriteStartArray("annotations");
        foreach (var annotation in shot.Annotations)
        {
            writer.WriteStartObject();
            writer.WriteString("type", annotation.Type);
            foreach (var (name, value) in annotation.Members.All)
            {
                writer.WritePropertyName(name);
                writer.WriteRawValue(value.Utf8);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
