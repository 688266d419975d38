using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Fastshot.Classic.Format;

/// <summary>The older program's XOR with a repeated key. It hides nothing from anybody who holds one file.</summary>
public sealed class ClassicCipher
{
    private const int PatternBytes = 4096;

    private readonly byte[] _pattern;
    private readonly int _keyLength;

    /// <summary>Takes the key as configured: blanks at its ends do not count, quotes do.</summary>
    public ClassicCipher(string key)
    {
        var bytes = Encoding.UTF8.GetBytes((key ?? throw new ArgumentNullException(nameof(key))).Trim());
        if (bytes.Length == 0)
        {
            throw new ArgumentException("An empty key ciphers nothing.", nameof(key));
        }

        // Whole repetitions, so that the end of the pattern meets its start.
        _keyLength = bytes.Length;
        _pattern = new byte[_keyLength * ((PatternBytes / _keyLength) + 1)];
        for (var i = 0; i < _pattern.Length; i += _keyLength)
        {
            bytes.CopyTo(_pattern, i);
        }
    }

    /// <summary>Ciphers or deciphers in place what stands at an offset of the payload.</summary>
    public void Apply(Span<byte> bytes, long offset = 0)
    {
        var start = (int)(offset % _keyLength);
        while (!bytes.IsEmpty)
        {
            var count = Math.Min(bytes.Length, _pattern.Length - start);
            Xor(bytes[..count], _pattern.AsSpan(start, count));
            bytes = bytes[count..];
            start = 0;
        }
    }

    private static void Xor(Span<byte> bytes, ReadOnlySpan<byte> pattern)
    {
        var vectors = MemoryMarshal.Cast<byte, Vector<byte>>(bytes);
        var masks = MemoryMarshal.Cast<byte, Vector<byte>>(pattern);
        for (var i = 0; i < vectors.Length; i++)
        {
            vectors[i] ^= masks[i];
        }

        for (var i = vectors.Length * Vector<byte>.Count; i < bytes.Length; i++)
        {
            bytes[i] ^= pattern[i];
        }
    }
}
