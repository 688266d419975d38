using System.Text.Json;

namespace Fastshot.Web.Tests;

/// <summary>A remote that vanishes in the middle of a sync that the page began.</summary>
public sealed class VanishingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(9)]
    public async Task Wherever_a_sync_is_cut_off_that_is_said_and_the_next_one_goes_on_to_the_end(int requests)
    {
        HangingStore? store = null;
        await using var run = await WebRun.StartAsync(inner => store = new HangingStore(inner));
        await run.SaveAsync("first");
        await run.MeetAsync();
        var names = Enumerable.Range(0, 5).Select(i => $"later {i}").ToList();
        foreach (var name in names)
        {
            await run.SaveAsync(name);
        }

        store!.Left = requests;
        var failed = await run.EndOfAsync(await run.PostAsync("/api/sync"));
        var away = await run.GetAsync("/api/remote");
        Assert.Equal(6, (await run.GetAsync("/api/sessions")).GetProperty("total").GetInt32());
        (store.Left, store.IsAway) = (null, false);
        var resumed = await run.EndOfAsync(await run.PostAsync("/api/sync"));

        Assert.Contains(failed.GetProperty("operation").GetProperty("state").GetString(), (string[])["failed", "partly"]);
        Assert.True(away.GetProperty("waiting").GetInt32() > 0);
        Assert.Equal("completed", resumed.GetProperty("operation").GetProperty("state").GetString());
        Assert.Equal(0, (await run.GetAsync("/api/remote")).GetProperty("waiting").GetInt32());
        await using var other = await WebRun.StartAsync();
        await other.EndOfAsync(await other.JsonAsync(
            HttpMethod.Put, "/api/remote", JsonSerializer.Serialize(new { url = run.RemoteFolder, passphrase = "correct horse", reseal = true })));
        await other.QuietAsync();
        var there = (await other.GetAsync("/api/sessions")).GetProperty("items").EnumerateArray().Select(one => one.GetProperty("name").GetString());
        Assert.Equal(names.Prepend("first").Order(), there.Order());
    }
}
