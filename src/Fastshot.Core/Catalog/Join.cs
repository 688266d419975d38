using System.Collections.Immutable;
using Fastshot.Core.Model;

namespace Fastshot.Core.Catalog;

/// <summary>The one way in which states meet: commutative, associative and idempotent, so order and repetition do not matter.</summary>
public static class Join
{
    /// <summary>Joins two views of one session: purged wins for ever, else each field by its version.</summary>
    public static Entry Entries(Entry left, Entry right) => Entries(left, right, ProtocolRules.All);

    internal static Entry Entries(Entry left, Entry right, ProtocolRules rules) => (left, right) switch
    {
        (Entry.Purged a, Entry.Purged b) => Purged(a, b),
        (Entry.Purged purge, _) => Wins(purge, right, rules) ? left : right,
        (_, Entry.Purged purge) => Wins(purge, left, rules) ? right : left,
        (Entry.Live a, Entry.Live b) => Live(a, b, rules),
        _ => throw new ArgumentOutOfRangeException(nameof(right), "No such entry."),
    };

    /// <summary>What an entry says beyond what is known of it; null where that is nothing.</summary>
    public static Entry? Beyond(Entry? known, Entry entry) => Beyond(known, entry, ProtocolRules.All);

    internal static Entry? Beyond(Entry? known, Entry entry, ProtocolRules rules)
    {
        if (known is null)
        {
            return entry;
        }

        return Entries(known, entry, rules).Equals(known) ? null
            : known is Entry.Live before && entry is Entry.Live now
                ? new Entry.Live([.. now.Fields.Where(one => before.Find(one.Name) is not { } same || Fields(same, one, rules) != same)])
                : entry;
    }

    /// <summary>The field that stays of two with one name: the higher version; at equal versions the greater value.</summary>
    public static Field Fields(Field left, Field right) => Fields(left, right, ProtocolRules.All);

    private static Field Fields(Field left, Field right, ProtocolRules rules)
    {
        var order = left.Version.CompareTo(right.Version);
        // A virtual machine that is resumed twice repeats its random bits: then the bytes decide, the same way everywhere.
        return (order != 0 || !rules.GreaterValueStays ? order : left.Value.CompareTo(right.Value)) >= 0 ? left : right;
    }

    private static bool Wins(Entry.Purged purge, Entry other, ProtocolRules rules) =>
        rules.PurgesWin || other.Counter <= purge.PurgedCounter;

    private static Entry.Purged Purged(Entry.Purged left, Entry.Purged right)
    {
        var seen = left.Seen == right.Seen || right.Seen.IsEmpty
            ? left.Seen
            : [
                .. left.Seen.Concat(right.Seen).GroupBy(one => one.Name)
                    .Select(same => same.MaxBy(one => one.Version)).OrderBy(one => one.Name),
            ];
        return new Entry.Purged(Math.Max(left.PurgedCounter, right.PurgedCounter)) { Seen = seen };
    }

    private static Entry.Live Live(Entry.Live left, Entry.Live right, ProtocolRules rules)
    {
        var joined = ImmutableArray.CreateBuilder<Field>(Math.Max(left.Fields.Length, right.Fields.Length));
        var (i, k) = (0, 0);
        while (i < left.Fields.Length || k < right.Fields.Length)
        {
            var order = i == left.Fields.Length ? 1
                : k == right.Fields.Length ? -1
                : string.CompareOrdinal(left.Fields[i].Name, right.Fields[k].Name);
            joined.Add(order switch
            {
                < 0 => left.Fields[i],
                > 0 => right.Fields[k],
                _ => Fields(left.Fields[i], right.Fields[k], rules),
            });
            i += order <= 0 ? 1 : 0;
            k += order >= 0 ? 1 : 0;
        }

        if (!rules.TagsAddUp)
        {
            var tagged = NewestTag(left) >= NewestTag(right) ? left : right;
            joined.RemoveAll(one => IsTag(one) && tagged.Find(one.Name) != one);
        }

        return joined.Count == left.Fields.Length && left.Fields.SequenceEqual(joined)
            ? left
            : new Entry.Live(joined.DrainToImmutable());
    }

    private static bool IsTag(Field field) => field.Name.StartsWith(FieldNames.TagPrefix, StringComparison.Ordinal);

    private static FieldVersion NewestTag(Entry.Live entry) => entry.Fields.Where(IsTag).Select(one => one.Version).DefaultIfEmpty().Max();
}
