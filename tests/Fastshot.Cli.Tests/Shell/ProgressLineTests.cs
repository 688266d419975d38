using System.Text;
using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Tests.Shell;

public sealed class ProgressLineTests : IDisposable
{
    private readonly MemoryStream _stream = new();
    private readonly SteppedTime _time = new();

    public void Dispose() => _stream.Dispose();

    [Fact]
    public void Nothing_is_shown_in_the_first_second()
    {
        var line = Line();

        _time.Step(TimeSpan.FromMilliseconds(900));
        line.Show(() => "early");

        Assert.Equal("", Said());
    }

    [Fact]
    public void It_is_shown_after_a_second_at_most_ten_times_a_second()
    {
        var line = Line();

        _time.Step(TimeSpan.FromSeconds(1));
        line.Show(() => "one");
        line.Show(() => "too soon");
        _time.Step(TimeSpan.FromMilliseconds(100));
        line.Show(() => "two");

        Assert.Equal("\r\e[Kone\r\e[Ktwo", Said());
    }

    [Fact]
    public void The_end_wipes_it_and_late_reports_are_not_shown()
    {
        var line = Line();

        _time.Step(TimeSpan.FromSeconds(1));
        line.Show(() => "one");
        line.End();
        _time.Step(TimeSpan.FromSeconds(1));
        line.Show(() => "late");

        Assert.Equal("\r\e[Kone\r\e[K", Said());
    }

    [Fact]
    public void It_fits_the_terminal_and_cannot_steer_it()
    {
        var line = Line();

        _time.Step(TimeSpan.FromSeconds(1));
        line.Show(() => "鍵\u001b鍵鍵鍵鍵鍵鍵鍵鍵鍵鍵");

        Assert.Equal("\r\e[K鍵␛鍵鍵鍵", Said());
    }

    private ProgressLine Line() => new(_stream, isShown: true, width: 10, _time);

    private string Said() => Encoding.UTF8.GetString(_stream.ToArray());

    /// <summary>A clock that only moves when it is told to.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private TimeSpan _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Step(TimeSpan by) => _now += by;

        public override long GetTimestamp() => _now.Ticks;
    }
}
