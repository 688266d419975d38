using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Fastshot.Core.Imaging.Png;

/// <summary>Undoes the filters of PNG rows (PNG specification, section 9).</summary>
/// <remarks>
/// Every span is longer than the row by <see cref="Padding"/>, so that the last pixel can be loaded and stored as four
/// bytes. The target must not be the source.
/// </remarks>
internal static class PngFilter
{
    public const int Padding = 8;

    /// <summary>Computes the row of a picture from its filtered bytes and the row above.</summary>
    /// <exception cref="ImageException">There is no such filter.</exception>
    public static void Undo(
        int filter, ReadOnlySpan<byte> source, ReadOnlySpan<byte> above, Span<byte> row, int length, int step)
    {
        switch (filter)
        {
            case 0:
                source[..length].CopyTo(row);
                break;
            case 1 when step is 3 or 4:
                UndoSubFast(source, row, length, step);
                break;
            case 2:
                UndoUp(source, above, row, length);
                break;
            case 3 when step is 3 or 4:
                UndoAverageFast(source, above, row, length, step);
                break;
            case 4 when step is 3 or 4:
                UndoPaethFast(source, above, row, length, step);
                break;
            case 1 or 3 or 4:
                UndoAny(filter, source, above, row, length, step);
                break;
            default:
                throw ImageException.Corrupt($"has a row with the unknown filter {filter}");
        }
    }

    /// <summary>Which of left, above and upper left is nearest to left + above − upper left.</summary>
    public static int Paeth(int left, int above, int upperLeft)
    {
        var toLeft = Math.Abs(above - upperLeft);
        var toAbove = Math.Abs(left - upperLeft);
        var toUpperLeft = Math.Abs(left + above - (2 * upperLeft));
        return toLeft <= toAbove && toLeft <= toUpperLeft ? left : toAbove <= toUpperLeft ? above : upperLeft;
    }

    private static void UndoUp(ReadOnlySpan<byte> source, ReadOnlySpan<byte> above, Span<byte> row, int length)
    {
        var i = 0;
        for (; i <= length - Vector256<byte>.Count; i += Vector256<byte>.Count)
        {
            (Vector256.Create(source[i..]) + Vector256.Create(above[i..])).CopyTo(row[i..]);
        }

        for (; i < length; i++)
        {
            row[i] = unchecked((byte)(source[i] + above[i]));
        }
    }

    private static void UndoSubFast(ReadOnlySpan<byte> source, Span<byte> row, int length, int step)
    {
        var left = Vector128<byte>.Zero;
        for (var i = 0; i < length; i += step)
        {
            left += Vector128.CreateScalar(MemoryMarshal.Read<uint>(source[i..])).AsByte();
            MemoryMarshal.Write(row[i..], left.AsUInt32().ToScalar());
        }
    }

    private static void UndoAverageFast(
        ReadOnlySpan<byte> source, ReadOnlySpan<byte> above, Span<byte> row, int length, int step)
    {
        var left = Vector128<ushort>.Zero;
        for (var i = 0; i < length; i += step)
        {
            left = (Load(source, i) + ((left + Load(above, i)) >>> 1)) & Vector128.Create((ushort)255);
            Store(row, i, left);
        }
    }

    private static void UndoPaethFast(
        ReadOnlySpan<byte> source, ReadOnlySpan<byte> above, Span<byte> row, int length, int step)
    {
        var left = Vector128<short>.Zero;
        var upperLeft = Vector128<short>.Zero;
        for (var i = 0; i < length; i += step)
        {
            var up = Load(above, i).AsInt16();
            var toLeft = up - upperLeft;
            var toAbove = left - upperLeft;
            var toUpperLeft = Vector128.Abs(toLeft + toAbove);
            (toLeft, toAbove) = (Vector128.Abs(toLeft), Vector128.Abs(toAbove));
            var least = Vector128.Min(Vector128.Min(toLeft, toAbove), toUpperLeft);
            var nearest = Vector128.ConditionalSelect(
                Vector128.Equals(least, toLeft),
                left,
                Vector128.ConditionalSelect(Vector128.Equals(least, toAbove), up, upperLeft));
            left = (Load(source, i).AsInt16() + nearest) & Vector128.Create((short)255);
            upperLeft = up;
            Store(row, i, left.AsUInt16());
        }
    }

    private static void UndoAny(
        int filter, ReadOnlySpan<byte> source, ReadOnlySpan<byte> above, Span<byte> row, int length, int step)
    {
        for (var i = 0; i < length; i++)
        {
            var (left, upperLeft) = i < step ? (0, 0) : (row[i - step], above[i - step]);
            var expected = filter switch
            {
                1 => left,
                3 => (left + above[i]) / 2,
                _ => Paeth(left, above[i], upperLeft),
            };
            row[i] = unchecked((byte)(source[i] + expected));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ushort> Load(ReadOnlySpan<byte> bytes, int index) =>
        Vector128.WidenLower(Vector128.CreateScalar(MemoryMarshal.Read<uint>(bytes[index..])).AsByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Span<byte> bytes, int index, Vector128<ushort> pixel) =>
        MemoryMarshal.Write(bytes[index..], Vector128.Narrow(pixel, pixel).AsUInt32().ToScalar());
}
