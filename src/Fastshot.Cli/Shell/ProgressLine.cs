using System.Text;

namespace Fastshot.Cli.Shell;

/// <summary>The one line at the bottom of a terminal that says how far an operation is.</summary>
internal sealed class ProgressLine(Stream stream, bool isShown, int width, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly long _started = time.GetTimestamp();
    private long? _lastShown;
    private bool _isOnScreen;
    private bool _isOver;

    /// <summary>Shows the text, unless it is too early for it or too soon after the last.</summary>
    public void Show(Func<string> text)
    {
        if (!isShown)
        {
            return;
        }

        lock (_lock)
        {
            var isDue = _lastShown is { } last
                ? time.GetElapsedTime(last) >= Pace
                : time.GetElapsedTime(_started) >= Patience;
            if (_isOver || !isDue)
            {
                return;
            }

            _lastShown = time.GetTimestamp();
            _isOnScreen = true;
            Write("\r\e[K" + Fitting(PlainText.Of(text())));
        }
    }

    /// <summary>Wipes the line, so that something else can be said.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            if (_isOnScreen)
            {
                _isOnScreen = false;
                Write("\r\e[K");
            }
        }
    }

    /// <summary>Wipes the line for good: reports that come late are not shown.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isOver = true;
        }

        Clear();
    }

    private string Fitting(string text)
    {
        var shown = new StringBuilder();
        var cells = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var piece = rune.ToString();
            cells += CellWidth.Of(piece);
            if (cells >= width)
            {
                break;
            }

            shown.Append(piece);
        }

        return shown.ToString();
    }

    private void Write(string text)
    {
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Flush();
    }
}

/// <summary>Takes the snapshots of an operation and shows them on the progress line.</summary>
internal sealed class ProgressLine<T>(ProgressLine line, Func<T, string> describe) : IProgress<T>, IDisposable
{
    public void Report(T value) => line.Show(() => describe(value));

    public void Dispose() => line.End();
}
