namespace Fastshot.Core.Format;

/// <summary>Points in time as text: RFC 3339 (5.6) with the offset of the place where they were written.</summary>
/// <remarks>
/// By hand, because the tables by which the base library reads and writes times cost a start of the program more than
/// all that it lists.
/// </remarks>
public static class Rfc3339
{
    private const string Pattern = "0000-00-00T00:00:00";
    private const string ZeroOffset = "+00:00";
    private const int FractionDigitsMax = 7;
    private const int OffsetHoursMax = 14;

    public static string Format(DateTimeOffset time)
    {
        Span<char> text = stackalloc char[Pattern.Length + 1 + FractionDigitsMax + ZeroOffset.Length];
        Pattern.CopyTo(text);
        Put(text[..4], time.Year);
        Put(text[5..7], time.Month);
        Put(text[8..10], time.Day);
        Put(text[11..13], time.Hour);
        Put(text[14..16], time.Minute);
        Put(text[17..19], time.Second);
        var length = Pattern.Length;
        var fraction = (int)(time.Ticks % TimeSpan.TicksPerSecond);
        if (fraction != 0)
        {
            text[length++] = '.';
            Put(text.Slice(length, FractionDigitsMax), fraction);
            length += text.Slice(length, FractionDigitsMax).TrimEnd('0').Length;
        }

        var minutes = (int)(Math.Abs(time.Offset.Ticks) / TimeSpan.TicksPerMinute);
        var offset = text.Slice(length, ZeroOffset.Length);
        ZeroOffset.CopyTo(offset);
        offset[0] = time.Offset < TimeSpan.Zero ? '-' : '+';
        Put(offset[1..3], minutes / 60);
        Put(offset[4..6], minutes % 60);
        return new string(text[..(length + offset.Length)]);
    }

    /// <summary>Reads seconds with up to seven digits after the point, and an offset or <c>Z</c>.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        var rest = text.AsSpan();
        if (rest.Length < Pattern.Length || !FitsPattern(rest[..Pattern.Length]))
        {
            return false;
        }

        var (year, month, day) = (Number(rest[..4]), Number(rest[5..7]), Number(rest[8..10]));
        var (hour, minute, second) = (Number(rest[11..13]), Number(rest[14..16]), Number(rest[17..19]));
        rest = rest[Pattern.Length..];
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59
            || !TryFraction(ref rest, out var fraction)
            || !TryOffset(rest, out var offset))
        {
            return false;
        }

        var local = new DateTime(year, month, day, hour, minute, second).AddTicks(fraction);
        var utcTicks = local.Ticks - offset.Ticks;
        var isTime = utcTicks >= DateTime.MinValue.Ticks && utcTicks <= DateTime.MaxValue.Ticks;
        time = isTime ? new DateTimeOffset(local, offset) : default;
        return isTime;
    }

    private static bool TryFraction(ref ReadOnlySpan<char> rest, out int ticks)
    {
        ticks = 0;
        if (rest is not ['.', ..])
        {
            return true;
        }

        var count = 0;
        while (count + 1 < rest.Length && char.IsAsciiDigit(rest[count + 1]))
        {
            count++;
        }

        if (count is 0 or > FractionDigitsMax)
        {
            return false;
        }

        ticks = Number(rest.Slice(1, count));
        for (var i = count; i < FractionDigitsMax; i++)
        {
            ticks *= 10;
        }

        rest = rest[(count + 1)..];
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text is ['Z'])
        {
            return true;
        }

        if (text is not [('+' or '-') and var sign, _, _, ':', _, _]
            || !FitsDigits(text[1..3]) || !FitsDigits(text[4..6]))
        {
            return false;
        }

        var minutes = (Number(text[1..3]) * 60) + Number(text[4..6]);
        offset = new TimeSpan((sign == '-' ? -minutes : minutes) * TimeSpan.TicksPerMinute);
        return Number(text[4..6]) < 60 && minutes <= OffsetHoursMax * 60;
    }

    private static bool FitsPattern(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < Pattern.Length; i++)
        {
            if (Pattern[i] == '0' ? !char.IsAsciiDigit(text[i]) : text[i] != Pattern[i])
            {
                return false;
            }
        }

        return true;
    }

    private static bool FitsDigits(ReadOnlySpan<char> text) => char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[1]);

    private static int Number(ReadOnlySpan<char> digits)
    {
        var value = 0;
        foreach (var digit in digits)
        {
            value = (value * 10) + (digit - '0');
        }

        return value;
    }

    private static void Put(Span<char> digits, int value)
    {
        for (var i = digits.Length - 1; i >= 0; i--, value /= 10)
        {
            digits[i] = (char)('0' + (value % 10));
        }
    }
}
