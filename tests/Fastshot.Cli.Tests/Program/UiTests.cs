using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json;

namespace Fastshot.Cli.Tests.Program;

/// <summary><c>fastshot ui</c> and <c>fastshot demo</c> as a person starts and ends them.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class UiTests : IDisposable
{
    private readonly RealProgram _fastshot = new();

    [Fact]
    public async Task The_printed_address_lets_a_browser_in_a_second_ui_prints_the_same_and_an_interrupt_ends_it()
    {
        using var process = _fastshot.Start("ui", "--no-open");
        var address = await process.StandardOutput.ReadLineAsync(Deadline.Token);
        using var browser = new HttpClient();
        var connection = await ConnectAsync(browser, address!);
        var note = Path.Combine(_fastshot.Home, "state", "ui.json");
        var mode = File.GetUnixFileMode(note);

        var second = await _fastshot.RunAsync("ui", "--no-open");
        using var stream = await browser.GetStreamAsync(new Uri(new Uri(address!), "/api/events"), Deadline.Token);
        await StockTool.RunAsync("kill", ["-INT", $"{process.Id}"], "/", cancellationToken: Deadline.Token);
        await process.WaitForExitAsync(Deadline.Token);

        Assert.StartsWith("http://127.0.0.1:", address, StringComparison.Ordinal);
        Assert.False(connection.GetProperty("hasLibrary").GetBoolean());
        Assert.Equal((0, address + "\n"), (second.ExitCode, second.Output));
        Assert.Contains("runs already", second.Error, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
        Assert.Equal(0, process.ExitCode);
        Assert.False(File.Exists(note));
        Assert.Contains("has ended", await process.StandardError.ReadToEndAsync(Deadline.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_was_killed_does_not_stand_in_the_way_of_the_next()
    {
        using (var killed = _fastshot.Start("ui", "--no-open"))
        {
            await killed.StandardOutput.ReadLineAsync(Deadline.Token);
            killed.Kill();
            await killed.WaitForExitAsync(Deadline.Token);
        }

        using var process = _fastshot.Start("ui", "--no-open");
        var address = await process.StandardOutput.ReadLineAsync(Deadline.Token);
        using var browser = new HttpClient();

        Assert.Equal("1", $"{(await ConnectAsync(browser, address!)).GetProperty("antiforgery").GetString()!.Length / 43}");
        process.Kill();
    }

    [Fact]
    public async Task A_port_in_use_is_said_and_without_one_another_is_found()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var refused = await _fastshot.RunAsync("ui", "--no-open", "--port", $"{port}", "--json");
        var wrong = await _fastshot.RunAsync("ui", "--no-open", "--port", "70000");

        Assert.Equal((1, 2), (refused.ExitCode, wrong.ExitCode));
        Assert.Equal("port_in_use", JsonDocument.Parse(refused.Error).RootElement.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_browser_is_opened_with_an_address_that_is_good_once_and_is_not_the_token()
    {
        var opened = _fastshot.In("opened");
        var script = _fastshot.In("browser");
        await File.WriteAllTextAsync(script, $"#!/bin/sh\nprintf %s \"$1\" > {opened}.part && mv {opened}.part {opened}\n", Deadline.Token);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var start = new ProcessStartInfo(RealProgram.Executable, ["ui"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["FASTSHOT_HOME"] = _fastshot.Home, ["BROWSER"] = script },
        };
        using var process = Process.Start(start)!;
        while (!File.Exists(opened))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Deadline.Token);
        }

        var address = await File.ReadAllTextAsync(opened, Deadline.Token);
        using var browser = new HttpClient();
        await ConnectAsync(browser, address);
        using var other = new HttpClient();
        using var again = await other.GetAsync(address, Deadline.Token);
        process.Kill();

        Assert.Contains("/start?ticket=", address, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    [Fact]
    public async Task The_demo_serves_its_samples_synced_to_a_folder_and_the_page()
    {
        using var process = _fastshot.Start("demo", "--no-open", "--home", _fastshot.In("D"));
        var address = new Uri((await process.StandardOutput.ReadLineAsync(Deadline.Token))!);
        using var browser = new HttpClient();
        var connection = await ConnectAsync(browser, address.ToString());
        var list = await JsonAsync(browser, new Uri(address, "/api/sessions"));
        var page = await browser.GetStringAsync(new Uri(address, "/"), Deadline.Token);
        process.Kill();

        Assert.True(connection.GetProperty("isDemo").GetBoolean());
        Assert.Equal(12, list.GetProperty("total").GetInt32());
        Assert.All(list.GetProperty("items").EnumerateArray(), one => Assert.Equal("both", one.GetProperty("where").GetString()));
        Assert.Contains("<script type=\"module\"", page, StringComparison.Ordinal);
    }

    public void Dispose() => _fastshot.Dispose();

    private static async Task<JsonElement> ConnectAsync(HttpClient browser, string address)
    {
        using var start = await browser.GetAsync(address, Deadline.Token);
        return await JsonAsync(browser, new Uri(new Uri(address), "/api/connection"));
    }

    private static async Task<JsonElement> JsonAsync(HttpClient browser, Uri address)
    {
        using var document = JsonDocument.Parse(await browser.GetStringAsync(address, Deadline.Token));
        return document.RootElement.Clone();
    }
}
