using System.Globalization;

namespace Fastshot.Classic.Import;

/// <summary>The older program's times. One without an offset is a local time of the device that reads it.</summary>
internal static class ClassicTime
{
    private const int YearMin = 1900;
    private const int YearMax = 9000;

    /// <summary>When a session was made: as it says itself, else as its file name says, else when it was written.</summary>
    /// <param name="texts">What it says, the best first.</param>
    public static DateTimeOffset Of(
        IEnumerable<string?> texts, string fileName, DateTimeOffset modified, TimeZoneInfo zone) =>
        texts.Select(text => Parse(text, zone)).FirstOrDefault(time => time is not null) ?? OfFileName(fileName, zone) ?? modified.AddTicks(-(modified.Ticks % TimeSpan.TicksPerMillisecond));

    /// <summary>The time in whole milliseconds, or null where the text is none.</summary>
    public static DateTimeOffset? Parse(string? text, TimeZoneInfo zone)
    {
        if (!DateTime.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind | DateTimeStyles.AllowWhiteSpaces, out var time)
            || time.Year is < YearMin or > YearMax)
        {
            return null;
        }

        var whole = time.Kind == DateTimeKind.Unspecified || !DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var exact)
            ? OfLocal(DateTime.SpecifyKind(time, DateTimeKind.Unspecified), zone)
            : exact;
        return whole.AddTicks(-(whole.Ticks % TimeSpan.TicksPerMillisecond));
    }

    /// <summary>The time at the start of a file name, as <c>20260101235959_name</c>, or null.</summary>
    public static DateTimeOffset? OfFileName(string name, TimeZoneInfo zone) =>
        name.Length > 14 && name[14] == '_' && DateTime.TryParseExact(
            name.AsSpan(0, 14), "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
        && time.Year is >= YearMin and <= YearMax
            ? OfLocal(time, zone)
            : null;

    private static DateTimeOffset OfLocal(DateTime time, TimeZoneInfo zone) => new(time, zone.GetUtcOffset(time));
}
