using Fastshot.Core.Format;
using Fastshot.Core.Model;

namespace Fastshot.Core.Vault;

/// <summary>Packs changes into as few sealed records as their limit allows.</summary>
internal static class RecordSplitter
{
    // What an entry of 64 KiB makes of itself when it does not compress at all still fits into one record.
    public static IEnumerable<byte[]> Split(
        VaultId vault,
        IReadOnlyList<KeyValuePair<EntryId, Entry>> entries,
        int documentTarget,
        Func<byte[], byte[]> seal,
        int sealedMax)
    {
        var first = 0;
        while (first < entries.Count)
        {
            var count = CountFor(entries, first, documentTarget);
            var record = seal(PieceWriter.WriteRecord(vault, entries.Skip(first).Take(count)));
            while (record.Length > sealedMax && count > 1)
            {
                count /= 2;
                record = seal(PieceWriter.WriteRecord(vault, entries.Skip(first).Take(count)));
            }

            if (record.Length > sealedMax)
            {
                throw new VaultException(
                    VaultError.TooLarge, $"What is to be saved about {entries[first].Key} is larger than {sealedMax >> 10} KiB.");
            }

            yield return record;
            first += count;
        }
    }

    private static int CountFor(IReadOnlyList<KeyValuePair<EntryId, Entry>> entries, int first, int documentTarget)
    {
        var (count, size) = (0, 0L);
        while (first + count < entries.Count && (count == 0 || size < documentTarget))
        {
            size += entries[first + count].Value is Entry.Live live
                ? live.Fields.Sum(field => field.Name.Length + field.Value.Utf8.Length + 30L)
                : 30;
            count++;
        }

        return count;
    }
}
