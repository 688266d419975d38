using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace Fastshot.Core.Format;

/// <summary>gzip of a document, followed by zero bytes so that its size says little (RFC 1952; readers ignore the zeros).</summary>
public static class Gzip
{
    public static byte[] Pack(ReadOnlySpan<byte> document, Func<long, long> pad)
    {
        ArgumentNullException.ThrowIfNull(pad);
        using var packed = new MemoryStream(document.Length / 3);
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(document);
        }

        packed.SetLength(pad(packed.Length));
        return packed.ToArray();
    }

    /// <summary>Unpacks at most so many bytes.</summary>
    public static bool TryUnpack(
        ReadOnlyMemory<byte> packed,
        int lengthMax,
        out ReadOnlyMemory<byte> document,
        [NotNullWhen(false)] out string? reason)
    {
        document = default;
        // The trailing zeros are no gzip member; without them a reader cannot mistake one for the other.
        var end = packed.Span.LastIndexOfAnyExcept((byte)0) + 1;
        // The length field that ends a member may itself end in zeros.
        using var source = new MemoryStream(packed[..Math.Min(packed.Length, end + 4)].ToArray(), writable: false);
        using var unpacked = new MemoryStream();
        try
        {
            using var gzip = new GZipStream(source, CompressionMode.Decompress);
            Span<byte> buffer = stackalloc byte[4096];
            while (gzip.Read(buffer) is > 0 and var count)
            {
                if (unpacked.Length + count > lengthMax)
                {
                    reason = $"unpacks to more than {lengthMax} bytes";
                    return false;
                }

                unpacked.Write(buffer[..count]);
            }
        }
        catch (InvalidDataException)
        {
            reason = "is not whole gzip data";
            return false;
        }

        document = unpacked.GetBuffer().AsMemory(0, (int)unpacked.Length);
        reason = null;
        return true;
    }
}
