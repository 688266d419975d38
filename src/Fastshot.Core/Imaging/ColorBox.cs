using System.Numerics;

namespace Fastshot.Core.Imaging;

/// <summary>Some bins of colors, as their count, their sum and the sum of their squares: enough for mean and error.</summary>
internal struct ColorBox
{
    private Vector4 _sum;
    private Vector4 _squares;

    public int Count { get; private set; }

    public readonly PaletteColor Mean => new(_sum / Count);

    /// <summary>The squared error, by red, green, blue and alpha, of showing all by the mean.</summary>
    public readonly Vector4 Error => Count == 0 ? default : Vector4.Max(default, _squares - (_sum * _sum / Count));

    public void Add(ColorBin bin)
    {
        Count += bin.Count;
        _sum += bin.Mean.Value * bin.Count;
        _squares += bin.Mean.Value * bin.Mean.Value * bin.Count;
    }

    /// <summary>Divides the bins, which are put into another order, into boxes, and returns the means of these.</summary>
    public static PaletteColor[] Divide(ColorBin[] bins, int boxesMax)
    {
        var sorted = bins.ToArray();
        var parts = new List<Part> { Part.Of(sorted, 0, sorted.Length) };
        while (parts.Count < boxesMax)
        {
            var worst = parts.MaxBy(part => part.Score);
            if (worst.Score <= 0)
            {
                break;
            }

            var middle = worst.Separate(sorted);
            parts[parts.IndexOf(worst)] = Part.Of(sorted, worst.Start, middle);
            parts.Add(Part.Of(sorted, middle, worst.End));
        }

        return [.. parts.Select(part => part.Box.Mean)];
    }

    private readonly record struct Part(int Start, int End, ColorBox Box, float Score)
    {
        public static Part Of(ColorBin[] bins, int start, int end)
        {
            var box = default(ColorBox);
            for (var i = start; i < end; i++)
            {
                box.Add(bins[i]);
            }

            var score = end - start < 2 ? 0 : Vector4.Dot(box.Error, Vector4.One);
            return new Part(start, end, box, score);
        }

        /// <summary>Brings the bins below the mean, on the axis of the greatest error, before the others.</summary>
        public int Separate(ColorBin[] bins)
        {
            var error = Box.Error;
            var axis = Enumerable.Range(0, 4).MaxBy(i => error[i]);
            var mean = Box.Mean.Value[axis];
            var middle = Start;
            for (var i = Start; i < End; i++)
            {
                if (bins[i].Mean.Value[axis] < mean)
                {
                    (bins[i], bins[middle]) = (bins[middle], bins[i]);
                    middle++;
                }
            }

            // Rounding may put all on one side of their mean.
            return Math.Clamp(middle, Start + 1, End - 1);
        }
    }
}
