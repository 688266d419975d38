using System.Buffers;
using System.Buffers.Text;

namespace Fastshot.Core.Crypto;

/// <summary>Base64 as the age format has it: no white space, canonical only, in lines of at most 64 characters.</summary>
internal static class StrictBase64
{
    public const int LineCharacters = 64;

    /// <summary>What a full line holds.</summary>
    public const int LineBytes = LineCharacters / 4 * 3;

    private static readonly SearchValues<byte> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8);

    /// <summary>Reads one line without padding, as in headers.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> line, Span<byte> destination, out int count)
    {
        count = 0;
        if (line.Length > LineCharacters || line.Length % 4 == 1 || line.ContainsAnyExcept(Alphabet))
        {
            return false;
        }

        Span<byte> padded = stackalloc byte[LineCharacters];
        padded.Fill((byte)'=');
        line.CopyTo(padded);
        padded = padded[..((line.Length + 3) / 4 * 4)];

        // The framework refuses what is not canonical, and the vectors hold it to that.
        return Base64.DecodeFromUtf8(padded, destination, out _, out count) == OperationStatus.Done;
    }

    /// <summary>Reads one line that is padded to a multiple of four characters, as in armor.</summary>
    public static bool TryDecodePadded(ReadOnlySpan<byte> line, Span<byte> destination, out int count)
    {
        count = 0;
        var padding = line.EndsWith("=="u8) ? 2 : line.EndsWith("="u8) ? 1 : 0;
        return line.Length % 4 == 0 && TryDecode(line[..^padding], destination, out count);
    }

    /// <summary>Writes without padding; returns the number of characters.</summary>
    public static int Encode(ReadOnlySpan<byte> bytes, Span<byte> destination)
    {
        Span<byte> padded = stackalloc byte[LineCharacters];
        _ = Base64.EncodeToUtf8(bytes, padded, out var read, out _);
        ArgumentOutOfRangeException.ThrowIfNotEqual(read, bytes.Length, nameof(bytes));
        var count = ((bytes.Length * 8) + 5) / 6;
        padded[..count].CopyTo(destination);
        return count;
    }
}
