using System.Text;
using Fastshot.Classic.Format;
using Fastshot.Core.Catalog;
using Fastshot.Core.Model;
using Fastshot.Core.Sync;
using Fastshot.Testing.Stores;

namespace Fastshot.Classic.Tests.Remote;

/// <summary>The older program's bucket as a remote: what comes and goes, and what each of it costs, at every place the same.</summary>
public abstract class ClassicRemoteContract<TPlace> : MeetingTests<TPlace>
    where TPlace : MeetingPlace, new()
{
    [Fact]
    public async Task A_pull_of_n_new_sessions_takes_n_and_1_requests_and_one_of_none_takes_1()
    {
        await Meeting.Older.FillAsync(20);
        var device = await Meeting.DeviceAsync();

        var first = await device.SyncAsync();
        var second = await device.SyncAsync();
        await Meeting.Older.SaveAsync(30);
        var third = await device.SyncAsync();

        Assert.Equal((21, 21, 20), (first.Usage.Requests, first.Usage.Gets, first.Pulled));
        Assert.Equal((1, 1, false), (second.Usage.Requests, second.Usage.Gets, second.DidSomething));
        Assert.Equal((2, 1), (third.Usage.Requests, third.Pulled));
        Assert.Equal(21, await device.CountAsync());
    }

    [Fact]
    public async Task A_session_is_listed_by_its_index_and_comes_when_it_is_asked_for()
    {
        await Meeting.Older.SaveAsync(1, "登录");
        var device = await Meeting.DeviceAsync();
        await device.SyncAsync();
        var session = await device.FindAsync("登录");

        Assert.Equal(("d", "red", "c", 1), (session.Text.Description, session.Text.Color, session.Text.Class, session.Content!.ImageCount));
        Assert.Equal(["t"], session.Text.Tags);
        Assert.Equal(OlderProgram.FileOf(1), session.Source.ClassicFile);
        Assert.False(await device.Library.HasContentAsync(session, Deadline.Token));
        Assert.True(await device.Remote.FetchAsync(session, Deadline.Token));

        await using var reader = await device.Library.OpenContentAsync(await device.FindAsync("登录"), Deadline.Token);
        Assert.Equal((7, 8), (reader.Manifest.Shots[0].Placement.X, reader.Manifest.Shots[0].Placement.Y));
        Assert.Equal(1, (await device.SyncAsync()).Usage.Requests);
    }

    [Fact]
    public async Task A_save_takes_three_puts_and_a_listing_for_each_thousand_sessions()
    {
        await Meeting.Older.FillAsync(1100);
        var device = await Meeting.DeviceAsync();
        await device.SyncAsync();
        await device.SaveAsync("Login bug");

        var report = await device.SyncAsync();

        Assert.Equal(
            Place.KeepsConditions ? (3, 2, 1, 0) : (5, 4, 2, 1),
            (report.Usage.Puts, report.Usage.Lists, report.Usage.Gets, report.Usage.Heads));
        Assert.Equal(1, report.Pushed);
        Assert.Equal(1101, (await Meeting.FilesAsync()).Count);
        Assert.Equal(1, (await device.SyncAsync()).Usage.Requests);
    }

    [Fact]
    public async Task What_is_saved_here_is_there_for_the_older_program_and_for_the_other_devices()
    {
        var (one, other) = (await Meeting.DeviceAsync(), await Meeting.DeviceAsync());
        await one.SaveAsync("Login bug");

        await one.SyncAsync();
        await other.SyncAsync();

        var file = Assert.Single(await Meeting.FilesAsync());
        Assert.EndsWith("_Login_bug.fastshot", file, StringComparison.Ordinal);
        var document = ClassicDocumentReader.Read(ClassicContainer.Open((await Meeting.Store.ReadAsync("sessions/" + file))!, [ClassicMeeting.Key]));
        Assert.Equal("Login bug", document.Metadata!.Name);
        Assert.True(ClassicIndexReader.TryRead(await Meeting.Store.ReadAsync(ClassicNames.Index(file).Value), file, false, out var index, out _));
        Assert.Equal((1, "Login bug", ""), (index.ImageCount, index.Metadata.Name, index.Metadata.Color));
        Assert.Equal("Login bug", await other.NamesAsync());
        Assert.Equal(1, (await other.SyncAsync()).Usage.Requests);
        Assert.True(await other.Remote.FetchAsync(await other.FindAsync("Login bug"), Deadline.Token));
    }

    [Fact]
    public async Task Two_sessions_of_one_name_and_second_get_two_names()
    {
        var (one, other) = (await Meeting.DeviceAsync(), await Meeting.DeviceAsync());
        await one.SaveAsync("same");
        await one.SaveAsync("same");
        await other.SaveAsync("same");

        await one.SyncAsync();
        await other.SyncAsync();
        await one.SyncAsync();

        Assert.Equal(3, (await Meeting.FilesAsync()).Count);
        Assert.Equal("same same same", await one.NamesAsync());
        Assert.Equal("same same same", await other.NamesAsync());
    }

    [Fact]
    public async Task An_edit_is_told_by_the_list_and_changes_nothing_else_in_the_document()
    {
        await Meeting.Older.SaveAsync(1, "before");
        var (one, other) = (await Meeting.DeviceAsync(), await Meeting.DeviceAsync());
        await one.SyncAsync();
        await other.SyncAsync();
        var file = OlderProgram.FileOf(1);
        var before = Plain((await Meeting.Store.ReadAsync("sessions/" + file))!);
        await one.EditAsync("before", new SessionEdit { Name = "after", AddTags = ["更多"] });

        var report = await one.SyncAsync();
        var told = await other.SyncAsync();

        Assert.Equal(Place.KeepsConditions ? (3, 1, 2) : (5, 2, 3), (report.Usage.Puts, report.Usage.Lists, report.Usage.Gets));
        Assert.Equal((2, 1), (told.Usage.Requests, told.Pulled));
        Assert.Equal("after", await other.NamesAsync());
        var after = Plain((await Meeting.Store.ReadAsync("sessions/" + file))!);
        Assert.Equal(before[..before.IndexOf("\"metadata\"", StringComparison.Ordinal)], after[..after.IndexOf("\"metadata\"", StringComparison.Ordinal)]);
        Assert.Contains("\"name\": \"after\"", after, StringComparison.Ordinal);
        Assert.Contains("\"更多\"", after, StringComparison.Ordinal);
        Assert.Contains("\"later\": {\n      \"a\": 1\n    }", after, StringComparison.Ordinal);
        Assert.Equal((1, 1), ((await one.SyncAsync()).Usage.Requests, (await other.SyncAsync()).Usage.Requests));
    }

    [Fact]
    public async Task A_session_without_a_color_stays_so_when_another_device_edits_it()
    {
        var (one, other) = (await Meeting.DeviceAsync(), await Meeting.DeviceAsync());
        await one.SaveAsync("mine");
        await one.SyncAsync();
        await other.SyncAsync();
        await other.EditAsync("mine", new SessionEdit { Name = "edited" });

        await other.SyncAsync();
        await one.SyncAsync();

        Assert.Equal("", (await one.FindAsync("edited")).Text.Color);
        Assert.Equal("", (await other.FindAsync("edited")).Text.Color);
    }

    [Fact]
    public async Task Edits_of_two_devices_to_two_fields_add_up()
    {
        await Meeting.Older.SaveAsync(1, "name");
        var (one, other) = (await Meeting.DeviceAsync(), await Meeting.DeviceAsync());
        await one.SyncAsync();
        await other.SyncAsync();
        await one.EditAsync("name", new SessionEdit { Color = "green" });
        await other.EditAsync("name", new SessionEdit { Description = "more" });

        await one.SyncAsync();
        await other.SyncAsync();
        await one.SyncAsync();

        foreach (var device in (MeetingDevice[])[one, other])
        {
            var text = (await device.FindAsync("name")).Text;
            Assert.Equal(("green", "more"), (text.Color, text.Description));
        }
    }

    [Fact]
    public async Task What_is_deleted_here_goes_there_and_its_pictures_stay_in_the_trash_here()
    {
        await Meeting.Older.FillAsync(3);
        var device = await Meeting.DeviceAsync();
        await device.SyncAsync();
        await device.TrashAsync("s1");

        var report = await device.SyncAsync();

        Assert.Equal(Place.KeepsConditions ? (2, 1, 1) : (2, 2, 2), (report.Usage.Deletes, report.Usage.Puts, report.Usage.Lists));
        Assert.Equal([OlderProgram.FileOf(0), OlderProgram.FileOf(2)], await Meeting.FilesAsync());
        Assert.Null(await Meeting.Store.ReadAsync(ClassicNames.Index(OlderProgram.FileOf(1)).Value));
        Assert.True(await device.Library.HasContentAsync(await device.FindAsync("s1"), Deadline.Token));

        await device.RestoreAsync("s1");
        await device.SyncAsync();

        Assert.Equal(3, (await Meeting.FilesAsync()).Count);
        Assert.Equal(1, (await device.SyncAsync()).Usage.Requests);
    }

    [Fact]
    public async Task What_the_older_program_deletes_goes_to_the_trash_here_and_comes_back_with_it()
    {
        await Meeting.Older.FillAsync(3);
        var device = await Meeting.DeviceAsync();
        await device.SyncAsync();
        await Meeting.Older.DeleteAsync(1);

        var report = await device.SyncAsync();

        Assert.Equal("s0 s2", await device.NamesAsync());
        Assert.Equal("s1", await device.NamesAsync(isTrash: true));
        Assert.IsType<SyncNotice.WentToTrash>(Assert.Single(report.Notices));
        Assert.Equal((1, 1), (report.Usage.Gets, report.Usage.Lists));
        await Meeting.Older.SaveAsync(1);
        await device.SyncAsync();
        Assert.Equal("s0 s1 s2", await device.NamesAsync());
    }

    [Fact]
    public async Task A_purge_goes_to_the_bucket_and_the_id_is_never_used_again()
    {
        await Meeting.Older.FillAsync(2);
        var device = await Meeting.DeviceAsync();
        await device.SyncAsync();
        var session = await device.FindAsync("s0");
        await device.TrashAsync("s0");
        await device.Remote.WishAsync([session.Id], Deadline.Token);

        var report = await device.SyncAsync();
        await Meeting.Older.SaveAsync(0, "again");
        await device.SyncAsync();

        Assert.Equal(1, report.Deleted);
        Assert.IsType<Entry.Purged>(await device.Library.EntryOfAsync(session.Id, Deadline.Token));
        Assert.NotEqual(session.Id, (await device.FindAsync("again")).Id);
        Assert.Equal("again s1", await device.NamesAsync());
    }

    [Fact]
    public async Task More_than_a_fifth_leaves_only_with_consent()
    {
        await Meeting.Older.FillAsync(40);
        var device = await Meeting.DeviceAsync();
        await device.SyncAsync();
        for (var i = 0; i < 10; i++)
        {
            await Meeting.Older.DeleteAsync(i);
        }

        var held = await device.SyncAsync();

        Assert.Equal(new SyncNotice.HeldBack(10, 40), Assert.Single(held.Notices));
        Assert.True(held.IsIncomplete);
        Assert.Equal(40, await device.CountAsync());
        await device.SyncAsync(new SyncOptions { AllowsDeletions = true });
        Assert.Equal(30, await device.CountAsync());
        Assert.Equal(30, (await Meeting.FilesAsync()).Count);
    }

    [Fact]
    public async Task Losing_the_memory_of_the_bucket_loses_and_doubles_nothing()
    {
        await Meeting.Older.FillAsync(2);
        var device = await Meeting.DeviceAsync();
        await device.SaveAsync("mine");
        await device.SyncAsync();
        await device.Device.Files.DeleteAsync("/home/library/sync-classic.json", Deadline.Token);

        await device.SyncAsync();

        Assert.Equal("mine s0 s1", await device.NamesAsync());
        Assert.Equal(3, (await Meeting.FilesAsync()).Count);
        Assert.Equal(1, (await device.SyncAsync()).Usage.Requests);
    }

    [Fact]
    public async Task A_session_that_was_imported_from_a_copy_of_the_bucket_is_the_same_one()
    {
        await Meeting.Older.FillAsync(1);
        var device = await Meeting.DeviceAsync();
        var file = OlderProgram.FileOf(0);
        await device.Device.ImportAsync(file, (await Meeting.Store.ReadAsync("sessions/" + file))!, ClassicMeeting.Key);
        await device.EditAsync("s0", new SessionEdit { Class = "edited here" });

        await device.SyncAsync();

        Assert.Equal(1, await device.CountAsync());
        Assert.Contains("edited here", Plain((await Meeting.Store.ReadAsync("sessions/" + file))!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_of_all_sessions_are_fetched_ahead_where_a_person_wants_them()
    {
        await Meeting.Older.FillAsync(3);
        var device = await Meeting.DeviceAsync();

        var report = await device.SyncAsync(new SyncOptions { Download = DownloadChoice.All });

        Assert.Equal(3, report.Downloaded);
        Assert.Equal(7, report.Usage.Requests);
    }

    private static string Plain(byte[] bytes) =>
        Encoding.UTF8.GetString(ClassicContainer.Open(bytes, [ClassicMeeting.Key]).Span);
}
