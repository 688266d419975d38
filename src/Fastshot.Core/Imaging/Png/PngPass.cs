namespace Fastshot.Core.Imaging.Png;

/// <summary>Which pixels one pass over a PNG picture holds: all of them, or those of one of the seven of Adam7.</summary>
internal readonly record struct PngPass(int Left, int Top, int StepX, int StepY)
{
    private static readonly PngPass[] Adam7 =
    [
        new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2),
    ];

    private static readonly PngPass[] Plain = [new(0, 0, 1, 1)];

    public static ReadOnlySpan<PngPass> Of(PngHeader header) => header.IsInterlaced ? Adam7 : Plain;

    public int Columns(int width) => Math.Max(0, (width - Left + StepX - 1) / StepX);
}
