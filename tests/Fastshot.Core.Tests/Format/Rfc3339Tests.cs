using System.Globalization;
using Fastshot.Core.Format;

namespace Fastshot.Core.Tests.Format;

public sealed class Rfc3339Tests
{
    private const string Pattern = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz";

    [Fact]
    public void Any_time_is_written_as_the_base_library_writes_it_and_read_back() => Property.Holds(200_000, random =>
    {
        var offset = TimeSpan.FromMinutes(random.Next(-14 * 60, (14 * 60) + 1));
        var grain = new[] { 1L, 1_000, TimeSpan.TicksPerSecond, TimeSpan.TicksPerDay }[random.Next(4)];
        var ticks = random.NextInt64(TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay) / grain * grain;
        var time = new DateTimeOffset(ticks, offset);

        var text = Rfc3339.Format(time);

        Assert.Equal(time.ToString(Pattern, CultureInfo.InvariantCulture), text);
        Assert.True(Rfc3339.TryParse(text, out var read), text);
        Assert.True(read.EqualsExact(time), text);
    });

    [Fact]
    public void Damaged_texts_are_read_as_the_base_library_reads_them_or_not_at_all() => Property.Holds(200_000, random =>
    {
        var text = "2026-11-25T23:59:58.1234567+01:00".ToCharArray();
        for (var changes = 1 + random.Next(3); changes > 0; changes--)
        {
            text[random.Next(text.Length)] = "0123456789-+:.TZ "[random.Next(17)];
        }

        var damaged = new string(text, 0, text.Length - random.Next(4));
        if (Rfc3339.TryParse(damaged, out var read))
        {
            Assert.True(DateTimeOffset.TryParse(damaged, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var other), damaged);
            Assert.True(read.EqualsExact(other), damaged);
        }
    });

    [Theory]
    [InlineData("2026-11-25T10:00:00Z")]
    [InlineData("2024-02-29T10:00:00+14:00")]
    [InlineData("0001-01-01T00:00:00-14:00")]
    public void It_reads_what_others_may_write(string text) => Assert.True(Rfc3339.TryParse(text, out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2026-11-25")]
    [InlineData("2026-11-25T10:00:00")]
    [InlineData("2026-11-25t10:00:00Z")]
    [InlineData("2026-11-25T10:00:00z")]
    [InlineData("2026-11-25T24:00:00Z")]
    [InlineData("2026-11-25T10:60:00Z")]
    [InlineData("2026-13-25T10:00:00Z")]
    [InlineData("2025-02-29T10:00:00Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("2026-11-25T10:00:00.Z")]
    [InlineData("2026-11-25T10:00:00.12345678Z")]
    [InlineData("2026-11-25T10:00:00+14:01")]
    [InlineData("2026-11-25T10:00:00+01:60")]
    [InlineData("2026-11-25T10:00:00+0100")]
    [InlineData("2026-11-25T10:00:00Z ")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    public void It_refuses_the_rest(string? text) => Assert.False(Rfc3339.TryParse(text, out _));
}
