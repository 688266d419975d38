using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fastshot.Browser.Tests;

/// <summary>A remote that vanishes, hangs or is damaged, as a person sees it.</summary>
public sealed class RemoteTests : PageTests
{
    private string Remote => Path.Combine(Server.Home, "remote");

    [Fact]
    public async Task A_remote_that_vanished_is_said_once_and_the_sync_goes_on_when_it_is_back()
    {
        var page = await OpenAsync("/");
        Directory.Move(Remote, Remote + ".away");
        await page.Keyboard.PressAsync("s");
        await Expect(page.Locator(".banner")).ToHaveCountAsync(1, new() { Timeout = 20_000 });
        await Expect(page.Locator(".card a").First).ToBeVisibleAsync();
        await Look.AtAsync(page, "offline", Screen.Desk);
        Directory.Move(Remote + ".away", Remote);
        await page.Locator(".banner button").ClickAsync();

        await Expect(page.Locator(".banner")).ToHaveCountAsync(0, new() { Timeout = 20_000 });
        Assert.Empty(Browser.Errors);
    }

    [Fact]
    public async Task A_sync_that_hangs_is_cancelled_from_the_drawer_and_can_be_tried_again()
    {
        using var silent = await SilentRemoteAsync();
        var page = await OpenAsync("/");
        await page.Keyboard.PressAsync("s");
        await page.Keyboard.PressAsync("s");
        await page.Keyboard.PressAsync("o");

        // One runs, and one waits behind it.
        var asked = page.Locator(".drawer .operation").Filter(new() { HasText = "Sync: s3://" });
        var cancel = asked.GetByRole(AriaRole.Button, new() { Name = "Cancel" });
        await Expect(cancel).ToHaveCountAsync(2, new() { Timeout = 20_000 });
        await asked.Last.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(asked.Last).ToContainTextAsync("Paused");
        await asked.Last.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Expect(asked.Last).ToContainTextAsync("Waiting its turn");
        await cancel.Last.ClickAsync();
        await cancel.First.ClickAsync();

        var ended = asked.Filter(new() { HasText = "cancelled" });
        await Expect(ended).ToHaveCountAsync(2, new() { Timeout = 3_000 });
        await ended.First.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(cancel).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Damage_at_the_remote_is_found_repaired_after_a_look_and_then_all_is_well()
    {
        var (archive, bytes, spoiled) = await SpoiledArchiveAsync();

        var page = await OpenAsync("/health");
        await page.Locator(".switch-words label").Nth(1).ClickAsync();
        await page.Locator(".level").Nth(2).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify", Exact = true }).First.ClickAsync();
        await Expect(page.Locator(".finding").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Look.AtAsync(page, "damage", Screen.Desk);
        await page.GetByRole(AriaRole.Button, new() { Name = "Dry run" }).ClickAsync();
        var repair = page.GetByRole(AriaRole.Button, new() { Name = "Repair", Exact = true });
        await Expect(repair).ToBeEnabledAsync(new() { Timeout = 30_000 });
        Assert.Equal(spoiled, await File.ReadAllBytesAsync(archive, Deadline.Token));
        await repair.ClickAsync();
        await Expect(repair).ToBeDisabledAsync();
        await page.Keyboard.PressAsync("o");
        await Expect(page.Locator(".drawer .operation.is-good").Filter(new() { HasText = "Repair" })).ToHaveCountAsync(2, new() { Timeout = 30_000 });
        await page.Keyboard.PressAsync("o");
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify", Exact = true }).First.ClickAsync();

        await Expect(page.GetByText("All is well")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Equal(bytes, await File.ReadAllBytesAsync(archive, Deadline.Token));
    }
}
