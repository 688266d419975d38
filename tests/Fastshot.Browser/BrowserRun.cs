using Microsoft.Playwright;

namespace Fastshot.Browser.Tests;

/// <summary>A Chromium of the system, and windows in it whose errors fail the test.</summary>
internal sealed class BrowserRun : IAsyncDisposable
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;
    private readonly List<string> _errors = [];

    private BrowserRun(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>What the pages' consoles said, but for requests that a test wants to fail.</summary>
    public IReadOnlyList<string> Errors => _errors;

    public static async Task<BrowserRun> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = "/usr/bin/chromium",
            Args = Arguments,
        });
        return new BrowserRun(playwright, browser);
    }

    /// <summary>A window that came in with the address of the server.</summary>
    public async Task<IPage> OpenAsync(Server server, Screen? screen = null, string path = "/")
    {
        var context = await _browser.NewContextAsync((screen ?? Screen.Desk).Options);
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => _errors.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("Failed to load resource", StringComparison.Ordinal))
            {
                _errors.Add(message.Text);
            }
        };
        await page.GotoAsync(server.Address);
        if (path != "/")
        {
            await page.GotoAsync(server.Origin + path);
        }

        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
