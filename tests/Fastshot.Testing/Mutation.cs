namespace Fastshot.Testing;

/// <summary>Damages bytes in the ways in which files are damaged and forged: flips, cuts, repeats, and words that matter.</summary>
public static class Mutation
{
    /// <summary>One to four random changes.</summary>
    /// <param name="words">What a forger would put in; may be empty.</param>
    public static byte[] Of(Random random, ReadOnlySpan<byte> original, IReadOnlyList<byte[]> words)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(words);
        List<byte> bytes = [.. original];
        for (var steps = 1 + random.Next(4); steps > 0; steps--)
        {
            Change(random, bytes, words);
        }

        return [.. bytes];
    }

    /// <summary>Copies with one flipped bit each, evenly spread: as many as the scale says, other ones in each run, and all of them in a full one.</summary>
    public static IEnumerable<(int Bit, byte[] Damaged)> FlippedBits(byte[] original)
    {
        ArgumentNullException.ThrowIfNull(original);
        var bits = original.Length * 8;
        var step = Math.Max(1, bits / Scale.Of(bits));
        for (var bit = Random.Shared.Next(step); bit < bits; bit += step)
        {
            byte[] damaged = [.. original];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return (bit, damaged);
        }
    }

    private static void Change(Random random, List<byte> bytes, IReadOnlyList<byte[]> words)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)random.Next(256));
        }

        var place = random.Next(bytes.Count);
        var length = Math.Min(1 + random.Next(random.Next(10) == 0 ? 200 : 4), bytes.Count - place);
        switch (random.Next(words.Count == 0 ? 6 : 9))
        {
            case 0:
                bytes[place] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[place] = (byte)random.Next(256);
                break;
            case 2:
                bytes.RemoveRange(place, length);
                break;
            case 3:
                bytes.InsertRange(place, bytes.GetRange(place, length));
                break;
            case 4:
                bytes.RemoveRange(place, bytes.Count - place);
                break;
            case 5:
                bytes.InsertRange(place, Enumerable.Repeat((byte)random.Next(256), length));
                break;
            case 6:
                bytes.InsertRange(place, words[random.Next(words.Count)]);
                break;
            default:
                bytes.RemoveRange(place, length);
                bytes.InsertRange(place, words[random.Next(words.Count)]);
                break;
        }
    }
}
