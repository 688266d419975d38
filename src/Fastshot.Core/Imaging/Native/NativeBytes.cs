using System.Runtime.InteropServices;

namespace Fastshot.Core.Imaging.Native;

/// <summary>Bytes for a native library: they stay where they are, and are given back when they are disposed.</summary>
/// <remarks>A pinned array of a whole file would stay until the collector comes by.</remarks>
internal sealed unsafe class NativeBytes(int length) : IDisposable
{
    private void* _start = NativeMemory.Alloc((nuint)length);

    public Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_start is null, this);
            return new Span<byte>(_start, length);
        }
    }

    public void Dispose()
    {
        NativeMemory.Free(_start);
        _start = null;
    }
}
