using System.Text;
using System.Text.RegularExpressions;
using Fastshot.Core.Catalog;
using Fastshot.Core.Model;
using Fastshot.Core.Sync;
using Fastshot.Core.Workspace;

namespace Fastshot.Web.Tests;

/// <summary>The vault's key was changed on this device, and the page goes on syncing.</summary>
public sealed partial class RotationTests
{
    [Fact]
    public async Task What_a_process_that_ran_on_put_into_the_old_vault_is_taken_along_by_the_pages_sync()
    {
        await using var run = await WebRun.StartAsync();
        using var ranOn = new LocalWorkspace(run.Parts);
        var (id, _) = await RenameLateAsync(run, ranOn);

        var end = await run.EndOfAsync(await run.PostAsync("/api/sync"));

        Assert.Equal("completed", end.GetProperty("operation").GetProperty("state").GetString());
        var session = (await run.GetAsync("/api/sessions")).GetProperty("items").EnumerateArray().Single();
        Assert.Equal((id, "renamed late"), (session.GetProperty("id").GetString(), session.GetProperty("name").GetString()));
        Assert.Equal(0, end.GetProperty("report").GetProperty("sync").GetProperty("notices").GetArrayLength());
    }

    [Fact]
    public async Task An_old_vault_that_cannot_be_read_is_said_and_the_sync_goes_on()
    {
        await using var run = await WebRun.StartAsync();
        using var ranOn = new LocalWorkspace(run.Parts);
        var (_, old) = await RenameLateAsync(run, ranOn);
        await run.SaveAsync("second");
        var about = Path.Combine(run.RemoteFolder, "fastshot", old.Text, "about.json");
        var text = await File.ReadAllTextAsync(about, Deadline.Token);
        await File.WriteAllTextAsync(about, MinReader().Replace(text, "\"minReader\":99"), Deadline.Token);

        var end = await run.EndOfAsync(await run.PostAsync("/api/sync"));

        var notice = end.GetProperty("report").GetProperty("sync").GetProperty("notices").EnumerateArray().Single();
        Assert.Equal("old_vault_unread", notice.GetProperty("code").GetString());
        Assert.Equal(0, (await run.GetAsync("/api/remote")).GetProperty("waiting").GetInt32());

        // Nothing was lost: it comes along when it can be read.
        await File.WriteAllTextAsync(about, text, Deadline.Token);
        await run.EndOfAsync(await run.PostAsync("/api/sync"));
        Assert.Equal(1, (await run.GetAsync("/api/sessions?query=renamed")).GetProperty("total").GetInt32());
    }

    // The key is changed, and a process that ran on renames a session in the old vault.
    private static async Task<(string Session, VaultId Old)> RenameLateAsync(WebRun run, LocalWorkspace ranOn)
    {
        var id = await run.SaveAsync("first");
        await run.MeetAsync();
        var old = await ranOn.LibraryAsync(Deadline.Token);
        await RotateAsync(run);
        await old.EditAsync((await old.FindAsync(id, Deadline.Token)).Id, new SessionEdit { Name = "renamed late" }, cancellationToken: Deadline.Token);
        return (id, old.Vault);
    }

    private static async Task RotateAsync(WebRun run)
    {
        var address = new RemoteAddress("file", run.RemoteFolder, run.RemoteFolder);
        var place = (await run.Workspace.PlaceOfAsync(address, Deadline.Token))!;
        var rotation = run.Workspace.Rotation(address, place);
        await rotation.PrepareAsync(Encoding.UTF8.GetBytes("new words"), cancellationToken: Deadline.Token);
        await rotation.RunAsync(await run.Workspace.LibraryAsync(Deadline.Token), cancellationToken: Deadline.Token);
        await run.Workspace.ReopenAsync(Deadline.Token);
    }

    [GeneratedRegex("\"minReader\":[0-9]+", RegexOptions.None, 1000)]
    private static partial Regex MinReader();
}
