using Microsoft.Playwright;

namespace Fastshot.Browser.Tests;

/// <summary>Tests of the page of a real server: each test has a home and a browser of its own.</summary>
public abstract class PageTests : IAsyncLifetime
{
    private protected Server Server { get; private set; } = null!;

    private protected BrowserRun Browser { get; private set; } = null!;

    /// <summary>The home that each test begins with: the samples, synced to a folder, where nothing else is said.</summary>
    private protected virtual Task<Server> StartAsync() => Server.DemoAsync();

    public async ValueTask InitializeAsync() => (Server, Browser) = (await StartAsync(), await BrowserRun.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A window that shows a view.</summary>
    private protected async Task<IPage> OpenAsync(string path = "/", Screen? screen = null)
    {
        var page = await Browser.OpenAsync(Server, screen, path);
        await page.Locator(path == "/" ? ".card a" : "#content").First.WaitForAsync();
        return page;
    }

    /// <summary>Hands files to the browser's own window, which the page opens for them.</summary>
    private protected static async Task<IFileChooser> ChooserAsync(IPage page) => await page.RunAndWaitForFileChooserAsync(async () =>
    {
        await page.Keyboard.PressAsync("n");
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Choose files" }).ClickAsync();
    });
}
