using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fastshot.Browser.Tests;

/// <summary>What comes in by dropping and pasting, and what goes out as files.</summary>
public sealed partial class IntakeTests : PageTests
{
    // A picture of the library as a file, handed over as a browser does where a person drops or pastes.
    private const string HandOver = """
        async ([kind, name]) => {
          const { items } = await (await fetch('/api/sessions?limit=1')).json();
          const { shots } = await (await fetch('/api/sessions/' + items[0].id)).json();
          const data = new DataTransfer();
          data.items.add(new File([await (await fetch(shots[0].url)).blob()], name, { type: 'image/png' }));
          const event = kind === 'paste'
            ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
            : new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true });
          document.body.dispatchEvent(event);
        }
        """;

    [Fact]
    public async Task A_picture_that_is_dropped_becomes_a_session()
    {
        var page = await OpenAsync();
        await page.EvaluateAsync(HandOver, new[] { "dragenter", "dropped.png" });
        await Expect(page.Locator(".drop-target")).ToBeVisibleAsync();
        await page.EvaluateAsync(HandOver, new[] { "drop", "dropped.png" });
        await Expect(page.Locator(".drop-target")).ToHaveCountAsync(0);
        await SaveAsync(page, "Dropped here");

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Dropped here" })).ToBeVisibleAsync();
        Assert.Empty(Browser.Errors);
    }

    [Fact]
    public async Task A_picture_that_is_pasted_gets_a_name_of_its_own()
    {
        var page = await OpenAsync();
        await page.EvaluateAsync(HandOver, new[] { "paste", "image.png" });
        await SaveAsync(page, "Pasted here");
        await page.GetByRole(AriaRole.Link, new() { Name = "Pasted here" }).ClickAsync();
        await page.Locator(".shot img").First.WaitForAsync();

        var title = await page.EvaluateAsync<string>("async () => (await (await fetch('/api' + location.pathname)).json()).shots[0].title");
        Assert.Equal("Pasted", title);
    }

    [Fact]
    public async Task A_session_is_saved_as_each_kind_of_file_and_comes_back_from_one()
    {
        var page = await OpenAsync();
        await page.Locator(".card a").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".shot img").First.WaitForAsync();
        var names = new List<string>();
        string? portable = null;
        var count = 0;
        do
        {
            await page.Locator(".is-share").ClickAsync();
            var items = page.GetByRole(AriaRole.Menuitem);
            count = await items.CountAsync();
            var download = await page.RunAndWaitForDownloadAsync(() => items.Nth(names.Count).ClickAsync());
            names.Add(Path.GetExtension(download.SuggestedFilename));
            Assert.True(new FileInfo(await download.PathAsync()).Length > 1000, download.SuggestedFilename);
            if (names[^1] == ".fastshot" && portable is null)
            {
                portable = Path.Combine(Server.Home, download.SuggestedFilename);
                await download.SaveAsAsync(portable);
            }
        }
        while (names.Count < count);

        Assert.Equal(3, names.Count);
        Assert.Contains(".zip", names);
        await page.Keyboard.PressAsync("Escape");
        await page.Locator(".cards-body").WaitForAsync();
        var chooser = await ChooserAsync(page);
        await chooser.SetFilesAsync(portable!);
        await page.Keyboard.PressAsync("o");
        await Expect(page.Locator(".drawer .operation.is-good").Filter(new() { HasText = "Import" })).ToBeVisibleAsync(new() { Timeout = 20_000 });
    }

    [Fact]
    public async Task An_import_whose_answer_comes_after_its_end_is_shown_as_what_it_is()
    {
        var page = await OpenAsync();
        var portable = Path.Combine(Server.Home, "one.fastshot");
        await page.Locator(".card a").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator(".shot img").First.WaitForAsync();
        await page.Locator(".is-share").ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Menuitem).Nth(1).ClickAsync());
        await download.SaveAsAsync(portable);
        await page.Keyboard.PressAsync("Escape");
        await page.Locator(".cards-body").WaitForAsync();
        await page.Keyboard.PressAsync("o");
        var row = page.Locator(".drawer .operation").Filter(new() { HasText = "Import" });

        // As under load: the window hears of the end by the events before the answer to its own request. (A route of the
        // browser would not do: it hands on no file.)
        await page.EvaluateAsync("""
            () => {
                const real = window.fetch;
                window.fetch = async (...request) => {
                    const answer = await real(...request);
                    const isShown = () => [...document.querySelectorAll('.drawer .operation.is-good')].some(row => row.textContent.includes('Import'));
                    while (String(request[0]).includes('/api/import') && !isShown()) {
                        await new Promise(next => setTimeout(next, 20));
                    }
                    return answer;
                };
            }
            """);
        await page.Keyboard.PressAsync("o");
        var chooser = await ChooserAsync(page);
        await page.Keyboard.PressAsync("o");
        await page.RunAndWaitForResponseAsync(() => chooser.SetFilesAsync(portable), "**/api/import");

        await Expect(page.Locator(".toast")).ToBeVisibleAsync();
        await Expect(row).ToHaveClassAsync(IsGood());
    }

    [GeneratedRegex("is-good", RegexOptions.None, 1000)]
    private static partial Regex IsGood();

    private static async Task SaveAsync(IPage page, string name)
    {
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save session" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = name }).WaitForAsync();
    }
}
