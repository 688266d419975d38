using Fastshot.Core.Catalog;
using Fastshot.Core.Model;

namespace Fastshot.Core.Tests.Catalog;

public sealed class ChangesTests
{
    private static readonly SessionId Id = SessionId.Parse("7k3mq9x2vw4t8n5b");

    [Fact]
    public void What_was_created_is_read_back()
    {
        var session = Session();

        Assert.Equal(session, SessionReader.Read(Id, Changes.Create(session)));
    }

    [Fact]
    public void An_edit_sets_only_what_differs_and_wins_over_what_was_in_sight()
    {
        var created = Changes.Create(Session());

        var edit = Changes.Edit(Id, created, new SessionEdit { Name = "new", Color = "blue", AddTags = ["web", "x"] }, new Change(9));

        Assert.NotNull(edit);
        Assert.Equal(["name", "tag/x"], edit.Fields.Select(field => field.Name));
        Assert.All(edit.Fields, field => Assert.Equal(new FieldVersion(2, new Change(9)), field.Version));
        Assert.Equal("new", SessionReader.Read(Id, With(created, edit)).Text.Name);
    }

    [Fact]
    public void An_edit_that_changes_nothing_is_none() =>
        Assert.Null(Changes.Edit(Id, Changes.Create(Session()), new SessionEdit { Name = "Login", RemoveTags = ["no"] }, new Change(9)));

    [Fact]
    public void Tags_of_two_devices_add_up()
    {
        var created = Changes.Create(Session());
        var left = Changes.Edit(Id, created, new SessionEdit { AddTags = ["left"] }, new Change(1))!;
        var right = Changes.Edit(Id, created, new SessionEdit { AddTags = ["right"], RemoveTags = ["web"] }, new Change(2))!;

        var joined = With(With(created, left), right);

        Assert.Equal(["left", "right", "ui"], SessionReader.Read(Id, joined).Text.Tags);
    }

    [Fact]
    public void Trash_and_restore_are_a_field_like_others()
    {
        var created = Changes.Create(Session());
        var trashed = With(created, Changes.Trash(created, DateTimeOffset.UnixEpoch, new Change(1)));
        var restored = With(trashed, Changes.Trash(trashed, null, new Change(2)));

        Assert.Equal(DateTimeOffset.UnixEpoch, SessionReader.Read(Id, trashed).Trashed);
        Assert.Null(SessionReader.Read(Id, restored).Trashed);
    }

    [Fact]
    public void A_purge_keeps_the_counter_of_the_trashing_on_which_it_was_decided()
    {
        var created = Changes.Create(Session());
        var trashed = With(created, Changes.Trash(created, DateTimeOffset.UnixEpoch, new Change(1)));
        var edited = With(trashed, Changes.Edit(Id, trashed, new SessionEdit { Name = "later" }, new Change(2))!);

        Assert.Equal(2, Changes.Purge(edited).PurgedCounter);
    }

    [Fact]
    public void A_purge_tells_which_changes_it_had_seen()
    {
        var created = Changes.Create(Session());
        var tagged = With(created, Changes.Edit(Id, created, new SessionEdit { AddTags = ["seen"] }, new Change(1))!);
        var trashed = With(tagged, Changes.Trash(tagged, DateTimeOffset.UnixEpoch, new Change(2)));
        var purge = Changes.Purge(trashed);
        var blind = Changes.Purge(With(created, Changes.Trash(tagged, DateTimeOffset.UnixEpoch, new Change(2))));

        Assert.True(Changes.HasSeen(purge, trashed));
        Assert.True(Changes.HasSeen(purge, created), "an older view of it is seen, too");
        Assert.False(Changes.HasSeen(purge, With(trashed, Changes.Edit(Id, trashed, new SessionEdit { Name = "new" }, new Change(3))!)));
        Assert.False(Changes.HasSeen(blind, trashed), "who knows the trashing need not know the tag before it");
        Assert.True(Changes.HasSeen((Entry.Purged)Join.Entries(blind, purge), trashed), "what one of two purges had seen was meant");
        Assert.Null(Changes.HasSeen(new Entry.Purged(2), trashed));
    }

    [Fact]
    public void The_highest_counter_stays_where_it_is()
    {
        var last = new Entry.Live([new Field("name", new FieldVersion(Limits.Counter, new Change(1)), new("\"a\""u8.ToArray()))]);

        Assert.Equal(Limits.Counter, Changes.Trash(last, null, new Change(2)).Counter);
    }

    [Fact]
    public void A_device_introduces_itself_once()
    {
        var device = new Device("d1", "laptop", "linux");

        var first = Changes.Introduce(null, device, new Change(1));

        Assert.NotNull(first);
        Assert.Null(Changes.Introduce(first, device, new Change(2)));
    }

    [Fact]
    public void Fields_that_cannot_be_understood_read_as_absent()
    {
        var entry = new Entry.Live(
        [
            Field("archive/AAAAAAAAAAE", "{}"), Field("content/AAAAAAAAAAE", "[1,2]"), Field("created", "17"),
            Field("name", "{\"a\":1}"), Field("source", "\"x\""), Field("tag/a", "1"), Field("trashed", "\"yesterday\""),
        ]);

        var session = SessionReader.Read(Id, entry);

        Assert.Equal((SessionText.Empty, DateTimeOffset.UnixEpoch), (session.Text, session.Created));
        Assert.Null(session.Content);
        Assert.Null(session.Trashed);

        static Field Field(string name, string json) =>
            new(name, new FieldVersion(1, new Change(1)), new CanonicalValue(System.Text.Encoding.UTF8.GetBytes(json)));
    }

    private static SessionInfo Session() => new()
    {
        Id = Id,
        Created = new DateTimeOffset(2026, 11, 22, 10, 15, 0, 123, TimeSpan.FromHours(1)),
        Text = new SessionText { Name = "Login", Description = "a\nb", Color = "blue", Class = "bug", Tags = ["ui", "web"] },
        Source = new Source("device", "fastshot/1.0", null),
        Content = new ContentVersion(
            new FieldVersion(1, new Change(5)), 3, 12_345, new BoardSize(2560, 1440.5), new ArchiveName(Digest.Of("x"u8), 99)),
        Trashed = null,
        Words = "Window title",
    };

    private static Entry.Live With(Entry.Live current, Entry change) => (Entry.Live)Join.Entries(current, change);
}
