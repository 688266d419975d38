using System.Globalization;

namespace Fastshot.Core.Configuration;

/// <summary>A length of time, as a person writes it: <c>30d</c>, <c>12h</c>, <c>2m</c>.</summary>
public static class Age
{
    private const int DaysMax = 36_500;

    /// <summary>Reads a whole number of seconds, minutes, hours, days or weeks, up to a hundred years.</summary>
    public static bool TryParse(string text, out TimeSpan age)
    {
        var number = text.Trim();
        TimeSpan? unit = number.Length == 0 ? null : char.ToUpperInvariant(number[^1]) switch
        {
            'S' => TimeSpan.FromSeconds(1),
            'M' => TimeSpan.FromMinutes(1),
            'H' => TimeSpan.FromHours(1),
            'D' => TimeSpan.FromDays(1),
            'W' => TimeSpan.FromDays(7),
            _ => null,
        };
        age = default;
        if (unit is null
            || !long.TryParse(number[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            || count > TimeSpan.FromDays(DaysMax) / unit)
        {
            return false;
        }

        age = count * unit.Value;
        return true;
    }
}
