using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Fastshot.Browser.Tests;

/// <summary>What is wrong with what comes in, as a person sees it.</summary>
public sealed class BadInputTests : PageTests
{
    [Theory]
    [InlineData(1440)]
    [InlineData(390)]
    public async Task Names_with_markup_from_right_to_left_and_without_an_end_stay_text_and_in_their_place(int width)
    {
        const string Markup = "<img src=x onerror=document.title=1> <b>bold</b> \u202Eمرحبا \u202C& 漢字";
        var screen = Screen.Of(width, isDark: false, "en-GB");
        var page = await OpenAsync("/", screen);
        await EditAsync(page, 0, Markup);
        await EditAsync(page, 1, new string('W', 200));
        await Expect(page.Locator(".card a").First).ToHaveTextAsync(Markup);
        await Look.AtAsync(page, "names", screen);
        await page.Keyboard.PressAsync("v");
        await page.Locator(".sessions-table a").First.WaitForAsync();
        await Look.AtAsync(page, "names-table", screen);
        await page.Locator(".sessions-table a").First.ClickAsync();
        await page.Locator(".shot img").First.WaitForAsync();
        await Look.AtAsync(page, "names-session", screen);

        Assert.Equal(0, await page.Locator("img[src=x], .board b:text-is('bold')").CountAsync());
        Assert.EndsWith(" · Fastshot", await page.TitleAsync(), StringComparison.Ordinal);
        Assert.Empty(Browser.Errors);
    }

    [Fact]
    public async Task A_name_of_ten_thousand_characters_is_refused_beside_its_field_and_nothing_is_changed()
    {
        var page = await OpenAsync();
        var name = await page.Locator(".card a").First.InnerTextAsync();
        await page.Locator(".card a").First.FocusAsync();
        await page.Keyboard.PressAsync("F2");
        var field = page.GetByLabel("Name", new() { Exact = true });

        // As a script would: a person's typing ends at the limit.
        await field.EvaluateAsync("field => { field.value = 'x'.repeat(10000); field.dispatchEvent(new Event('input', { bubbles: true })); }");
        await page.Keyboard.PressAsync("Enter");

        await Expect(field).ToHaveAttributeAsync("aria-invalid", "true");
        await Look.AtAsync(page, "too-long", Screen.Desk);
        await page.Keyboard.PressAsync("Escape");
        await page.ReloadAsync();
        await Expect(page.Locator(".card a").First).ToHaveTextAsync(name);
    }

    [Fact]
    public async Task A_session_whose_archive_is_damaged_says_so_in_the_viewer_and_the_list_goes_on()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Server.Home, "library", "vault", "sessions"), "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file, Deadline.Token);
            bytes.AsSpan(200).Fill(0x55);
            await File.WriteAllBytesAsync(file, bytes, Deadline.Token);
        }

        var page = await OpenAsync();
        await page.Locator(".card a").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".board")).ToContainTextAsync("damaged", new() { Timeout = 20_000 });
        await Look.AtAsync(page, "damaged-session", Screen.Desk);
        await page.Keyboard.PressAsync("Escape");

        await Expect(page.Locator(".card a").First).ToBeVisibleAsync();
        await Expect(page.Locator(".found")).ToContainTextAsync("12 sessions");
    }

    [Fact]
    public async Task A_page_of_another_site_can_neither_frame_it_nor_send_it_a_form_nor_read_it()
    {
        using var site = new TcpListener(IPAddress.Loopback, 0);
        site.Start();
        var served = ServeAsync(
            site,
            $"<iframe src='{Server.Origin}/'></iframe><form method=post action='{Server.Origin}/api/sync' enctype='text/plain'><input name='{{}}'></form>");
        var page = await OpenAsync(); // Has the cookie.
        var strange = await page.Context.NewPageAsync();
        await strange.GotoAsync($"http://localhost:{((IPEndPoint)site.LocalEndpoint).Port}/");

        var read = await strange.EvaluateAsync<string>(
            "async origin => { try { return await (await fetch(origin + '/api/sessions', { credentials: 'include' })).text(); } catch (e) { return 'refused'; } }", Server.Origin);
        var framed = await strange.FrameLocator("iframe").Locator(".card").CountAsync();
        var posted = await strange.RunAndWaitForResponseAsync(
            () => strange.EvaluateAsync("() => document.forms[0].submit()"), response => response.Url.EndsWith("/api/sync", StringComparison.Ordinal));

        Assert.Equal(("refused", 0), (read, framed));
        Assert.InRange(posted.Status, 400, 499);
        site.Stop();
        await served;
    }

    private static async Task EditAsync(IPage page, int at, string name)
    {
        await page.Locator(".card a").Nth(at).FocusAsync();
        await page.Keyboard.PressAsync("F2");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator(".card a").Nth(at)).ToHaveTextAsync(name);
    }

    private static async Task ServeAsync(TcpListener site, string html)
    {
        try
        {
            while (true)
            {
                using var client = await site.AcceptTcpClientAsync();
                var buffer = new byte[8192];
                _ = await client.GetStream().ReadAtLeastAsync(buffer, 1, throwOnEndOfStream: false, Deadline.Token);
                await client.GetStream().WriteAsync(
                    Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {Encoding.UTF8.GetByteCount(html)}\r\nConnection: close\r\n\r\n{html}"), Deadline.Token);
            }
        }
        catch (SocketException)
        {
            // Stopped.
        }
    }
}
