using System.Text.Json;
using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Core.Catalog;

/// <summary>What the values of fields mean. What cannot be understood reads as absent: it never stops the rest.</summary>
internal static class Values
{
    public static CanonicalValue Null { get; } = CanonicalWriter.Of(writer => writer.Null());

    public static CanonicalValue True { get; } = CanonicalWriter.Of(writer => writer.Boolean(true));

    public static CanonicalValue False { get; } = CanonicalWriter.Of(writer => writer.Boolean(false));

    public static CanonicalValue Text(string text) => CanonicalWriter.Of(writer => writer.Text(text));

    public static CanonicalValue Time(DateTimeOffset time) => Text(Rfc3339.Format(time));

    public static string? AsText(CanonicalValue value)
    {
        var reader = new Utf8JsonReader(value.Utf8);
        return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }

    public static DateTimeOffset? AsTime(CanonicalValue value) =>
        Rfc3339.TryParse(AsText(value), out var time) ? time : null;

    public static bool IsTrue(CanonicalValue value) => value == True;
}
