using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fastshot.Browser.Tests;

/// <summary>What a person does with the page, with the mouse and with the keyboard.</summary>
public sealed class FlowTests : PageTests
{
    [Fact]
    public async Task Search_narrows_with_each_key_stands_in_the_address_and_survives_a_reload()
    {
        var page = await OpenAsync();
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("login loop");
        await Expect(page.Locator("li.card:not(.is-bare)")).ToHaveCountAsync(1);
        await page.ReloadAsync();

        await Expect(page.Locator("li.card:not(.is-bare)")).ToHaveCountAsync(1);
        await Expect(page.Locator("#search")).ToHaveValueAsync("login loop");
        Assert.Contains("q=login", page.Url, StringComparison.Ordinal);
        await Expect(page.Locator(".found")).ToContainTextAsync("1 of 12");
    }

    [Fact]
    public async Task A_session_is_deleted_and_comes_back_by_the_mouse()
    {
        var page = await OpenAsync();
        var name = await page.Locator(".card a").First.InnerTextAsync();
        await page.Locator(".card").First.HoverAsync();
        await page.Locator(".card-more").First.ClickAsync();
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Delete" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true })).ToHaveCountAsync(1);
        Assert.Empty(Browser.Errors);
    }

    [Fact]
    public async Task The_same_by_the_keyboard_only()
    {
        var page = await OpenAsync();
        await page.Locator("#search").FocusAsync();
        await page.Keyboard.PressAsync("ArrowDown");
        var name = await page.EvaluateAsync<string>("document.activeElement.textContent");
        await page.Keyboard.PressAsync("Delete");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true })).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("z");

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true })).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Metadata_is_edited_in_place_and_another_window_shows_it()
    {
        var page = await OpenAsync();
        var other = await OpenAsync();
        await page.Locator(".card a").First.FocusAsync();
        await page.Keyboard.PressAsync("F2");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Renamed in one window");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Renamed in one window" })).ToBeVisibleAsync();
        await Expect(other.GetByRole(AriaRole.Link, new() { Name = "Renamed in one window" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Ten_at_once_get_a_tag_and_lose_it_by_undo()
    {
        var page = await OpenAsync();
        await page.Locator(".card a").First.FocusAsync();
        await page.Keyboard.PressAsync("x");
        for (var i = 0; i < 9; i++)
        {
            await page.Keyboard.PressAsync("Shift+ArrowRight");
        }

        await Expect(page.Locator(".bulk p b")).ToHaveTextAsync("10");
        await page.Keyboard.PressAsync("t");
        await Expect(page.GetByRole(AriaRole.Combobox, new() { Name = "Add tags" })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("together");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("10 sessions were changed.")).ToBeVisibleAsync();
        await page.GotoAsync(Server.Origin + "/?tag=together");
        await Expect(page.Locator(".found")).ToContainTextAsync("10 of 12");
    }

    [Fact]
    public async Task Files_become_a_session_by_the_save_dialog()
    {
        var page = await OpenAsync();
        var picture = Directory.EnumerateFiles(Path.Combine(Server.Root, "src", "Fastshot.Cli", "Demo", "Samples"), "*.png", SearchOption.AllDirectories).First();
        var chooser = await ChooserAsync(page);
        await chooser.SetFilesAsync(picture);
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Chosen <b>now</b>");
        await Look.AtAsync(page, "save", Screen.Desk);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save session" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Chosen <b>now</b>" })).ToBeVisibleAsync();
        Assert.Empty(Browser.Errors);
    }

    [Fact]
    public async Task What_is_no_image_is_refused_in_words_and_nothing_is_saved()
    {
        var page = await OpenAsync();
        var chooser = await ChooserAsync(page);
        await chooser.SetFilesAsync(new FilePayload { Name = "notes.png", MimeType = "image/png", Buffer = "no picture"u8.ToArray() });
        await page.GetByRole(AriaRole.Button, new() { Name = "Save session" }).ClickAsync();

        await Expect(page.Locator("dialog .notice.is-bad")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator(".found")).ToContainTextAsync("12 sessions");
    }

    [Fact]
    public async Task A_session_opens_zooms_shows_a_shot_large_and_leads_back()
    {
        var page = await OpenAsync();
        await page.Locator(".card a").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".shot").First.WaitForAsync();
        var fitted = await page.Locator(".plane").GetAttributeAsync("data-zoom");
        await page.Keyboard.PressAsync("+");
        await Expect(page.Locator(".plane")).Not.ToHaveAttributeAsync("data-zoom", fitted!);
        await page.Keyboard.PressAsync("0");
        await Expect(page.Locator(".plane")).ToHaveAttributeAsync("data-zoom", fitted!);
        await page.Locator(".shot").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".lightbox header p")).ToContainTextAsync("1 of");
        await page.Keyboard.PressAsync("ArrowRight");
        await Expect(page.Locator(".lightbox header p")).ToContainTextAsync("2 of");
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("Escape");

        await Expect(page.Locator(".cards-body")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_sync_and_a_verification_show_in_the_drawer_and_a_reload_keeps_them()
    {
        var page = await OpenAsync("/health");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sync now" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify", Exact = true }).First.ClickAsync();
        await Expect(page.GetByText("All is well")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await page.Keyboard.PressAsync("o");
        await Expect(page.Locator(".drawer .operation.is-good").First).ToBeVisibleAsync();
        await page.ReloadAsync();

        await Expect(page.Locator(".drawer .operation.is-good").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Settings_name_every_problem_at_once_and_write_nothing()
    {
        var page = await OpenAsync("/settings");
        await page.Locator("#setting-connections").FillAsync("many");
        await page.Locator("#setting-trash_days").FillAsync("never");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.Locator(".problem-list li")).ToHaveCountAsync(2);
        await page.ReloadAsync();

        await Expect(page.Locator("#setting-connections")).ToHaveValueAsync("16");
    }

    [Fact]
    public async Task A_server_that_was_killed_is_said_and_the_new_one_asks_for_its_address()
    {
        var page = await OpenAsync();
        await Server.KillAsync();
        await Expect(page.Locator(".banner")).ToContainTextAsync("Fastshot has stopped", new() { Timeout = 20_000 });
        await Expect(page.Locator(".card a").First).ToBeVisibleAsync();
        await Server.StartAgainAsync();
        await Expect(page.Locator(".banner")).ToContainTextAsync("started anew", new() { Timeout = 30_000 });
        await page.GotoAsync(Server.Address);

        await Expect(page.Locator(".card a").First).ToBeVisibleAsync();
        await Expect(page.Locator(".banner")).ToHaveCountAsync(0);
    }
}
