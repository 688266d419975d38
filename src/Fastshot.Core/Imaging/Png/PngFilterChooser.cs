namespace Fastshot.Core.Imaging.Png;

/// <summary>Filters the rows of a picture, each with the filter that leaves the least (PNG specification, 12.7).</summary>
internal sealed class PngFilterChooser(int length, int step)
{
    private byte[] _row = new byte[length];
    private byte[] _above = new byte[length];
    private byte[] _candidate = new byte[length + 1];
    private byte[] _best = new byte[length + 1];

    /// <summary>The row to filter next, to be written here.</summary>
    public Span<byte> Row => _row;

    /// <summary>The filter's number and the filtered row; valid until the next call.</summary>
    public ReadOnlySpan<byte> Choose()
    {
        var least = long.MaxValue;
        for (var filter = 0; filter <= 4; filter++)
        {
            var left = Apply(filter);
            if (left < least)
            {
                least = left;
                (_best, _candidate) = (_candidate, _best);
            }
        }

        (_row, _above) = (_above, _row);
        return _best;
    }

    private long Apply(int filter)
    {
        _candidate[0] = (byte)filter;
        var sum = 0L;
        for (var i = 0; i < length; i++)
        {
            var (left, upperLeft) = i < step ? (0, 0) : (_row[i - step], _above[i - step]);
            var expected = filter switch
            {
                0 => 0,
                1 => left,
                2 => _above[i],
                3 => (left + _above[i]) / 2,
                _ => PngFilter.Paeth(left, _above[i], upperLeft),
            };
            var rest = unchecked((byte)(_row[i] - expected));
            _candidate[i + 1] = rest;
            sum += Math.Min(rest, 256 - rest);
        }

        return sum;
    }
}
