using System.Runtime.InteropServices;

namespace Fastshot.Core.Imaging.Native;

/// <summary>The image library libvips, where it is installed: it decodes what this program does not.</summary>
/// <remarks>
/// Found when it is first asked for; that it is absent is no failure. Loaders that libvips itself calls untrusted are
/// blocked, it runs on the caller's thread and keeps no cache. Safe for concurrent use.
/// </remarks>
public sealed class Vips
{
    /// <summary>Longer files are not decoded through libvips, for they are held in memory.</summary>
    public const int InputBytesMax = 64 << 20;

    /// <summary>Images of more pixels are not decoded through libvips, for some formats are decoded as a whole.</summary>
    public const long PixelsMax = 1L << 26;

    private static readonly Lazy<Vips?> Loaded = new(Load);
    private readonly VipsLibrary _library;

    private Vips(VipsLibrary library) => _library = library;

    /// <summary>The library of this machine, or null where there is none.</summary>
    public static Vips? Installed => Loaded.Value;

    /// <summary>As <c>8.14.1</c>.</summary>
    public string Version => _library.Version();

    /// <summary>
    /// Decodes a file whose structure was checked, upright as its EXIF says; null where it is beyond the limits, or
    /// where this installation cannot tell a format that it does not know from a damaged file (BMP, AVIF).
    /// </summary>
    /// <exception cref="ImageException">The file cannot be decoded.</exception>
    internal Raster? Decode(ByteReader reader, ImageHeader header, int boxSide)
    {
        if (reader.Length > InputBytesMax || header.Pixels > PixelsMax || header.Format == ImageFormat.Bmp)
        {
            return null;
        }

        using var bytes = new NativeBytes((int)reader.Length);
        reader.Seek(0);
        reader.ReadExactly(bytes.Span);
        using var operation = new VipsOperation(_library, "thumbnail_buffer");
        operation.SetBytes("buffer", bytes);
        operation.SetOptions($"width={boxSide},height={boxSide},size=down,fail-on=error");
        return operation.TryRun(out var reason)
            ? ToRaster(operation)
            : header.Format == ImageFormat.Avif
                ? null
                : throw ImageException.Corrupt($"cannot be decoded ({reason})");
    }

    /// <summary>Draws text in the system's sans-serif font; null where this installation cannot, or where there is nothing to be seen.</summary>
    /// <param name="size">Of the font, in pixels.</param>
    internal TextMask? DrawText(string text, int size)
    {
        using var operation = new VipsOperation(_library, "text");

        // It reads markup.
        operation.SetText("text", text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal));
        operation.SetOptions($"font=Arial {size},dpi=72");
        if (!operation.TryRun(out _) || operation.GetPixels("out") is not var (width, height, bands, pixels) || bands != 1)
        {
            return null;
        }

        var (left, top) = operation.GetOffset("out");
        return new TextMask(left, top, width, height, pixels);
    }

    private static Raster? ToRaster(VipsOperation operation)
    {
        if (operation.GetPixels("out") is not var (width, height, bands, pixels))
        {
            return null;
        }

        var raster = new Raster(width, height);
        var rgba = raster.Rgba;
        for (var i = 0; i < width * height; i++)
        {
            var source = pixels.AsSpan(i * bands, bands);
            var target = rgba.Slice(i * 4, 4);
            target[3] = bands is 2 or 4 ? source[bands - 1] : (byte)255;
            if (target[3] > 0)
            {
                target[0] = source[0];
                target[1] = source[bands >= 3 ? 1 : 0];
                target[2] = source[bands >= 3 ? 2 : 0];
            }
        }

        return raster;
    }

    private static Vips? Load()
    {
        string[] names = OperatingSystem.IsWindows()
            ? ["libvips-42.dll"]
            : OperatingSystem.IsMacOS()
                ? ["libvips.42.dylib", "/opt/homebrew/lib/libvips.42.dylib", "/usr/local/lib/libvips.42.dylib"]
                : ["libvips.so.42"];
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out var handle) && VipsLibrary.TryBind(handle) is { } library)
            {
                return new Vips(library);
            }
        }

        return null;
    }
}
