using System.IO.Compression;
using Fastshot.Core.Format;

namespace Fastshot.Core.Tests.Format;

public sealed class GzipTests
{
    [Fact]
    public void What_is_packed_is_unpacked_whatever_zeros_follow() => Property.Holds(5_000, random =>
    {
        // A document has at least its braces; of no bytes the base library makes no gzip at all.
        var document = new byte[random.Next(1, 3000)];
        random.NextBytes(document);
        Array.Clear(document, document.Length / 2, document.Length / 4);

        var packed = Gzip.Pack(document, length => length + random.Next(2000));

        Assert.True(Gzip.TryUnpack(packed, document.Length, out var unpacked, out var reason), reason);
        Assert.Equal(document, unpacked.ToArray());
    });

    [Fact]
    public void A_bomb_is_refused_before_it_unfolds()
    {
        const int LengthMax = 1 << 20;
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 256; i++)
            {
                gzip.Write(zeros);
            }
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var isUnpacked = Gzip.TryUnpack(packed.ToArray(), LengthMax, out _, out var reason);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.False(isUnpacked);
        Assert.Contains("1048576 bytes", reason, StringComparison.Ordinal);
        Assert.InRange(allocated, 0, 4 * LengthMax);
    }

    [Fact]
    public void Every_truncation_of_a_document_is_refused_or_unpacks_to_less()
    {
        var document = FormatSamples.Bytes(string.Concat(Enumerable.Range(0, 300)));
        var packed = Gzip.Pack(document, length => length);
        for (var length = 0; length < packed.Length - 8; length++)
        {
            Assert.True(
                !Gzip.TryUnpack(packed.AsMemory(0, length), 1 << 20, out var unpacked, out _) || unpacked.Length <= document.Length);
        }
    }
}
