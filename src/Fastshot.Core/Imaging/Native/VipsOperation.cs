using System.Runtime.InteropServices;
using System.Text;

namespace Fastshot.Core.Imaging.Native;

/// <summary>One operation of libvips: named, given its arguments, run once, asked for its results, disposed.</summary>
/// <remarks>Bytes that it is given are not copied: they are kept until it is disposed.</remarks>
internal sealed unsafe class VipsOperation : IDisposable
{
    // VIPS_FORMAT_UCHAR of vips/image.h.
    private const int BytesFormat = 0;

    // G_TYPE_STRING of gobject/gtype.h.
    private const nuint StringType = 16 << 2;

    private readonly VipsLibrary _library;
    private nint _operation;

    public VipsOperation(VipsLibrary library, string name)
    {
        _library = library;
        fixed (byte* text = Text(name))
        {
            _operation = library.NewOperation(text);
        }
    }

    public void SetBytes(string name, NativeBytes bytes)
    {
        var value = default(GValue);
        _library.InitValue(&value, _library.BlobType());
        fixed (byte* start = bytes.Span)
        {
            _library.SetBlob(&value, 0, start, (nuint)bytes.Span.Length);
        }

        Set(name, &value);
    }

    /// <summary>Sets an argument that may hold anything but a zero.</summary>
    public void SetText(string name, string text)
    {
        var value = default(GValue);
        _library.InitValue(&value, StringType);
        fixed (byte* bytes = Text(text))
        {
            _library.SetString(&value, bytes);
        }

        Set(name, &value);
    }

    /// <summary>Where an image of text lies, seen from the upper left corner of its first line.</summary>
    public (int Left, int Top) GetOffset(string name)
    {
        var value = Get(name, _library.ImageType());
        var image = _library.GetObject(&value);
        var offset = (_library.ImageLeft(image), _library.ImageTop(image));
        _library.UnsetValue(&value);
        return offset;
    }

    /// <summary>Sets plain arguments, as <c>width=480,size=down</c>.</summary>
    public void SetOptions(string options)
    {
        fixed (byte* text = Text(options))
        {
            if (_operation != 0 && _library.SetFromString(_operation, text) != 0)
            {
                Release();
            }
        }
    }

    public bool TryRun(out string reason)
    {
        var built = _operation == 0 ? 0 : _library.Build(_operation);
        if (built == 0)
        {
            reason = TakeError();
            Release();
            return false;
        }

        // What was built may be the operation itself with one more reference; the outputs belong to it.
        reason = "";
        _library.Unref(_operation);
        _operation = built;
        return true;
    }

    /// <summary>An image that the operation made, as bytes of one to four bands; null where it is of another kind.</summary>
    /// <exception cref="ImageException">The pixels cannot be computed: libvips decodes only when they are asked for.</exception>
    public (int Width, int Height, int Bands, byte[] Pixels)? GetPixels(string name)
    {
        var value = Get(name, _library.ImageType());
        try
        {
            var image = _library.GetObject(&value);
            var (width, height) = (_library.ImageWidth(image), _library.ImageHeight(image));
            var bands = _library.ImageBands(image);
            if (bands is < 1 or > 4 || _library.ImageFormat(image) != BytesFormat)
            {
                return null;
            }

            nuint size;
            var pixels = _library.WriteToMemory(image, &size);
            if (pixels == null)
            {
                throw ImageException.Corrupt($"cannot be decoded ({TakeError()})");
            }

            var copy = new ReadOnlySpan<byte>(pixels, checked((int)size)).ToArray();
            _library.Free(pixels);
            return (width, height, bands, copy);
        }
        finally
        {
            _library.UnsetValue(&value);
        }
    }

    public void Dispose() => Release();

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + "\0");

    private void Set(string name, GValue* value)
    {
        fixed (byte* text = Text(name))
        {
            if (_operation != 0)
            {
                _library.SetProperty(_operation, text, value);
            }
        }

        _library.UnsetValue(value);
    }

    private GValue Get(string name, nuint type)
    {
        var value = default(GValue);
        _library.InitValue(&value, type);
        fixed (byte* text = Text(name))
        {
            _library.GetProperty(_operation, text, &value);
        }

        return value;
    }

    private void Release()
    {
        if (_operation != 0)
        {
            _library.UnrefOutputs(_operation);
            _library.Unref(_operation);
            _operation = 0;
        }
    }

    // One buffer for all threads: under concurrency a reason may be that of a neighbour, so it is only shown.
    private string TakeError()
    {
        var text = Marshal.PtrToStringUTF8((nint)_library.ErrorBuffer()) ?? "";
        _library.ClearError();
        var line = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return line ?? "libvips gives no reason";
    }
}
