using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Core.Catalog;

/// <summary>What the values of fields mean. What cannot be understood reads as absent: it never stops the rest.</summary>
internal static class Values
{
    public static CanonicalValue Null { get; } = new("null"u8.ToArray());

    public static CanonicalValue True { get; } = new("true"u8.ToArray());

    public static CanonicalValue False { get; } = new("false"u8.ToArray());

    public static CanonicalValue Text(string text) => CanonicalWriter.Of(writer => writer.Text(text));

    public static CanonicalValue Time(DateTimeOffset time) => Text(Rfc3339.Format(time));

    public static string? AsText(CanonicalValue value) => new CanonicalCursor(value.Utf8).Text();

    public static DateTimeOffset? AsTime(CanonicalValue value) =>
        Rfc3339.TryParse(AsText(value), out var time) ? time : null;

    public static bool IsTrue(CanonicalValue value) => value == True;
}
