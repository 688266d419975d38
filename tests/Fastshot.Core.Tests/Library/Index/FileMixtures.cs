namespace Fastshot.Core.Tests.Library.Index;

/// <summary>What a file may hold after a power cut, where it was written from one content to another without a sync between.</summary>
/// <param name="blockStarts">Where the writes begin, in the order in which they are done; the first is 0.</param>
internal sealed class FileMixtures(byte[] before, byte[] after, IReadOnlyList<int> blockStarts, SeededRandom random)
{
    private const int RandomMax = 8;

    private readonly List<(int From, int To)> _changed =
    [
        .. blockStarts.Select((from, i) => (from, Math.Min(i + 1 < blockStarts.Count ? blockStarts[i + 1] : after.Length, after.Length)))
            .Where(block => block.Item1 < block.Item2 && (block.Item2 > before.Length
                || !before.AsSpan(block.Item1..block.Item2).SequenceEqual(after.AsSpan(block.Item1..block.Item2)))),
    ];

    /// <summary>The writes before each moment, the last of them torn or whole; all but one; and some sets of any.</summary>
    public IEnumerable<byte[]> All()
    {
        for (var count = 0; count < _changed.Count; count++)
        {
            yield return With(i => i < count);
            yield return With(i => i < count, torn: count);
            yield return With(i => i != count);
        }

        for (var i = 0; i < RandomMax && _changed.Count > 2; i++)
        {
            var kept = _changed.Select(_ => random.Next(2) == 0).ToList();
            yield return With(block => kept[block]);
        }

        yield return after;
    }

    private byte[] With(Func<int, bool> isWritten, int? torn = null)
    {
        var file = new byte[after.Length];
        before.AsSpan(0, Math.Min(before.Length, file.Length)).CopyTo(file);
        var length = Math.Min(before.Length, after.Length);
        for (var i = 0; i < _changed.Count; i++)
        {
            var (from, to) = _changed[i];
            if (torn == i)
            {
                to -= (to - from) / 2;
            }
            else if (!isWritten(i))
            {
                continue;
            }

            after.AsSpan(from..to).CopyTo(file.AsSpan(from));
            length = Math.Max(length, to); // What lies before and was not written reads as zeros.
        }

        return file[..length];
    }
}
