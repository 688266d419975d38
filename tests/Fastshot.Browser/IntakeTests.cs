using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fastshot.Browser.Tests;

/// <summary>What comes in by dropping and pasting, and what goes out as files.</summary>
public sealed class IntakeTests : IAsyncLifetime
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

    private Server _server = null!;
    private BrowserRun _browser = null!;

    public async ValueTask InitializeAsync() => (_server, _browser) = (await Server.DemoAsync(), await BrowserRun.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        await _server.DisposeAsync();
    }

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
        Assert.Empty(_browser.Errors);
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
                portable = Path.Combine(_server.Home, download.SuggestedFilename);
                await download.SaveAsAsync(portable);
            }
        }
        while (names.Count < count);

        Assert.Equal(3, names.Count);
        Assert.Contains(".zip", names);
        await page.Keyboard.PressAsync("Escape");
        await page.Locator(".cards-body").WaitForAsync();
        var chooser = await page.RunAndWaitForFileChooserAsync(async () =>
        {
            await page.Keyboard.PressAsync("n");
            await page.GetByRole(AriaRole.Menuitem, new() { Name = "Choose files" }).ClickAsync();
        });
        await chooser.SetFilesAsync(portable!);
        await page.Keyboard.PressAsync("o");
        await Expect(page.Locator(".drawer .operation.is-good").Filter(new() { HasText = "Import" })).ToBeVisibleAsync(new() { Timeout = 20_000 });
    }

    private static async Task SaveAsync(IPage page, string name)
    {
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save session" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = name }).WaitForAsync();
    }

    private async Task<IPage> OpenAsync()
    {
        var page = await _browser.OpenAsync(_server);
        await page.Locator(".card a").First.WaitForAsync();
        return page;
    }
}
