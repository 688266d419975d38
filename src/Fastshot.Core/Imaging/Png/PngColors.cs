using System.Buffers.Binary;

namespace Fastshot.Core.Imaging.Png;

/// <summary>Turns the samples of PNG rows into red, green, blue and alpha of eight bits.</summary>
/// <remarks>Of 16 bits the upper eight count. An index beyond the palette is black, as libpng has it.</remarks>
internal sealed class PngColors(PngHeader header)
{
    private readonly byte[] _palette = MakeGrays(header);
    private int _paletteCount;
    private bool _hasKey;
    private ushort _keyRed;
    private ushort _keyGreen;
    private ushort _keyBlue;

    public void ReadPalette(PngChunks chunks)
    {
        var count = chunks.Remaining / 3;
        var isLawful = chunks.Remaining % 3 == 0
            && count is >= 1 and <= 256
            && _paletteCount == 0
            && !_hasKey
            && header.Color is PngColor.Palette or PngColor.Rgb or PngColor.Rgba;
        if (!isLawful)
        {
            throw ImageException.Corrupt("has an unlawful palette");
        }

        _paletteCount = count;
        if (header.Color != PngColor.Palette)
        {
            // Only a suggestion for displays of few colors.
            return;
        }

        for (var i = 0; i < count; i++)
        {
            chunks.ReadExactly(_palette.AsSpan(i * 4, 3));
        }
    }

    public void ReadTransparency(PngChunks chunks)
    {
        Span<byte> key = stackalloc byte[6];
        switch (header.Color)
        {
            case PngColor.Palette when chunks.Remaining <= _paletteCount:
                for (var i = 0; chunks.Remaining > 0; i++)
                {
                    chunks.ReadExactly(_palette.AsSpan((i * 4) + 3, 1));
                }

                break;
            case PngColor.Gray when chunks.Remaining == 2:
                chunks.ReadExactly(key[..2]);
                SetKey(BinaryPrimitives.ReadUInt16BigEndian(key));
                break;
            case PngColor.Rgb when chunks.Remaining == 6:
                chunks.ReadExactly(key);
                _keyRed = BinaryPrimitives.ReadUInt16BigEndian(key);
                _keyGreen = BinaryPrimitives.ReadUInt16BigEndian(key[2..]);
                _keyBlue = BinaryPrimitives.ReadUInt16BigEndian(key[4..]);
                _hasKey = true;
                break;
            default:
                throw ImageException.Corrupt("has unlawful transparency");
        }
    }

    /// <summary>Whether all that the picture needs was read.</summary>
    public bool IsComplete => header.Color != PngColor.Palette || _paletteCount > 0;

    /// <summary>The row as red, green, blue and alpha: the row itself where it is that already.</summary>
    /// <remarks>The row must have <see cref="PngFilter.Padding"/> behind it.</remarks>
    public ReadOnlySpan<byte> Expand(ReadOnlySpan<byte> row, int width, Span<byte> rgba)
    {
        switch (header)
        {
            case { Color: PngColor.Rgba, Depth: 8 }:
                return row[..(width * 4)];
            case { Color: PngColor.Rgba }:
                ExpandDeepRgba(row, width, rgba);
                break;
            case { Color: PngColor.GrayAlpha }:
                ExpandGrayAlpha(row, width, rgba);
                break;
            case { Color: PngColor.Rgb, Depth: 8 } when !_hasKey:
                ExpandPlainRgb(row, width, rgba);
                break;
            case { Color: PngColor.Rgb }:
                ExpandRgb(row, width, rgba);
                break;
            case { Depth: 16 }:
                ExpandDeepGray(row, width, rgba);
                break;
            default:
                ExpandByPalette(row, width, rgba);
                break;
        }

        return rgba[..(width * 4)];
    }

    private void SetKey(ushort gray)
    {
        if (header.Depth == 16)
        {
            (_keyRed, _hasKey) = (gray, true);
        }
        else if (gray < 1 << header.Depth)
        {
            _palette[(gray * 4) + 3] = 0;
        }
    }

    // Up to eight bits, gray is a palette too.
    private static byte[] MakeGrays(PngHeader header)
    {
        var palette = new byte[256 * 4];
        for (var i = 0; i < 256; i++)
        {
            palette[(i * 4) + 3] = 255;
        }

        if (header is { Color: PngColor.Gray, Depth: <= 8 })
        {
            var count = 1 << header.Depth;
            for (var i = 0; i < count; i++)
            {
                palette.AsSpan(i * 4, 3).Fill((byte)(i * 255 / (count - 1)));
            }
        }

        return palette;
    }

    private void ExpandByPalette(ReadOnlySpan<byte> row, int width, Span<byte> rgba)
    {
        var (depth, mask) = (header.Depth, (1 << header.Depth) - 1);
        for (var x = 0; x < width; x++)
        {
            var bit = (long)x * depth;
            var index = row[(int)(bit / 8)] >> (8 - depth - (int)(bit % 8)) & mask;
            _palette.AsSpan(index * 4, 4).CopyTo(rgba[(x * 4)..]);
        }
    }

    // The rows of most screenshots; each pixel is read with a byte of the next one, or of the row's padding.
    private static void ExpandPlainRgb(ReadOnlySpan<byte> row, int width, Span<byte> rgba)
    {
        for (var x = 0; x < width; x++)
        {
            var pixel = BinaryPrimitives.ReadUInt32LittleEndian(row[(x * 3)..]) | 0xFF000000;
            BinaryPrimitives.WriteUInt32LittleEndian(rgba[(x * 4)..], pixel);
        }
    }

    private void ExpandRgb(ReadOnlySpan<byte> row, int width, Span<byte> rgba)
    {
        var bytes = header.Depth / 8;
        var pixel = bytes * 3;
        for (int x = 0, i = 0; x < width; x++, i += pixel)
        {
            var target = rgba.Slice(x * 4, 4);
            var source = row.Slice(i, pixel);
            target[3] = _hasKey && IsKey(source) ? (byte)0 : (byte)255;
            target[0] = source[0];
            target[1] = source[bytes];
            target[2] = source[2 * bytes];
        }
    }

    private bool IsKey(ReadOnlySpan<byte> rgb) => rgb.Length == 3
        ? rgb[0] == _keyRed && rgb[1] == _keyGreen && rgb[2] == _keyBlue
        : BinaryPrimitives.ReadUInt16BigEndian(rgb) == _keyRed
            && BinaryPrimitives.ReadUInt16BigEndian(rgb[2..]) == _keyGreen
            && BinaryPrimitives.ReadUInt16BigEndian(rgb[4..]) == _keyBlue;

    private void ExpandDeepGray(ReadOnlySpan<byte> row, int width, Span<byte> rgba)
    {
        for (var x = 0; x < width; x++)
        {
            var isKey = _hasKey && BinaryPrimitives.ReadUInt16BigEndian(row[(x * 2)..]) == _keyRed;
            rgba.Slice(x * 4, 3).Fill(row[x * 2]);
            rgba[(x * 4) + 3] = isKey ? (byte)0 : (byte)255;
        }
    }

    private void ExpandGrayAlpha(ReadOnlySpan<byte> row, int width, Span<byte> rgba)
    {
        var bytes = header.Depth / 8;
        for (var x = 0; x < width; x++)
        {
            rgba.Slice(x * 4, 3).Fill(row[x * 2 * bytes]);
            rgba[(x * 4) + 3] = row[((x * 2) + 1) * bytes];
        }
    }

    private static void ExpandDeepRgba(ReadOnlySpan<byte> row, int width, Span<byte> rgba)
    {
        for (var i = 0; i < width * 4; i++)
        {
            rgba[i] = row[i * 2];
        }
    }
}
