using System.Net;
using System.Net.Sockets;
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

    /// <summary>Sets a bucket as the remote whose store takes each connection and answers nothing.</summary>
    private protected async Task<TcpListener> SilentRemoteAsync()
    {
        var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var settings = Path.Combine(Server.Home, "config.ini");
        var lines = (await File.ReadAllLinesAsync(settings, Deadline.Token)).Where(line => !line.StartsWith("remote", StringComparison.Ordinal));
        await File.WriteAllLinesAsync(
            settings,
            [.. lines, $"remote = s3://bucket/sessions?endpoint=http://{silent.LocalEndpoint}", "aws_access_key = access", "aws_secret_key = secret", "sync = manual"],
            Deadline.Token);
        return silent;
    }

    /// <summary>Damages the largest archive at the remote folder; returns its file, what it held, and what it holds now.</summary>
    private protected async Task<(string File, byte[] Before, byte[] Now)> SpoiledArchiveAsync()
    {
        var archive = Directory.EnumerateFiles(Path.Combine(Server.Home, "remote"), "*", SearchOption.AllDirectories)
            .Where(path => path.Contains("/sessions/", StringComparison.Ordinal)).OrderByDescending(path => new FileInfo(path).Length).First();
        var bytes = await File.ReadAllBytesAsync(archive, Deadline.Token);
        var spoiled = bytes.ToArray();
        spoiled.AsSpan(300).Clear();
        await File.WriteAllBytesAsync(archive, spoiled, Deadline.Token);
        return (archive, bytes, spoiled);
    }

    /// <summary>Hands files to the browser's own window, which the page opens for them.</summary>
    private protected static async Task<IFileChooser> ChooserAsync(IPage page) => await page.RunAndWaitForFileChooserAsync(async () =>
    {
        await page.Keyboard.PressAsync("n");
        await page.GetByRole(AriaRole.Menuitem, new() { Name = "Choose files" }).ClickAsync();
    });
}
