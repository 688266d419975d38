using System.Runtime.InteropServices;

namespace Fastshot.Core.Imaging.Native;

/// <summary>The library libwebp, which comes with libvips: it writes the previews, where it is installed.</summary>
/// <remarks>
/// Called by itself, because libvips brings some ninety libraries along, and takes 25 MB for writing 10 KB
/// (docs/decisions/0029-libwebp-by-itself.md). Found when it is first asked for; that it is absent is no failure. Safe for
/// concurrent use.
/// </remarks>
public sealed unsafe class WebPEncoder
{
    private static readonly Lazy<WebPEncoder?> Loaded = new(Load);
    private readonly delegate* unmanaged<byte*, int, int, int, float, byte**, nuint> _encode;
    private readonly delegate* unmanaged<void*, void> _free;

    private WebPEncoder(nint encode, nint free)
    {
        _encode = (delegate* unmanaged<byte*, int, int, int, float, byte**, nuint>)encode;
        _free = (delegate* unmanaged<void*, void>)free;
    }

    /// <summary>The library of this machine, or null where there is none.</summary>
    public static WebPEncoder? Installed => Loaded.Value;

    /// <summary>Writes a lossy WebP file whose alpha is exact, or returns null where the library cannot.</summary>
    /// <param name="quality">1 to 100.</param>
    internal byte[]? Encode(Raster raster, int quality)
    {
        byte* file = null;
        nuint size;
        fixed (byte* pixels = raster.Rgba)
        {
            size = _encode(pixels, raster.Width, raster.Height, raster.Width * 4, quality, &file);
        }

        if (size == 0)
        {
            return null;
        }

        var bytes = new ReadOnlySpan<byte>(file, checked((int)size)).ToArray();
        _free(file);
        return bytes;
    }

    private static WebPEncoder? Load()
    {
        string[] names = OperatingSystem.IsWindows()
            ? ["libwebp-7.dll", "libwebp.dll"]
            : OperatingSystem.IsMacOS()
                ? ["libwebp.7.dylib", "/opt/homebrew/lib/libwebp.7.dylib", "/usr/local/lib/libwebp.7.dylib"]
                : ["libwebp.so.7"];
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out var handle)
                && NativeLibrary.TryGetExport(handle, "WebPEncodeRGBA", out var encode)
                && NativeLibrary.TryGetExport(handle, "WebPFree", out var free))
            {
                return new WebPEncoder(encode, free);
            }
        }

        return null;
    }
}
