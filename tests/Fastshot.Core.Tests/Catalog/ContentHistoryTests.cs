using Fastshot.Core.Catalog;
using Fastshot.Core.Model;

namespace Fastshot.Core.Tests.Catalog;

public sealed class ContentHistoryTests
{
    [Fact]
    public void The_version_with_the_highest_counter_and_change_is_shown()
    {
        var history = ContentHistory.Of(Entry((1, 9, []), (2, 3, [9])));

        Assert.Equal(new FieldVersion(2, new Change(3)), history.Shown?.Version);
        Assert.Empty(history.Others);
    }

    [Fact]
    public void A_version_that_is_no_ancestor_is_offered_as_another()
    {
        var history = ContentHistory.Of(Entry((1, 1, []), (2, 2, [1]), (2, 3, [1])));

        Assert.Equal(new Change(3), history.Shown?.Version.Change);
        Assert.Equal([new Change(2)], history.Others.Select(other => other.Version.Change));
    }

    [Fact]
    public void A_version_that_had_both_in_sight_settles_it()
    {
        var history = ContentHistory.Of(Entry((1, 1, []), (2, 2, [1]), (2, 3, [1]), (3, 4, [2, 3])));

        Assert.Equal(new Change(4), history.Shown?.Version.Change);
        Assert.Empty(history.Others);
    }

    [Fact]
    public void Ancestors_in_a_circle_end()
    {
        var history = ContentHistory.Of(Entry((1, 1, [2]), (1, 2, [1])));

        Assert.Equal(new Change(2), history.Shown?.Version.Change);
        Assert.Empty(history.Others);
    }

    private static Entry.Live Entry(params (long Counter, ulong Change, ulong[] Bases)[] versions) => new(
    [
        .. versions
            .Select(one => new Field(
                FieldNames.Content(new Change(one.Change)),
                new FieldVersion(one.Counter, new Change(one.Change)),
                new ContentValue([.. one.Bases.Select(bits => new Change(bits))], default, 1, 1).ToValue()))
            .OrderBy(field => field.Name, StringComparer.Ordinal),
    ]);
}
