using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Fastshot.Core.Format;

/// <summary>The block before each file of a tar (POSIX.1-1988 ustar, which every later tar reads).</summary>
/// <param name="Name">ASCII, at most 100 bytes.</param>
/// <param name="Size">Of the file, in bytes; the content follows, filled up with zeros to whole blocks.</param>
public readonly record struct TarHeader(string Name, long Size)
{
    public const int BlockBytes = 512;

    private const int ChecksumOffset = 148;
    private const int ChecksumLength = 8;

    /// <summary>Writes the block: mode 0644, owner, group and time zero.</summary>
    public void Write(Span<byte> block)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(block.Length, BlockBytes);
        block = block[..BlockBytes];
        block.Clear();
        Encoding.ASCII.GetBytes(Name, block[..100]);
        WriteOctal(block[100..108], 0x1A4); // 0644.
        WriteOctal(block[108..116], 0);
        WriteOctal(block[116..124], 0);
        WriteOctal(block[124..136], Size);
        WriteOctal(block[136..148], 0);
        block[156] = (byte)'0';
        "ustar\0"u8.CopyTo(block[257..]);
        "00"u8.CopyTo(block[263..]);
        WriteOctal(block.Slice(ChecksumOffset, 7), Checksum(block));
        block[ChecksumOffset + 7] = (byte)' ';
    }

    /// <summary>Reads a block; one of zeros is the end and gives a header without a name.</summary>
    public static bool TryRead(ReadOnlySpan<byte> block, out TarHeader header, [NotNullWhen(false)] out string? reason)
    {
        header = default;
        reason = null;
        if (block.Length < BlockBytes)
        {
            reason = "ends in the middle of a tar";
        }
        else if (!block[..BlockBytes].ContainsAnyExcept((byte)0))
        {
            header = new TarHeader("", 0);
        }
        else if (!block[257..262].SequenceEqual("ustar"u8)
            || !TryReadOctal(block.Slice(ChecksumOffset, ChecksumLength), out var sum)
            || sum != Checksum(block[..BlockBytes]))
        {
            reason = "is not a tar, or its header is damaged";
        }
        else if (block[156] is not ((byte)'0' or 0))
        {
            reason = "holds something in its tar that is not a plain file";
        }
        else if (!TryReadOctal(block[124..136], out var size) || TextOf(block[..100]) is not { } name)
        {
            reason = "has a tar header that cannot be read";
        }
        else
        {
            header = new TarHeader(name, size);
        }

        return reason is null;
    }

    /// <summary>The zeros that follow a content of that size.</summary>
    public static int PaddingAfter(long size) => (int)(Padme.RoundUp(size, BlockBytes) - size);

    private static string? TextOf(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)0);
        var name = end < 0 ? text : text[..end];
        return name.IsEmpty || name.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E) ? null : Encoding.ASCII.GetString(name);
    }

    private static int Checksum(ReadOnlySpan<byte> block)
    {
        var sum = ChecksumLength * ' ';
        for (var i = 0; i < BlockBytes; i++)
        {
            sum += i is >= ChecksumOffset and < ChecksumOffset + ChecksumLength ? 0 : block[i];
        }

        return sum;
    }

    private static void WriteOctal(Span<byte> target, long value)
    {
        var digits = target.Length - 1;
        Encoding.ASCII.GetBytes(
            Convert.ToString(value, 8).PadLeft(digits, '0').ToString(CultureInfo.InvariantCulture), target[..digits]);
    }

    private static bool TryReadOctal(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        var digits = text.Trim(" \0"u8);
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return false;
            }

            value = (value << 3) | (uint)(digit - '0');
        }

        return !digits.IsEmpty;
    }
}
