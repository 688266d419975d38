using System.Runtime.InteropServices;

namespace Fastshot.Core.Crypto;

/// <summary>Native memory for one secret computation: given back to the system at once, and wiped before.</summary>
/// <remarks>An array of 256 MiB would stay until the collector comes by.</remarks>
internal sealed unsafe partial class ScratchMemory : IDisposable
{
    private const int HugePageSize = 2 * 1024 * 1024;

    private const int CacheLine = 64;

    // MADV_HUGEPAGE of Linux.
    private const int AdviseHugePages = 14;

    private readonly nuint _size;
    private void* _start;

    public ScratchMemory(nuint size)
    {
        _size = size;
        _start = NativeMemory.AlignedAlloc(size, (nuint)(size < HugePageSize ? CacheLine : HugePageSize));
        if (size >= HugePageSize && OperatingSystem.IsLinux())
        {
            // Only advice: without it, the first touch of 256 MiB in small pages can cost more than scrypt itself.
            _ = Advise((nint)_start, size, AdviseHugePages);
        }
    }

    /// <summary>A part of the memory, counted in elements; valid until this is disposed.</summary>
    public Span<T> Slice<T>(long start, int length)
        where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((nuint)((start + length) * sizeof(T)), _size, nameof(length));
        return new Span<T>((T*)_start + start, length);
    }

    public void Dispose()
    {
        if (_start is not null)
        {
            NativeMemory.Clear(_start, _size);
            NativeMemory.AlignedFree(_start);
            _start = null;
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nuint length, int advice);
}
