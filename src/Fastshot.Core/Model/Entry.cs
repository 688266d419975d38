using System.Collections.Immutable;

namespace Fastshot.Core.Model;

/// <summary>One field of an entry: its name, and the value with the version that set it.</summary>
public readonly record struct Field(string Name, FieldVersion Version, CanonicalValue Value);

/// <summary>What a state says about one session: its fields, or that it was purged.</summary>
public abstract record Entry
{
    private Entry()
    {
    }

    /// <summary>The highest counter that any of its fields has.</summary>
    public abstract long Counter { get; }

    /// <summary>An entry with fields in the byte order of their names, each name once.</summary>
    public sealed record Live(ImmutableArray<Field> Fields) : Entry
    {
        public override long Counter => Fields.IsEmpty ? 0 : Fields.Max(one => one.Version.Counter);

        /// <summary>The field of that name, or null.</summary>
        public Field? Find(string name)
        {
            var (low, high) = (0, Fields.Length - 1);
            while (low <= high)
            {
                var middle = (low + high) / 2;
                var order = string.CompareOrdinal(Fields[middle].Name, name);
                if (order == 0)
                {
                    return Fields[middle];
                }

                (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
            }

            return null;
        }

        public bool Equals(Live? other) => other is not null && Fields.SequenceEqual(other.Fields);

        public override int GetHashCode() => Fields.Length == 0 ? 0 : Fields[0].GetHashCode();
    }

    /// <summary>
    /// A session that was deleted for good; it keeps the counter of the trashing on which that was decided, and which
    /// versions of its fields whoever decided it had seen.
    /// </summary>
    public sealed record Purged(long PurgedCounter) : Entry
    {
        public override long Counter => PurgedCounter;

        /// <summary>What was seen, ascending by name, each once; empty where that was not told.</summary>
        public ImmutableArray<SeenField> Seen { get; init; } = [];

        public bool Equals(Purged? other) =>
            other is not null && PurgedCounter == other.PurgedCounter && Seen.AsSpan().SequenceEqual(other.Seen.AsSpan());

        public override int GetHashCode() => PurgedCounter.GetHashCode();
    }
}
