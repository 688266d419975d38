using System.Text;
using Fastshot.Core.Format;

namespace Fastshot.Core.Tests.Format;

public sealed class TarHeaderTests
{
    [Fact]
    public void A_header_has_these_bytes()
    {
        var expected = new byte[TarHeader.BlockBytes];
        Put(0, "manifest.json");
        Put(100, "0000644\0" + "0000000\0" + "0000000\0" + "00000011215\0" + "00000000000\0" + "010446\0 " + "0");
        Put(257, "ustar\0" + "00");

        var block = new byte[TarHeader.BlockBytes];
        new TarHeader("manifest.json", 4749).Write(block);

        Assert.Equal(Encoding.ASCII.GetString(expected), Encoding.ASCII.GetString(block));

        void Put(int offset, string text) => Encoding.ASCII.GetBytes(text).CopyTo(expected, offset);
    }

    [Fact]
    public void What_is_written_is_read_back() => Property.Holds(10_000, random =>
    {
        var header = new TarHeader($"shots/{random.Next(1000):000}.png", random.NextInt64(1L << random.Next(1, 33)));
        var block = new byte[TarHeader.BlockBytes];
        header.Write(block);

        Assert.True(TarHeader.TryRead(block, out var read, out var reason), reason);
        Assert.Equal(header, read);
    });

    [Fact]
    public void Every_changed_bit_is_noticed()
    {
        var block = new byte[TarHeader.BlockBytes];
        new TarHeader("shots/001.png", 1234).Write(block);
        TarHeader.TryRead(block, out var original, out _);
        for (var bit = 0; bit < block.Length * 8; bit++)
        {
            block[bit / 8] ^= (byte)(1 << (bit % 8));

            // A sum of bytes cannot tell the few bits apart in which its own digits are written otherwise.
            Assert.True(!TarHeader.TryRead(block, out var read, out _) || read == original, $"Bit {bit} is not noticed.");

            block[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Zeros_are_the_end()
    {
        Assert.True(TarHeader.TryRead(new byte[TarHeader.BlockBytes], out var header, out _));
        Assert.Equal("", header.Name);
    }

    [Theory]
    [InlineData('1')]
    [InlineData('2')]
    [InlineData('5')]
    [InlineData('x')]
    public void Links_folders_and_extended_headers_are_refused(char type)
    {
        var block = new byte[TarHeader.BlockBytes];
        new TarHeader("shots/001.png", 0).Write(block);
        block[156] = (byte)type;
        Encoding.ASCII.GetBytes(Convert.ToString(Sum(block), 8).PadLeft(6, '0')).CopyTo(block, 148);

        Assert.False(TarHeader.TryRead(block, out _, out var reason));
        Assert.Contains("not a plain file", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_that_is_cut_is_refused()
    {
        Assert.False(TarHeader.TryRead(new byte[TarHeader.BlockBytes - 1], out _, out var reason));
        Assert.Contains("middle", reason, StringComparison.Ordinal);
    }

    private static int Sum(byte[] block) => block.Where((_, i) => i is < 148 or >= 156).Sum(one => one) + (8 * ' ');
}
