namespace Fastshot.Core.Imaging.Png;

/// <summary>The rows of a PNG picture in the order of the file, each with its filter undone.</summary>
internal sealed class PngRows(Stream inflated, PngHeader header)
{
    private readonly byte[] _filtered = NewRow(header);
    private byte[] _row = NewRow(header);
    private byte[] _above = NewRow(header);
    private int _length;

    /// <summary>Begins a pass whose rows have that many pixels.</summary>
    public void StartPass(int columns)
    {
        _length = header.RowBytes(columns);
        _row.AsSpan().Clear();
    }

    /// <summary>The samples of the next row; valid until the next call.</summary>
    /// <exception cref="ImageException">There is no further row, or its filter is unknown.</exception>
    public ReadOnlySpan<byte> Next()
    {
        (_row, _above) = (_above, _row);

        // The number of the filter stands before the row.
        var line = _filtered.AsSpan(0, _length + 1);
        if (inflated.ReadAtLeast(line, line.Length, throwOnEndOfStream: false) < line.Length)
        {
            throw ImageException.Corrupt("has fewer rows than it declares");
        }

        PngFilter.Undo(line[0], _filtered.AsSpan(1), _above, _row, _length, header.FilterStep);
        return _row;
    }

    private static byte[] NewRow(PngHeader header) =>
        new byte[header.RowBytes(header.Image.Width) + PngFilter.Padding + 1];
}
