namespace Fastshot.Core.Imaging;

/// <summary>A picture whose pixels are numbers of the colors in its palette.</summary>
/// <param name="palette">1 to 256 colors: red, green, blue and alpha, a byte each.</param>
internal sealed class IndexedRaster(int width, int height, byte[] palette)
{
    private readonly byte[] _indexes = new byte[width * height];

    public int Width { get; } = width;

    public int Height { get; } = height;

    public ReadOnlySpan<byte> Palette => palette;

    public Span<byte> Indexes => _indexes;

    public Span<byte> Row(int y) => _indexes.AsSpan(y * Width, Width);
}
