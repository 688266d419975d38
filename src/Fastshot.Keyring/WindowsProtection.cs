using System.Runtime.InteropServices;
using Fastshot.Core.Library;
using Fastshot.Core.Runtime;
using Fastshot.Core.Storage;

namespace Fastshot.Keyring;

/// <summary>DPAPI of Windows: files that open for this person on this computer. Compiled and not yet run (docs/decisions/0037).</summary>
internal sealed partial class WindowsProtection(IFileSystem files, string folder, IRandom random) : IKeyring
{
    private const int BytesMax = 16 << 10;
    private const uint WithoutWindows = 1;

    public string Name => "the data protection of Windows";

    public Task<KeyringState> LookAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(OperatingSystem.IsWindows() ? KeyringState.Open : KeyringState.Absent);

    // One that was protected for another person or computer is as good as none.
    public async Task<byte[]?> ReadAsync(string item, CancellationToken cancellationToken = default) =>
        await files.ReadSmallAsync(PathOf(item), BytesMax, cancellationToken).ConfigureAwait(false) is { } sealedBytes
            ? Opened(sealedBytes)
            : null;

    public Task AddAsync(string item, string label, ReadOnlyMemory<byte> secret, CancellationToken cancellationToken = default) =>
        new AtomicFile(files, random).WriteAsync(PathOf(item), Sealed(secret.Span), overwrite: false, cancellationToken);

    public Task RemoveAsync(string item, CancellationToken cancellationToken = default) => files.DeleteAsync(PathOf(item), cancellationToken);

    private string PathOf(string item) => Path.Combine(folder, item);

    private static unsafe byte[] Sealed(ReadOnlySpan<byte> secret)
    {
        Require();
        fixed (byte* start = secret)
        {
            return CryptProtectData(new Blob((uint)secret.Length, (nint)start), 0, 0, 0, 0, WithoutWindows, out var made)
                ? Taken(made)
                : throw new KeyringException(KeyringState.Open, $"Windows refused to protect the key, with {Marshal.GetLastPInvokeError()}.");
        }
    }

    private static unsafe byte[]? Opened(ReadOnlySpan<byte> sealedBytes)
    {
        Require();
        fixed (byte* start = sealedBytes)
        {
            return CryptUnprotectData(new Blob((uint)sealedBytes.Length, (nint)start), 0, 0, 0, 0, WithoutWindows, out var made)
                ? Taken(made)
                : null;
        }
    }

    private static unsafe byte[] Taken(Blob made)
    {
        var native = new Span<byte>((void*)made.Data, checked((int)made.Size));
        var bytes = native.ToArray();
        native.Clear();
        _ = LocalFree(made.Data);
        return bytes;
    }

    private static void Require()
    {
        if (!OperatingSystem.IsWindows())
        {
            throw new KeyringException(KeyringState.Absent, "This is not Windows.");
        }
    }

    [LibraryImport("crypt32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CryptProtectData(
        in Blob given, nint description, nint entropy, nint reserved, nint prompt, uint flags, out Blob made);

    [LibraryImport("crypt32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool CryptUnprotectData(
        in Blob given, nint description, nint entropy, nint reserved, nint prompt, uint flags, out Blob made);

    [LibraryImport("kernel32.dll")]
    private static partial nint LocalFree(nint memory);

    /// <summary>DATA_BLOB.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Blob(uint Size, nint Data);
}
