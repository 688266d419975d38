using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fastshot.Browser.Tests;

/// <summary>The first minutes: an empty library, and a place where devices meet.</summary>
public sealed class FirstRunTests : PageTests
{
    private protected override Task<Server> StartAsync() => Server.EmptyAsync();

    [Theory]
    [MemberData(nameof(Screen.All), MemberType = typeof(Screen))]
    public async Task An_empty_library_says_what_to_do_first(int width, bool isDark, string language)
    {
        var screen = Screen.Of(width, isDark, language);
        var page = await Browser.OpenAsync(Server, screen);
        await page.Locator(".ways").WaitForAsync();

        await Look.AtAsync(page, "empty", screen);
        Assert.Empty(Browser.Errors);
    }

    [Fact]
    public async Task A_folder_is_probed_a_vault_is_made_and_the_recovery_key_must_be_kept()
    {
        var page = await Browser.OpenAsync(Server, path: "/setup");
        await page.Locator("#place").FillAsync(Path.Combine(Directory.CreateDirectory(Path.Combine(Server.Home, "meeting")).FullName));
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".checks li").First.WaitForAsync();
        await page.Locator("#join-pass").FillAsync("four words of mine");
        await page.Locator("#join-again").FillAsync("four words of mine");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".secret").WaitForAsync(new() { Timeout = 40_000 });
        await Look.AtAsync(page, "recovery", Screen.Desk);
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download as a file" }).ClickAsync());
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Go on" })).ToBeDisabledAsync();
        await page.GetByLabel("I keep it somewhere").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();

        Assert.Contains("recovery-key", download.SuggestedFilename, StringComparison.Ordinal);
        await Expect(page.GetByText("Everything is there.")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        Assert.Empty(Browser.Errors);
    }
}
