using System.Diagnostics;
using System.Text;

namespace Fastshot.Testing.Servers;

/// <summary>A script beside this file that runs a server of Debian's for as long as the pipe to it is open.</summary>
/// <remarks>So a server ends with this process, however that ends.</remarks>
internal sealed class ServerScript : IAsyncDisposable
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(120);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly string _server;

    private ServerScript(Process process, string server) => (_process, _server) = (process, server);

    /// <summary>Starts it, and awaits that its server answers; where that fails, the exception says what to install.</summary>
    /// <param name="name">The script's; its first argument is a folder that is not there.</param>
    /// <param name="server">Whose it is, for words.</param>
    public static async Task<ServerScript> StartAsync(string name, string server, IEnumerable<string> arguments)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"fastshot-{name}-{Guid.NewGuid():N}");
        var start = new ProcessStartInfo("bash", [Repository.PathOf($"tests/Fastshot.Testing/Servers/{name}"), folder, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var script = new ServerScript(Process.Start(start) ?? throw new InvalidOperationException("bash did not start."), server);
        script._process.ErrorDataReceived += (_, line) => script._errors.AppendLine(line.Data);
        script._process.BeginErrorReadLine();
        await script.ExpectAsync("ready");
        return script;
    }

    /// <summary>Gives it a command, and awaits its answer.</summary>
    public async Task CommandAsync(string command, string answer)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync(Deadline.Token);
        await ExpectAsync(answer);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(AnswerMax);
        await _process.WaitForExitAsync(limit.Token);
        _process.Dispose();
    }

    private async Task ExpectAsync(string answer)
    {
        using var limit = new CancellationTokenSource(AnswerMax);
        var line = await _process.StandardOutput.ReadLineAsync(limit.Token);
        if (line != answer)
        {
            var rest = line is null ? "" : await _process.StandardOutput.ReadToEndAsync(limit.Token);
            throw new InvalidOperationException(
                $"{_server} did not start, and tests need it. ./test installs it (tests/packages.txt).\n{line}\n{rest}\n{_errors}");
        }
    }
}
