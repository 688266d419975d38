using System.Buffers.Binary;
using Fastshot.Core.Runtime;

namespace Fastshot.Testing;

/// <summary>Randomness that a seed decides, the same on every machine and framework (SplitMix64, Steele et al. 2014).</summary>
public sealed class SeededRandom(ulong seed) : IRandom
{
    private readonly Lock _turn = new();
    private ulong _state = seed;

    public ulong Seed { get; } = seed;

    public void Fill(Span<byte> destination)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        lock (_turn)
        {
            while (!destination.IsEmpty)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(word, NextUInt64());
                var count = Math.Min(word.Length, destination.Length);
                word[..count].CopyTo(destination);
                destination = destination[count..];
            }
        }
    }

    public ulong NextUInt64()
    {
        lock (_turn)
        {
            unchecked
            {
                var mixed = _state += 0x9E3779B97F4A7C15;
                mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
                mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
                return mixed ^ (mixed >> 31);
            }
        }
    }

    /// <summary>Goes on as another one does: both draw the same from here on.</summary>
    public void GoOnAs(SeededRandom other)
    {
        ArgumentNullException.ThrowIfNull(other);
        _state = other._state;
    }

    /// <summary>From 0 to below the bound.</summary>
    public int Next(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)(NextUInt64() % (ulong)bound); // The bias is below 2^-32.
    }

    /// <summary>True once in so many times.</summary>
    public bool OnceIn(int times) => Next(times) == 0;

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        Fill(bytes);
        return bytes;
    }

    /// <summary>A source of its own, for a part whose draws must not shift those of the rest.</summary>
    public SeededRandom Fork() => new(NextUInt64());
}
