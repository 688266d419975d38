namespace Fastshot.Browser.Tests;

/// <summary>Every view, large and small, light and dark, in both languages.</summary>
public sealed class ViewTests : PageTests
{
    [Theory]
    [MemberData(nameof(Screen.All), MemberType = typeof(Screen))]
    public async Task Every_view_is_accessible_and_fits_its_window(int width, bool isDark, string language)
    {
        var screen = Screen.Of(width, isDark, language);
        var page = await Browser.OpenAsync(Server, screen);
        await page.Locator(".preview.is-there").First.WaitForAsync();
        await Look.AtAsync(page, "grid", screen);

        await page.Locator(".card .pick input").First.CheckAsync(new() { Force = true });
        await page.Locator(".bulk").WaitForAsync();
        await Look.AtAsync(page, "picked", screen);
        await page.Keyboard.PressAsync("Escape");

        await page.Keyboard.PressAsync("o");
        await page.Locator(".drawer").WaitForAsync();
        await Look.AtAsync(page, "operations", screen);
        await page.Keyboard.PressAsync("o");

        await page.Keyboard.PressAsync("v");
        await page.Locator(".sessions-table a").First.WaitForAsync();
        await Look.AtAsync(page, "table", screen);

        await page.Keyboard.PressAsync("?");
        await page.Locator("dialog[open]").WaitForAsync();
        await Look.AtAsync(page, "keys", screen);
        await page.Keyboard.PressAsync("Escape");

        await page.Locator(".sessions-table a").First.ClickAsync();
        await page.Locator(".shot img").First.WaitForAsync();
        await Look.AtAsync(page, "session", screen);
        await page.Locator(".shot").First.ClickAsync();
        await page.Locator(".lightbox[open]").WaitForAsync();
        await Look.AtAsync(page, "lightbox", screen);

        foreach (var (path, ready, name) in ((string, string, string)[])
        [
            ("/trash", ".nothing", "trash"), ("/?q=zzqqzz", ".nothing", "nothing"), ("/health", ".price .mute", "health"),
            ("/settings", "#setting-remote", "settings"), ("/setup", "#place", "setup"), ("/no-such-page", ".nothing", "missing"),
        ])
        {
            await page.GotoAsync(Server.Origin + path);
            await page.Locator(ready).First.WaitForAsync();
            await Look.AtAsync(page, name, screen);
            Assert.EndsWith(" · Fastshot", await page.TitleAsync(), StringComparison.Ordinal);
        }

        Assert.Equal(language == "zh-CN" ? "zh-CN" : "en", await page.EvaluateAsync<string>("document.documentElement.lang"));
        Assert.Empty(Browser.Errors);
    }

    [Theory]
    [InlineData(360)]
    [InlineData(3840)]
    public async Task The_narrowest_and_the_widest_window_hold_the_list(int width)
    {
        var screen = new Screen(width, width < 720 ? 740 : 2160, IsDark: false, "en-GB");
        var page = await Browser.OpenAsync(Server, screen);
        await page.Locator(".preview.is-there").First.WaitForAsync();

        await Look.AtAsync(page, "grid", screen);
    }

    [Fact]
    public async Task The_focus_goes_through_the_page_in_its_order_and_the_list_is_one_stop()
    {
        var page = await Browser.OpenAsync(Server);
        await page.Locator(".card a").First.WaitForAsync();
        var stops = new List<string>();
        for (var i = 0; i < 60; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            stops.Add(await page.EvaluateAsync<string>(
                "() => document.activeElement.closest('.card') ? 'card' : document.activeElement.closest('.rail') ? 'rail' : document.activeElement.closest('.topbar') ? 'topbar' : document.activeElement.closest('.filterbar') ? 'filterbar' : 'other'"));
        }

        var order = stops.Where(stop => stop != "other").Aggregate(new List<string>(), (seen, stop) =>
        {
            if (seen.LastOrDefault() != stop)
            {
                seen.Add(stop);
            }

            return seen;
        });
        Assert.Equal(["rail", "topbar", "filterbar", "card"], order.Take(4));
        Assert.Equal(1, stops.TakeWhile(stop => stop != "card").Count() + 1 - stops.IndexOf("card"));
        Assert.True(stops.Count(stop => stop == "card") <= 2, "The cards are more than one stop.");
    }
}
