using System.Collections.Immutable;
using System.Text;
using Fastshot.Core.Model;

namespace Fastshot.Testing;

/// <summary>Random entries that collide often: few names, few counters, few changes, few values.</summary>
public static class RandomEntries
{
    private static readonly string[] Names =
        ["archive/AAAAAAAAAAE", "class", "color", "name", "später", "tag/ü", "tag/web", "trashed", "unknown", "~"];

    public static Entry Entry(Random random) =>
        random.Next(12) == 0 ? Purged(random) : Live(random);

    public static Entry.Purged Purged(Random random) => new(random.Next(4))
    {
        Seen = random.Next(2) == 0 ? [] : [.. Live(random).Fields.Select(SeenField.Of).OrderBy(one => one.Name)],
    };

    public static Entry.Live Live(Random random)
    {
        var fields = ImmutableArray.CreateBuilder<Field>();
        foreach (var name in Names.Order(StringComparer.Ordinal))
        {
            if (random.Next(3) > 0)
            {
                fields.Add(new Field(name, Version(random), Value(random)));
            }
        }

        return new Entry.Live(fields.ToImmutable());
    }

    public static FieldVersion Version(Random random) => new(random.Next(4), new Change((ulong)random.Next(3)));

    public static SessionId Id(Random random)
    {
        Span<byte> bytes = stackalloc byte[SessionId.SizeBytes];
        random.NextBytes(bytes);
        return SessionId.FromBytes(bytes);
    }

    private static CanonicalValue Value(Random random) => new(Encoding.UTF8.GetBytes(random.Next(5) switch
    {
        0 => "null",
        1 => "true",
        2 => random.Next(3).ToString(System.Globalization.CultureInfo.InvariantCulture),
        3 => "[\"a\",1]",
        _ => $"\"{(char)('a' + random.Next(3))}é\"",
    }));
}
