using Fastshot.Core.Catalog;
using Fastshot.Core.Model;

namespace Fastshot.Core.Tests.Catalog;

public sealed class JoinTests
{
    private const int Cases = 10_000;

    [Fact]
    public void Order_does_not_matter() => Property.Holds(Cases, random =>
    {
        var (a, b) = (RandomEntries.Entry(random), RandomEntries.Entry(random));

        Assert.Equal(Join.Entries(a, b), Join.Entries(b, a));
    });

    [Fact]
    public void Detours_do_not_matter() => Property.Holds(Cases, random =>
    {
        var (a, b, c) = (RandomEntries.Entry(random), RandomEntries.Entry(random), RandomEntries.Entry(random));

        Assert.Equal(Join.Entries(Join.Entries(a, b), c), Join.Entries(a, Join.Entries(b, c)));
    });

    [Fact]
    public void Repetition_does_not_matter() => Property.Holds(Cases, random =>
    {
        var (a, b) = (RandomEntries.Entry(random), RandomEntries.Entry(random));
        var joined = Join.Entries(a, b);

        Assert.Equal(a, Join.Entries(a, a));
        Assert.Equal(joined, Join.Entries(joined, a));
        Assert.Equal(joined, Join.Entries(joined, b));
    });

    [Fact]
    public void A_state_only_grows() => Property.Holds(Cases, random =>
    {
        var (a, b) = (RandomEntries.Live(random), RandomEntries.Live(random));
        var joined = Assert.IsType<Entry.Live>(Join.Entries(a, b));

        Assert.All(a.Fields, field => Assert.True(joined.Find(field.Name)!.Value.Version >= field.Version));
        Assert.Equal(
            a.Fields.Concat(b.Fields).Select(field => field.Name).Distinct().Order(StringComparer.Ordinal),
            joined.Fields.Select(field => field.Name));
        Assert.Equal(Math.Max(a.Counter, b.Counter), joined.Counter);
    });

    [Fact]
    public void Purged_wins_over_everything_for_ever() => Property.Holds(Cases, random =>
    {
        var (live, purged) = (RandomEntries.Live(random), RandomEntries.Purged(random));

        Assert.Equal(purged, Join.Entries(live, purged));
    });

    [Fact]
    public void Equal_versions_with_different_values_are_decided_by_the_greater_bytes()
    {
        var version = new FieldVersion(3, new Change(7));
        var (a, b) = (new Field("name", version, Value("\"a\"")), new Field("name", version, Value("\"b\"")));

        Assert.Equal(b, Join.Fields(a, b));
        Assert.Equal(b, Join.Fields(b, a));
    }

    [Fact]
    public void A_higher_counter_wins_over_a_greater_change()
    {
        var older = new Field("name", new FieldVersion(3, new Change(ulong.MaxValue)), Value("\"z\""));
        var newer = new Field("name", new FieldVersion(4, new Change(0)), Value("\"a\""));

        Assert.Equal(newer, Join.Fields(older, newer));
    }

    private static CanonicalValue Value(string json) => new(System.Text.Encoding.UTF8.GetBytes(json));
}
