using System.Numerics;

namespace Fastshot.Core.Imaging;

/// <summary>A color of a palette while it is being chosen: red, green, blue and alpha, each from 0 to 255.</summary>
/// <remarks>Colors are multiplied by their alpha, so that what is hardly seen hardly counts.</remarks>
internal readonly record struct PaletteColor(Vector4 Value)
{
    public static PaletteColor Of(ReadOnlySpan<byte> rgba)
    {
        var alpha = rgba[3] / 255f;
        return new PaletteColor(new Vector4(rgba[0] * alpha, rgba[1] * alpha, rgba[2] * alpha, rgba[3]));
    }

    public float DistanceTo(PaletteColor other) => Vector4.DistanceSquared(Value, other.Value);

    /// <summary>The color with its alpha apart again, red in the lowest byte.</summary>
    public uint ToRgba()
    {
        var alpha = Byte(Value.W);
        return alpha == 0
            ? 0
            : Byte(Value.X * 255 / Value.W)
                | (Byte(Value.Y * 255 / Value.W) << 8)
                | (Byte(Value.Z * 255 / Value.W) << 16)
                | (alpha << 24);
    }

    private static uint Byte(float value) => (uint)Math.Clamp(MathF.Round(value), 0, 255);
}

/// <summary>Pixels of nearly one color, counted together, and the color of the palette that stands for them.</summary>
internal struct ColorBin
{
    private Vector4 _sum;

    public int Count { get; private set; }

    public PaletteColor Mean { get; private set; }

    public int Color { get; set; }

    public void Add(ReadOnlySpan<byte> rgba)
    {
        _sum += PaletteColor.Of(rgba).Value;
        Count++;
    }

    public void Close() => Mean = new PaletteColor(_sum / Count);
}
