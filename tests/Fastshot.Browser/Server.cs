using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Fastshot.Browser.Tests;

/// <summary>The real program with its page, in a home of its own.</summary>
internal sealed class Server : IAsyncDisposable
{
    private Process _process;

    private Server(string home, Process process, string address) => (Home, _process, Address) = (home, process, address);

    public static string Root { get; } = FolderAbove();

    public string Home { get; }

    private static string Executable => Path.Combine(Root, "artifacts", "fastshot", "fastshot");

    /// <summary>The address that lets a browser in.</summary>
    public string Address { get; private set; }

    public string Origin => new Uri(Address).GetLeftPart(UriPartial.Authority);

    /// <summary>The samples, synced to a folder.</summary>
    public static Task<Server> DemoAsync(params string[] more) => StartAsync("demo", more);

    /// <summary>A library that is not there yet.</summary>
    public static Task<Server> EmptyAsync() => StartAsync("ui");

    /// <summary>A library of sessions without pictures, for measurements.</summary>
    public static async Task<Server> LargeAsync(int sessions)
    {
        var home = Directory.CreateTempSubdirectory("fastshot-browser-").FullName;
        using var fill = Process.Start(Executable, ["demo", "--home", home, "--sessions", $"{sessions}", "--catalog-only", "-q"]);
        await fill.WaitForExitAsync();
        var (process, address) = await RunAsync(home, "ui", "--no-open");
        return new Server(home, process, address);
    }

    /// <summary>Ends it without a word, as a crash does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>Starts it anew on the port that it had.</summary>
    public async Task StartAgainAsync()
    {
        var port = new Uri(Address).Port;
        (_process, Address) = await RunAsync(Home, "ui", "--no-open", "--port", $"{port}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        Directory.Delete(Home, recursive: true);
    }

    private static async Task<Server> StartAsync(string verb, params string[] more)
    {
        var home = Directory.CreateTempSubdirectory("fastshot-browser-").FullName;
        var (process, address) = await RunAsync(home, [verb, "--no-open", .. more]);
        return new Server(home, process, address);
    }

    private static async Task<(Process Process, string Address)> RunAsync(string home, params string[] arguments)
    {
        var start = new ProcessStartInfo(Executable, [.. arguments, "--home", home])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");
        _ = process.StandardError.ReadToEndAsync(); // Or it would wait for a reader.
        while (await process.StandardOutput.ReadLineAsync(Deadline.Token) is { } line)
        {
            if (line.StartsWith("http://127.0.0.1:", StringComparison.Ordinal))
            {
                return (process, line);
            }
        }

        throw new InvalidOperationException("The program ended before it printed its address.");
    }

    private static string FolderAbove([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", ".."));
}
