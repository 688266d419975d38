namespace Fastshot.Benchmarks;

/// <summary>One measured figure beside the bound that it has to keep.</summary>
/// <param name="Unit">As <c>ms</c>, <c>s</c>, <c>MB</c>, <c>GB/s</c> or <c>×</c>.</param>
/// <param name="Bound">Null where the figure is only there to be compared with.</param>
/// <param name="IsFloor">Whether more is better.</param>
internal sealed record Figure(
    string Name, string Unit, double Minimum, double Median, double Maximum, double? Bound = null, bool IsFloor = false)
{
    public bool? IsKept => Bound is { } bound ? (IsFloor ? Median >= bound : Median <= bound) : null;

    public static Figure Of(string name, string unit, IEnumerable<double> values, double? bound = null, bool isFloor = false)
    {
        double[] sorted = [.. values.Order()];
        return new Figure(name, unit, sorted[0], MedianOf(sorted), sorted[^1], bound, isFloor);
    }

    /// <summary>The quotients of runs that stood beside each other.</summary>
    public static Figure Ratio(string name, IEnumerable<double> values, IEnumerable<double> peers, double bound) =>
        Of(name, "×", values.Zip(peers, (value, peer) => value / peer), bound);

    private static double MedianOf(double[] sorted) =>
        (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
