using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fastshot.Browser.Tests;

/// <summary>Everything that a person does, by the keyboard alone: no test of these touches the mouse.</summary>
public sealed class KeyboardTests : PageTests
{
    private const int TabsMax = 150;

    [Fact]
    public async Task A_session_is_found_opened_edited_tagged_with_nine_others_deleted_and_brought_back()
    {
        var page = await OpenAsync();
        var keys = page.Keyboard;
        await keys.PressAsync("/");
        await keys.TypeAsync("login loop");
        await Expect(page.Locator("li.card:not(.is-bare)")).ToHaveCountAsync(1);
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("Enter");
        await page.Locator(".shot img").First.WaitForAsync();
        await keys.PressAsync("Escape");
        await page.Locator(".cards-body").WaitForAsync();
        await keys.PressAsync("/");
        await keys.PressAsync("Escape");
        await Expect(page.Locator(".found")).ToContainTextAsync("12 sessions");

        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("F2");
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await keys.PressAsync("Control+a");
        await keys.TypeAsync("Renamed by keys");
        await keys.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Renamed by keys" })).ToBeFocusedAsync();

        await keys.PressAsync("Home");
        await keys.PressAsync("x");
        for (var i = 0; i < 9; i++)
        {
            await keys.PressAsync("Shift+ArrowRight");
        }

        await keys.PressAsync("t");
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Add tags" })).ToBeFocusedAsync();
        await keys.TypeAsync("together");
        await keys.PressAsync("Enter");
        await keys.PressAsync("Enter");
        await Expect(page.GetByText("10 sessions were changed.")).ToBeVisibleAsync();
        await keys.PressAsync("Delete");
        await Expect(page.Locator("li.card:not(.is-bare)")).ToHaveCountAsync(2);
        await keys.PressAsync("z");

        // Not each of them need be drawn: the lowest stand below the window.
        await Expect(page.Locator(".found")).ToContainTextAsync("12 sessions");
        Assert.Empty(Browser.Errors);
    }

    [Fact]
    public async Task A_damaged_file_is_found_looked_at_and_repaired_and_a_sync_shows_in_the_drawer()
    {
        var (archive, bytes, spoiled) = await SpoiledArchiveAsync();
        var page = await OpenAsync();
        var keys = page.Keyboard;
        await keys.PressAsync("s");
        await keys.PressAsync("o");
        await Expect(page.Locator(".drawer .operation.is-good").Filter(new() { HasText = "Sync" }).First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await keys.PressAsync("Escape");
        await keys.PressAsync("h");
        await page.Locator(".price .mute").First.WaitForAsync();

        await ToAsync(page, "input[name=verify-side]");
        await keys.PressAsync("ArrowRight");
        await ToAsync(page, "input[name=level]");
        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("ArrowDown");
        await PressAsync(page, "Verify");
        await Expect(page.Locator(".finding").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await ToAsync(page, ".finding summary");
        await keys.PressAsync("Enter");
        await Expect(page.Locator(".finding code").First).ToBeVisibleAsync();
        await PressAsync(page, "Dry run");
        var repair = page.GetByRole(AriaRole.Button, new() { Name = "Repair", Exact = true });
        await Expect(repair).ToBeEnabledAsync(new() { Timeout = 30_000 });
        Assert.Equal(spoiled, await File.ReadAllBytesAsync(archive, Deadline.Token));
        await PressAsync(page, "Repair");
        await Expect(page.GetByText("1 mended")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Expect(repair).ToBeDisabledAsync();
        await PressAsync(page, "Verify");

        await Expect(page.GetByText("All is well")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Equal(bytes, await File.ReadAllBytesAsync(archive, Deadline.Token));
        Assert.Empty(Browser.Errors);
    }

    [Fact]
    public async Task Settings_are_changed_and_a_sync_that_hangs_is_cancelled_and_begun_again()
    {
        using var silent = await SilentRemoteAsync();
        var page = await OpenAsync();
        var keys = page.Keyboard;
        await keys.PressAsync(",");
        await page.Locator("#setting-prefix").WaitForAsync();
        foreach (var (setting, value) in (IEnumerable<(string, string)>)[("aws_access_key", "another"), ("connections", "4")])
        {
            await ToAsync(page, $"#setting-{setting}");
            await keys.PressAsync("Control+a");
            await keys.TypeAsync(value);
        }

        await keys.PressAsync("Enter");
        await Expect(page.Locator(".bulk")).ToHaveCountAsync(0);
        await keys.PressAsync("Escape");
        await ToAsync(page, ".rail a");
        await keys.PressAsync("s");
        await keys.PressAsync("o");
        var row = page.Locator(".drawer .operation").Filter(new() { HasText = "Sync: s3://" });
        await row.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).First.WaitForAsync();
        await PressAsync(page, "Cancel", ".operation button");
        await Expect(row.Filter(new() { HasText = "cancelled" }).First).ToBeVisibleAsync();
        await PressAsync(page, "again", ".operation button");

        await Expect(row.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).First).ToBeVisibleAsync();
        var settings = await File.ReadAllTextAsync(Path.Combine(Server.Home, "config.ini"), Deadline.Token);
        Assert.Contains("aws_access_key = another", settings, StringComparison.Ordinal);
        Assert.Contains("connections = 4", settings, StringComparison.Ordinal);
    }

    /// <summary>Goes on by Tab until the focus is at something, as a person without a mouse does.</summary>
    private static async Task ToAsync(IPage page, string selector, string text = "")
    {
        for (var i = 0; i < TabsMax; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>(
                "([selector, text]) => { const at = document.activeElement; return at?.matches(selector) === true && !at.disabled && (text === '' || at.textContent.trim().toLowerCase().includes(text.toLowerCase())); }",
                new[] { selector, text }))
            {
                Assert.True(await page.EvaluateAsync<bool>("() => { const at = document.activeElement.getBoundingClientRect(); return at.bottom > 0 && at.top < innerHeight; }"), $"{selector} {text} has the focus out of sight.");
                return;
            }
        }

        Assert.Fail($"Tab does not lead to {selector} {text}.");
    }

    private static async Task PressAsync(IPage page, string text, string selector = "button")
    {
        await ToAsync(page, selector, text);
        await page.Keyboard.PressAsync("Enter");
    }
}
