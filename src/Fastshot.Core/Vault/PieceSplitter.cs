using Fastshot.Core.Model;

namespace Fastshot.Core.Vault;

/// <summary>Packs entries into as few sealed pieces as their limits allow.</summary>
internal static class PieceSplitter
{
    // What an entry of 64 KiB makes of itself when it does not compress at all still fits into one record.
    public static IEnumerable<(byte[] Bytes, IReadOnlyList<KeyValuePair<EntryId, Entry>> Entries)> Split(
        IReadOnlyList<KeyValuePair<EntryId, Entry>> entries,
        Func<IReadOnlyList<KeyValuePair<EntryId, Entry>>, byte[]> seal,
        int documentTarget,
        int sealedMax)
    {
        var first = 0;
        while (first < entries.Count)
        {
            var part = Part(entries, first, CountFor(entries, first, documentTarget));
            var bytes = seal(part);
            while (bytes.Length > sealedMax && part.Count > 1)
            {
                part = Part(entries, first, part.Count / 2);
                bytes = seal(part);
            }

            if (bytes.Length > sealedMax)
            {
                throw new VaultException(
                    VaultError.TooLarge, $"What is to be saved about {entries[first].Key} is larger than {sealedMax >> 10} KiB.");
            }

            yield return (bytes, part);
            first += part.Count;
        }
    }

    private static List<KeyValuePair<EntryId, Entry>> Part(
        IReadOnlyList<KeyValuePair<EntryId, Entry>> entries, int first, int count) => [.. entries.Skip(first).Take(count)];

    private static int CountFor(IReadOnlyList<KeyValuePair<EntryId, Entry>> entries, int first, int documentTarget)
    {
        var (count, size) = (0, 0L);
        while (first + count < entries.Count && count < Limits.SegmentEntries && (count == 0 || size < documentTarget))
        {
            size += entries[first + count].Value is Entry.Live live
                ? live.Fields.Sum(field => field.Name.Length + field.Value.Utf8.Length + 30L)
                : 30;
            count++;
        }

        return count;
    }
}
