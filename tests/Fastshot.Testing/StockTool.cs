using System.Diagnostics;

namespace Fastshot.Testing;

/// <summary>What a tool of the operating system answered: its exit code and what it wrote.</summary>
public sealed record StockToolResult(int ExitCode, string Output, string Error)
{
    /// <summary>The result, where the tool said that it went well; else a failure with all that it wrote.</summary>
    public StockToolResult Expect(int exitCode = 0) =>
        ExitCode == exitCode
            ? this
            : throw new InvalidOperationException($"The tool ended with {ExitCode}.\n{Output}\n{Error}");
}

/// <summary>Runs the second implementations that tests compare with: age, tar and others from Debian.</summary>
public static class StockTool
{
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(60);

    /// <summary>Runs a tool, found on PATH, in a folder; a missing tool is a failure that says how to install it.</summary>
    public static Task<StockToolResult> RunAsync(
        string tool,
        IEnumerable<string> arguments,
        string folder,
        string input = "",
        CancellationToken cancellationToken = default)
    {
        Require(tool);
        return StartAsync(tool, arguments, folder, input, cancellationToken);
    }

    /// <summary>Runs a tool that asks at a terminal, which <c>script</c> gives it; the answers are its input, a line each.</summary>
    public static Task<StockToolResult> RunAtTerminalAsync(
        string tool,
        IEnumerable<string> arguments,
        string folder,
        IEnumerable<string> answers,
        CancellationToken cancellationToken = default)
    {
        Require(tool);
        Require("script");
        var command = string.Join(' ', arguments.Prepend(tool).Select(Quote));
        var input = string.Concat(answers.Select(answer => answer + "\n"));
        return StartAsync("script", ["-qec", command, "/dev/null"], folder, input, cancellationToken);
    }

    private static async Task<StockToolResult> StartAsync(
        string tool,
        IEnumerable<string> arguments,
        string folder,
        string input,
        CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(tool, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeMax);
        using var process = Process.Start(start)
            ?? throw new InvalidOperationException($"'{tool}' did not start.");
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return new StockToolResult(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static void Require(string tool)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, tool))))
        {
            throw new InvalidOperationException(
                $"'{tool}' is not installed, and these tests compare with it. ./test installs it (apt-get install {tool}).");
        }
    }

    private static string Quote(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
