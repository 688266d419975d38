using System.Runtime.InteropServices;
using System.Text;

namespace Fastshot.Core.Imaging.Native;

/// <summary>The functions of libvips and of its object system that are called here, none of them variadic.</summary>
internal sealed unsafe class VipsLibrary
{
    public readonly delegate* unmanaged<byte*, nint> NewOperation;
    public readonly delegate* unmanaged<nint, nint> Build;
    public readonly delegate* unmanaged<nint, byte*, int> SetFromString;
    public readonly delegate* unmanaged<nint, void> UnrefOutputs;
    public readonly delegate* unmanaged<nint, nuint*, byte*> WriteToMemory;
    public readonly delegate* unmanaged<nint, int> ImageWidth;
    public readonly delegate* unmanaged<nint, int> ImageHeight;
    public readonly delegate* unmanaged<nint, int> ImageBands;
    public readonly delegate* unmanaged<nint, int> ImageFormat;
    public readonly delegate* unmanaged<nint, int> ImageLeft;
    public readonly delegate* unmanaged<nint, int> ImageTop;
    public readonly delegate* unmanaged<nuint> BlobType;
    public readonly delegate* unmanaged<nuint> ImageType;
    public readonly delegate* unmanaged<GValue*, nint, void*, nuint, void> SetBlob;
    public readonly delegate* unmanaged<byte*> ErrorBuffer;
    public readonly delegate* unmanaged<void> ClearError;
    public readonly delegate* unmanaged<GValue*, nuint, GValue*> InitValue;
    public readonly delegate* unmanaged<GValue*, void> UnsetValue;
    public readonly delegate* unmanaged<GValue*, nint> GetObject;
    public readonly delegate* unmanaged<GValue*, byte*, void> SetString;
    public readonly delegate* unmanaged<nint, byte*, GValue*, void> SetProperty;
    public readonly delegate* unmanaged<nint, byte*, GValue*, void> GetProperty;
    public readonly delegate* unmanaged<nint, void> Unref;
    public readonly delegate* unmanaged<void*, void> Free;
    private readonly delegate* unmanaged<byte*> _version;

    private VipsLibrary(nint vips, nint objects, nint glib)
    {
        NewOperation = (delegate* unmanaged<byte*, nint>)Export(vips, "vips_operation_new");
        Build = (delegate* unmanaged<nint, nint>)Export(vips, "vips_cache_operation_build");
        SetFromString = (delegate* unmanaged<nint, byte*, int>)Export(vips, "vips_object_set_from_string");
        UnrefOutputs = (delegate* unmanaged<nint, void>)Export(vips, "vips_object_unref_outputs");
        WriteToMemory = (delegate* unmanaged<nint, nuint*, byte*>)Export(vips, "vips_image_write_to_memory");
        ImageWidth = (delegate* unmanaged<nint, int>)Export(vips, "vips_image_get_width");
        ImageHeight = (delegate* unmanaged<nint, int>)Export(vips, "vips_image_get_height");
        ImageBands = (delegate* unmanaged<nint, int>)Export(vips, "vips_image_get_bands");
        ImageFormat = (delegate* unmanaged<nint, int>)Export(vips, "vips_image_get_format");
        ImageLeft = (delegate* unmanaged<nint, int>)Export(vips, "vips_image_get_xoffset");
        ImageTop = (delegate* unmanaged<nint, int>)Export(vips, "vips_image_get_yoffset");
        BlobType = (delegate* unmanaged<nuint>)Export(vips, "vips_blob_get_type");
        ImageType = (delegate* unmanaged<nuint>)Export(vips, "vips_image_get_type");
        SetBlob = (delegate* unmanaged<GValue*, nint, void*, nuint, void>)Export(vips, "vips_value_set_blob");
        ErrorBuffer = (delegate* unmanaged<byte*>)Export(vips, "vips_error_buffer");
        ClearError = (delegate* unmanaged<void>)Export(vips, "vips_error_clear");
        _version = (delegate* unmanaged<byte*>)Export(vips, "vips_version_string");
        InitValue = (delegate* unmanaged<GValue*, nuint, GValue*>)Export(objects, "g_value_init");
        UnsetValue = (delegate* unmanaged<GValue*, void>)Export(objects, "g_value_unset");
        GetObject = (delegate* unmanaged<GValue*, nint>)Export(objects, "g_value_get_object");
        SetString = (delegate* unmanaged<GValue*, byte*, void>)Export(objects, "g_value_set_string");
        SetProperty = (delegate* unmanaged<nint, byte*, GValue*, void>)Export(objects, "g_object_set_property");
        GetProperty = (delegate* unmanaged<nint, byte*, GValue*, void>)Export(objects, "g_object_get_property");
        Unref = (delegate* unmanaged<nint, void>)Export(objects, "g_object_unref");
        Free = (delegate* unmanaged<void*, void>)Export(glib, "g_free");
    }

    /// <summary>Binds and starts the library, or returns null where it is too old or does not start.</summary>
    public static VipsLibrary? TryBind(nint vips)
    {
        try
        {
            var (objects, glib) = OperatingSystem.IsWindows()
                ? (NativeLibrary.Load("libgobject-2.0-0.dll"), NativeLibrary.Load("libglib-2.0-0.dll"))
                : (vips, vips); // A look-up goes on in the libraries that this one depends on.
            var library = new VipsLibrary(vips, objects, glib);
            Silence(glib);
            GiveBackLargeBlocks(vips);
            return Start(vips) ? library : null;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException or BadImageFormatException)
        {
            return null;
        }
    }

    public string Version() => Marshal.PtrToStringUTF8((nint)_version()) ?? "";

    private static bool Start(nint vips)
    {
        var start = (delegate* unmanaged<byte*, int>)Export(vips, "vips_init");
        var blockUntrusted = (delegate* unmanaged<int, void>)Export(vips, "vips_block_untrusted_set");
        var setConcurrency = (delegate* unmanaged<int, void>)Export(vips, "vips_concurrency_set");
        var setCache = (delegate* unmanaged<int, void>)Export(vips, "vips_cache_set_max");
        fixed (byte* name = "fastshot"u8)
        {
            if (start(name) != 0)
            {
                return false;
            }
        }

        blockUntrusted(1);
        setConcurrency(1);
        setCache(0);
        return true;
    }

    /// <summary>Has glibc return a decoded picture's memory at once; otherwise it keeps what was freed for the next one.</summary>
    private static void GiveBackLargeBlocks(nint vips)
    {
        // M_MMAP_THRESHOLD of malloc.h. Setting it, even to its default, keeps it from growing with the blocks that are freed.
        const int MmapThreshold = -3;
        if (OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(vips, "mallopt", out var set))
        {
            ((delegate* unmanaged<int, int, int>)set)(MmapThreshold, 128 << 10);
        }
    }

    /// <summary>Keeps remarks about odd files off the program's standard error.</summary>
    private static void Silence(nint glib)
    {
        const int Warning = 1 << 4;
        var setHandler = (delegate* unmanaged<byte*, int, delegate* unmanaged<byte*, int, byte*, void*, void>, void*, uint>)
            Export(glib, "g_log_set_handler");
        foreach (var name in (ReadOnlySpan<string>)["VIPS", "Pango"])
        {
            fixed (byte* domain = Encoding.ASCII.GetBytes(name + "\0"))
            {
                setHandler(domain, Warning, &Ignore, null);
            }
        }
    }

    [UnmanagedCallersOnly]
    private static void Ignore(byte* domain, int level, byte* message, void* context)
    {
    }

    private static nint Export(nint library, string name) => NativeLibrary.GetExport(library, name);
}

/// <summary>A typed value of the object system (gobject/gvalue.h): its type, and two words that it owns.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct GValue
{
    public nuint Type;
    public long First;
    public long Second;
}
