namespace Fastshot.Core.Imaging.Previews;

/// <summary>The small picture that stands for a session in lists, as a file.</summary>
public sealed record Preview(ImageFormat Format, int Width, int Height, ReadOnlyMemory<byte> Content)
{
    /// <summary>The longest side, in pixels.</summary>
    public const int SideMax = 480;

    /// <summary>The longest file, in bytes.</summary>
    public const int BytesMax = 40 << 10;
}
