using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fastshot.Core.Imaging;

/// <summary>Makes a smaller picture of rows that come one after another, each new pixel the average of its area.</summary>
/// <remarks>
/// Exact in integers: a source pixel is as many units wide as the target has columns, a target cell as many as the
/// source has, so that every overlap is whole. Colors count by their alpha. Averages are taken of the stored values, not
/// of linear light, as browsers do. Rows and their parts may come in any order (Adam7); the memory is that of the target,
/// eightfold where it is smaller than the source.
/// </remarks>
internal sealed class AreaScaler
{
    private readonly int _sourceWidth;
    private readonly int _sourceHeight;
    private readonly int _width;
    private readonly int _height;
    private readonly Span[] _columns;
    private readonly ulong[] _sums;

    // The picture itself, where it keeps its size: nothing is to be summed up.
    private readonly Raster? _whole;

    public AreaScaler(int sourceWidth, int sourceHeight, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, sourceWidth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, sourceHeight);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sourceWidth, ImageHeader.SideMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sourceHeight, ImageHeader.SideMax);
        (_sourceWidth, _sourceHeight, _width, _height) = (sourceWidth, sourceHeight, width, height);
        if (width == sourceWidth && height == sourceHeight)
        {
            (_whole, _sums, _columns) = (new Raster(width, height), [], []);
            return;
        }

        _sums = new ulong[width * height * 4];
        _columns = [.. Enumerable.Range(0, width).Select(column => Span.Of(column, sourceWidth, width))];
    }

    /// <summary>Adds a whole row, or one pixel in <paramref name="step"/> of it, beginning with the <paramref name="first"/>.</summary>
    public void Add(ReadOnlySpan<byte> rgba, int y, int first = 0, int step = 1)
    {
        if (_whole is not null)
        {
            Copy(rgba, _whole.Row(y), first, step);
            return;
        }

        var top = (long)y * _height;
        var cell = (int)(top / _sourceHeight);
        var inFirst = (int)Math.Min(_height, ((cell + 1L) * _sourceHeight) - top);
        var row = _sums.AsSpan(cell * _width * 4, _width * 4);
        var below = inFirst < _height ? _sums.AsSpan((cell + 1) * _width * 4, _width * 4) : default;
        if (step == 1)
        {
            AddWhole(rgba, row, below, (ulong)inFirst, (ulong)(_height - inFirst));
        }
        else
        {
            AddSparse(rgba, first, step, row, below, (ulong)inFirst, (ulong)(_height - inFirst));
        }
    }

    public Raster ToRaster()
    {
        if (_whole is not null)
        {
            return _whole;
        }

        var raster = new Raster(_width, _height);
        var rgba = raster.Rgba;
        var area = (ulong)_sourceWidth * (ulong)_sourceHeight * 255;
        for (var i = 0; i < rgba.Length; i += 4)
        {
            // The sums are of color × alpha and of 255 × alpha.
            var alphas = _sums[i + 3];
            var alpha = (alphas + (area / 2)) / area;
            if (alpha == 0)
            {
                continue;
            }

            for (var k = 0; k < 3; k++)
            {
                rgba[i + k] = (byte)(((_sums[i + k] * 255) + (alphas / 2)) / alphas);
            }

            rgba[i + 3] = (byte)alpha;
        }

        return raster;
    }

    // What cannot be seen stays four zeros.
    private static void Copy(ReadOnlySpan<byte> rgba, Span<byte> row, int first, int step)
    {
        for (var (i, x) = (0, first * 4); x < row.Length; i += 4, x += step * 4)
        {
            if (rgba[i + 3] != 0)
            {
                rgba.Slice(i, 4).CopyTo(row[x..]);
            }
        }
    }

    private void AddWhole(ReadOnlySpan<byte> rgba, Span<ulong> row, Span<ulong> below, ulong inFirst, ulong inSecond)
    {
        var pixels = MemoryMarshal.Cast<byte, uint>(rgba)[.._sourceWidth];
        var whole = (uint)_width;
        for (var i = 0; i < _columns.Length; i++)
        {
            var (first, firstWeight, last, lastWeight) = _columns[i];
            var sum = Vector128<uint>.Zero;
            for (var x = first + 1; x < last; x++)
            {
                sum += Weighed(pixels[x]);
            }

            sum = (sum * whole) + (Weighed(pixels[first]) * firstWeight);
            if (last > first)
            {
                sum += Weighed(pixels[last]) * lastWeight;
            }

            AddTo(row, i, sum, inFirst);
            if (inSecond > 0)
            {
                AddTo(below, i, sum, inSecond);
            }
        }
    }

    private void AddSparse(
        ReadOnlySpan<byte> rgba, int first, int step, Span<ulong> row, Span<ulong> below, ulong inFirst, ulong inSecond)
    {
        var pixels = MemoryMarshal.Cast<byte, uint>(rgba);
        for (var (i, x) = (0, first); x < _sourceWidth; i++, x += step)
        {
            var left = (long)x * _width;
            var column = (int)(left / _sourceWidth);
            var weight = (uint)Math.Min(_width, ((column + 1L) * _sourceWidth) - left);
            var value = Weighed(pixels[i]);
            AddBoth(row, below, column, value * weight, inFirst, inSecond);
            if (weight < _width)
            {
                AddBoth(row, below, column + 1, value * ((uint)_width - weight), inFirst, inSecond);
            }
        }
    }

    private static void AddBoth(
        Span<ulong> row, Span<ulong> below, int column, Vector128<uint> sum, ulong inFirst, ulong inSecond)
    {
        AddTo(row, column, sum, inFirst);
        if (inSecond > 0)
        {
            AddTo(below, column, sum, inSecond);
        }
    }

    // The greatest sum is 65,025 × 65,535 a row, below 2^32; 2^48 in all.
    private static void AddTo(Span<ulong> row, int column, Vector128<uint> sum, ulong weight)
    {
        var cell = row.Slice(column * 4, 4);
        unchecked
        {
            cell[0] += sum[0] * weight;
            cell[1] += sum[1] * weight;
            cell[2] += sum[2] * weight;
            cell[3] += sum[3] * weight;
        }
    }

    /// <summary>Color × alpha three times, then 255 × alpha.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Weighed(uint pixel)
    {
        var (value, _) = Vector128.Widen(Vector128.Widen(Vector128.CreateScalar(pixel).AsByte()).Lower);
        return value.WithElement(3, 255u) * (pixel >> 24);
    }

    /// <summary>The source pixels of one target column: the first and the last count in part, those between in full.</summary>
    private readonly record struct Span(int First, uint FirstWeight, int Last, uint LastWeight)
    {
        public static Span Of(int column, int sourceWidth, int width)
        {
            var start = (long)column * sourceWidth;
            var end = start + sourceWidth;
            var first = (int)(start / width);
            var last = (int)((end - 1) / width);
            var firstEnd = Math.Min(end, (first + 1L) * width);
            return new Span(first, (uint)(firstEnd - start), last, (uint)(end - ((long)last * width)));
        }
    }
}
