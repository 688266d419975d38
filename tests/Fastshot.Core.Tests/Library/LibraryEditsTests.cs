using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Testing.Files;

namespace Fastshot.Core.Tests.Library;

/// <summary>Edits of many sessions, what can be filtered by, and how a change is noticed.</summary>
public sealed class LibraryEditsTests
{
    private readonly LibraryHome _home = new(new FakeFileSystem(new ManualTime()));

    [Fact]
    public async Task Many_edits_are_few_records_and_what_breaks_a_rule_stops_no_other()
    {
        using var library = await _home.OpenAsync();
        var ids = new List<SessionId>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await library.SaveAsync(LibraryHome.Session(i), progress: null, Deadline.Token)).Session.Id);
        }

        var before = (await library.Objects.PiecesAsync(Deadline.Token)).Count;
        var unknown = SessionId.Parse("0000000000000000");
        var result = await library.Edits.RunAsync(
            [
                .. ids.Take(4).Select(id => (id, new SessionEdit { AddTags = ["many"] })),
                (ids[4], new SessionEdit { Name = new string('x', 1000) }),
                (unknown, new SessionEdit { Name = "nobody" }),
            ],
            Deadline.Token);

        Assert.Equal(ids.Take(4), result.Changed.Select(one => one.After.Id));
        Assert.All(result.Changed, one => Assert.Equal(one.Before.Text.Tags.Add("many").Order(StringComparer.Ordinal), one.After.Text.Tags));
        Assert.Equal([ids[4], unknown], result.Refused.Select(one => one.Id));
        Assert.Equal(before + 1, (await library.Objects.PiecesAsync(Deadline.Token)).Count);
        Assert.Equal(4, (await library.QueryAsync(new SessionQuery { Tags = ["many"] }, Deadline.Token)).Total);
        Assert.Empty((await library.Edits.RunAsync([(ids[0], new SessionEdit { AddTags = ["many"] })], Deadline.Token)).Changed);
    }

    [Fact]
    public async Task Facets_count_every_session_once_and_the_trash_by_itself()
    {
        using var library = await _home.OpenAsync();
        var ids = new List<SessionId>();
        for (var i = 0; i < 1100; i++)
        {
            ids.Add((await library.SaveAsync(LibraryHome.Session(i), progress: null, Deadline.Token)).Session.Id);
        }

        await library.Edits.RunAsync(
            [.. ids.Select((id, i) => (id, new SessionEdit { AddTags = [$"t{i % 3}"], Color = i % 2 == 0 ? "red" : "", Class = "work" }))], Deadline.Token);
        await library.TrashAsync(ids.Take(100), Deadline.Token);
        var seen = 0;
        var live = await LibraryFacets.ReadAsync(library, trash: false, _ => seen++, Deadline.Token);
        var trash = await LibraryFacets.ReadAsync(library, trash: true, sight: null, Deadline.Token);

        Assert.Equal(1000, seen);
        Assert.Equal((1000, 500), (live.Classes["work"], live.Colors["red"]));
        Assert.Equal(1000, live.Months.Values.Sum());
        Assert.Equal(ids.Skip(100).Where((_, i) => (i + 100) % 3 == 1).Count(), live.Tags["t1"]);
        Assert.Equal(100, trash.Classes["work"]);
        Assert.DoesNotContain("", live.Colors.Keys);
        Assert.Equal(1100, (await library.Objects.ArchivesHereAsync(Deadline.Token)).Count);
    }

    [Fact]
    public async Task The_stamp_differs_after_each_change_and_only_then()
    {
        using var folder = new TemporaryFolder();
        var home = new LibraryHome(Core.Storage.Disk.DiskFileSystem.Instance, folder.Path, new SqliteIndexProvider(Core.Storage.Disk.DiskFileSystem.Instance, Path.Combine(folder.Path, "library")));
        using var library = await home.OpenAsync();
        var stamps = new HashSet<long> { await library.Objects.StampAsync(Deadline.Token) };
        Assert.False(stamps.Add(await library.Objects.StampAsync(Deadline.Token)));

        await library.SaveAsync(LibraryHome.Session(1), progress: null, Deadline.Token);
        Assert.True(stamps.Add(await library.Objects.StampAsync(Deadline.Token)));
        using (var other = await new LibraryHome(Core.Storage.Disk.DiskFileSystem.Instance, folder.Path, new SqliteIndexProvider(Core.Storage.Disk.DiskFileSystem.Instance, Path.Combine(folder.Path, "library"))).OpenAsync(seed: 7))
        {
            await other.SaveAsync(LibraryHome.Session(2), progress: null, Deadline.Token);
        }

        Assert.True(stamps.Add(await library.Objects.StampAsync(Deadline.Token)));
        Assert.Equal(2, (await library.QueryAsync(new SessionQuery(), Deadline.Token)).Total);
    }
}
