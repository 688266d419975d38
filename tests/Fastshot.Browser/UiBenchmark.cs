using System.Globalization;
using System.Text.Json;

namespace Fastshot.Browser.Tests;

/// <summary>The page's figures at 100,000 sessions. Run by itself: <c>-explicit only -class Fastshot.Browser.Tests.UiBenchmark</c>.</summary>
public sealed class UiBenchmark
{
    // Marks the start of the page's own script and the frame in which the first names are on the screen.
    private const string FirstRows = """
        async () => {
          while (!document.querySelector('.card-name a')) await new Promise(requestAnimationFrame);
          const at = performance.now();
          return at - performance.getEntriesByName('fastshot-start')[0].startTime;
        }
        """;

    private const string Keys = """
        async text => {
          const field = document.querySelector('#search');
          const found = document.querySelector('.found');
          const times = [];
          for (let i = 1; i <= text.length; i++) {
            const began = performance.now();
            const seen = new Promise(done => { const watch = new MutationObserver(() => { watch.disconnect(); done(); }); watch.observe(found, { characterData: true, subtree: true, childList: true }); setTimeout(() => { watch.disconnect(); done('same'); }, 1500); });
            field.value = text.slice(0, i);
            field.dispatchEvent(new InputEvent('input', { bubbles: true }));
            if (await seen !== 'same') times.push(performance.now() - began);
            await new Promise(done => setTimeout(done, 400));
          }
          return times;
        }
        """;

    // From end to end in four seconds, by as much in each frame.
    private const string Scroll = """
        async () => {
          const list = document.querySelector('#content');
          const far = list.scrollHeight - list.clientHeight;
          let [frames, late, before] = [0, 0, 0];
          const began = performance.now();
          for (let now = await new Promise(requestAnimationFrame); now - began < 4000; now = await new Promise(requestAnimationFrame)) {
            list.scrollTop = far * (now - began) / 4000;
            if (before > 0) { const missed = Math.round((now - before) / (1000 / 60)) - 1; frames += 1 + Math.max(0, missed); late += Math.max(0, missed); }
            before = now;
          }
          return late / frames;
        }
        """;

    [Fact(Explicit = true)]
    public async Task The_figures_of_the_page_at_100_000_sessions()
    {
        await using var server = await Server.LargeAsync(100_000);
        await using var browser = await BrowserRun.StartAsync();
        var page = await browser.OpenAsync(server);
        List<double> first = [], scrollLarge = [], scrollSmall = [];
        for (var i = 0; i < 7; i++)
        {
            await page.GotoAsync(server.Origin + "/?view=grid");
            first.Add(await page.EvaluateAsync<double>(FirstRows));
        }

        await page.Locator(".found").WaitForAsync();
        var keys = await page.EvaluateAsync<JsonElement>(Keys, "login review sync");
        for (var i = 0; i < 3; i++)
        {
            scrollSmall.Add(await ScrollAsync(page, server.Origin + "/?q=" + Uri.EscapeDataString(await NarrowAsync(page)) + "&view=grid"));
            scrollLarge.Add(await ScrollAsync(page, server.Origin + "/?view=grid"));
        }

        var pressed = keys.EnumerateArray().Select(one => one.GetDouble()).Order().ToArray();
        var text = string.Create(CultureInfo.InvariantCulture, $"first rows ms: {string.Join(' ', first.Select(one => one.ToString("F0", CultureInfo.InvariantCulture)))}\nkeys ms: median {pressed[pressed.Length / 2]:F0}, max {pressed[^1]:F0} of {pressed.Length}\nframes dropped: 100,000 {string.Join(' ', scrollLarge.Select(one => one.ToString("P1", CultureInfo.InvariantCulture)))}; about 100 {string.Join(' ', scrollSmall.Select(one => one.ToString("P1", CultureInfo.InvariantCulture)))}\n");
        await File.WriteAllTextAsync(Path.Combine(Server.Root, "artifacts", "ui-figures.txt"), text, Deadline.Token);
    }

    private static async Task<double> ScrollAsync(Microsoft.Playwright.IPage page, string address)
    {
        await page.GotoAsync(address);
        await page.Locator(".card-name a").First.WaitForAsync();
        await page.WaitForTimeoutAsync(1500);
        return await page.EvaluateAsync<double>(Scroll);
    }

    /// <summary>Words that find about a hundred sessions: the narrowest tag of those that the library knows.</summary>
    private static Task<string> NarrowAsync(Microsoft.Playwright.IPage page) => page.EvaluateAsync<string>(
        """
        async () => {
          const { tags } = await (await fetch('/api/facets')).json();
          return tags.reduce((best, one) => Math.abs(one.count - 100) < Math.abs(best.count - 100) ? one : best).value;
        }
        """);
}
