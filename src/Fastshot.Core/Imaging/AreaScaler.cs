using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fastshot.Core.Imaging;

/// <summary>Makes a smaller picture of rows that come one after another, each new pixel the average of its area.</summary>
/// <remarks>
/// Exact in integers: a source pixel is as many units wide as the target has columns, a target cell as many as the
/// source has, so that every overlap is whole. Colors count by their alpha. Averages are taken of the stored values, not
/// of linear light, as browsers do. Where rows come from top to bottom, the sums of two rows of the target are kept; where
/// they or their parts come in any order (Adam7), those of all.
/// </remarks>
internal sealed class AreaScaler
{
    private readonly int _sourceWidth;
    private readonly int _sourceHeight;
    private readonly int _width;
    private readonly int _height;
    private readonly Span[] _columns;
    private readonly Raster _target;

    // Of color × alpha and of 255 × alpha; row y of the target has its sums in row y modulo their number.
    private readonly ulong[] _sums;
    private readonly int _rowsOfSums;

    // Rows of the target that have all their sums, and are painted.
    private int _painted;

    /// <summary>Begins a picture.</summary>
    /// <param name="isOrdered">Whether each row comes once, whole, and below those that came before.</param>
    public AreaScaler(int sourceWidth, int sourceHeight, int width, int height, bool isOrdered)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, sourceWidth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, sourceHeight);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sourceWidth, ImageHeader.SideMax);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sourceHeight, ImageHeader.SideMax);
        (_sourceWidth, _sourceHeight, _width, _height) = (sourceWidth, sourceHeight, width, height);
        _target = new Raster(width, height);
        _rowsOfSums = IsSameSize ? 0 : isOrdered ? Math.Min(2, height) : height;
        _sums = new ulong[_rowsOfSums * width * 4];
        _columns = IsSameSize ? [] : [.. Enumerable.Range(0, width).Select(column => Span.Of(column, sourceWidth, width))];
    }

    // Nothing is to be summed up then.
    private bool IsSameSize => _width == _sourceWidth && _height == _sourceHeight;

    /// <summary>Adds a whole row, or one pixel in <paramref name="step"/> of it, beginning with the <paramref name="first"/>.</summary>
    public void Add(ReadOnlySpan<byte> rgba, int y, int first = 0, int step = 1)
    {
        if (IsSameSize)
        {
            Copy(rgba, _target.Row(y), first, step);
            return;
        }

        var top = (long)y * _height;
        var cell = (int)(top / _sourceHeight);
        var inFirst = (int)Math.Min(_height, ((cell + 1L) * _sourceHeight) - top);
        if (_rowsOfSums < _height)
        {
            PaintAbove(cell);
        }

        var row = SumsOf(cell);
        var below = inFirst < _height ? SumsOf(cell + 1) : default;
        if (step == 1)
        {
            AddWhole(rgba, row, below, (ulong)inFirst, (ulong)(_height - inFirst));
        }
        else
        {
            AddSparse(rgba, first, step, row, below, (ulong)inFirst, (ulong)(_height - inFirst));
        }
    }

    /// <summary>The picture, when all rows were added.</summary>
    public Raster ToRaster()
    {
        PaintAbove(IsSameSize ? 0 : _height);
        return _target;
    }

    private Span<ulong> SumsOf(int row) => _sums.AsSpan(row % _rowsOfSums * _width * 4, _width * 4);

    // What lies above a row that comes gets nothing more.
    private void PaintAbove(int row)
    {
        for (; _painted < row; _painted++)
        {
            var sums = SumsOf(_painted);
            Paint(sums, _target.Row(_painted));
            sums.Clear();
        }
    }

    private void Paint(ReadOnlySpan<ulong> sums, Span<byte> rgba)
    {
        var area = (ulong)_sourceWidth * (ulong)_sourceHeight * 255;
        for (var i = 0; i < rgba.Length; i += 4)
        {
            var alphas = sums[i + 3];
            var alpha = (alphas + (area / 2)) / area;
            if (alpha == 0)
            {
                continue;
            }

            for (var k = 0; k < 3; k++)
            {
                rgba[i + k] = (byte)(((sums[i + k] * 255) + (alphas / 2)) / alphas);
            }

            rgba[i + 3] = (byte)alpha;
        }
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
