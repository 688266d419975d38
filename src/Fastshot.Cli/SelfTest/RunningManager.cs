using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Fastshot.Cli.Shell;

namespace Fastshot.Cli.SelfTest;

/// <summary>The session manager of a scratch device, as a process of its own.</summary>
internal sealed class RunningManager : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly HttpClient _browser = new() { Timeout = Patience };
    private readonly Uri _start;

    private RunningManager(Process process, Uri start) => (_process, _start) = (process, start);

    /// <summary>How this program is started again; null where it cannot be, as in a test that runs inside another one.</summary>
    public static string? Program =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path).StartsWith("fastshot", StringComparison.Ordinal) ? path : null;

    /// <summary>Starts a verb of this program at a home, with what it prints.</summary>
    public static Process Start(string home, params IEnumerable<string> words)
    {
        var start = new ProcessStartInfo(
            Program ?? throw new InvalidOperationException("The program cannot be started again."), [.. words, "--home", home])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("FASTSHOT_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        return Process.Start(start) ?? throw new InvalidOperationException("The program did not start again.");
    }

    /// <summary>Starts it, and lets a browser in.</summary>
    public static async Task<RunningManager> StartAsync(string home, CancellationToken cancellationToken)
    {
        var process = Start(home, "ui", "--no-open");
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(Patience, cancellationToken).ConfigureAwait(false);
            if (!Uri.TryCreate(line, UriKind.Absolute, out var address))
            {
                throw new CliException(
                    ExitCode.Failed,
                    "self_test",
                    $"The session manager did not start: {(await process.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false)).Trim()}");
            }

            var running = new RunningManager(process, address);
            using var answer = await running._browser.GetAsync(address, cancellationToken).ConfigureAwait(false);
            return answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? throw new CliException(ExitCode.Failed, "self_test", $"The session manager did not let a browser in: {(int)answer.StatusCode}")
                : running;
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Whether it serves its page, as a browser would ask for it.</summary>
    public async Task<bool> HasPageAsync(CancellationToken cancellationToken)
    {
        using var answer = await _browser.GetAsync(new Uri(_start, "/"), cancellationToken).ConfigureAwait(false);
        return answer.IsSuccessStatusCode
            && (await answer.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)).Contains("<script type=\"module\"", StringComparison.Ordinal);
    }

    /// <summary>What it answers to a path of its API.</summary>
    public async Task<JsonElement> JsonAsync(string path, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(await _browser.GetStringAsync(new Uri(_start, path), cancellationToken).ConfigureAwait(false));
        return document.RootElement.Clone();
    }

    /// <summary>The memory that it holds now, in bytes.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public void Dispose()
    {
        _browser.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
