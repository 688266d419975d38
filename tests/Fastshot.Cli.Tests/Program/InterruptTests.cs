using System.Diagnostics;

namespace Fastshot.Cli.Tests.Program;

/// <summary>Ctrl-C ends a save at once, cleanly, with 130.</summary>
public sealed class InterruptTests : IDisposable
{
    private const int PipeBytes = 1 << 16;

    private readonly RealProgram _fastshot = new();
    private readonly SeededRandom _random = new(1);

    [Fact]
    public async Task A_save_that_waits_for_its_input_ends_at_once()
    {
        var process = _fastshot.Start("save", "-");
        // More than the pipe holds: when it is written, the program reads.
        await process.StandardInput.BaseStream.WriteAsync(Bitmap.Draw(_random, 512, 512).AsMemory(0, 4 * PipeBytes), Deadline.Token);
        await process.StandardInput.BaseStream.FlushAsync(Deadline.Token);

        await InterruptAsync(process);
        await process.WaitForExitAsync(Deadline.Token);

        var result = await RealProgram.EndAsync(process);
        Assert.Equal((130, "", "error: Interrupted\n"), (result.ExitCode, result.Output, result.Error));
        Assert.Empty(Directory.EnumerateFiles(_fastshot.Home, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_save_in_the_middle_of_sealing_leaves_nothing_that_is_seen()
    {
        var first = await _fastshot.SaveAsync(_fastshot.Picture("first.bmp", _random));
        var large = _fastshot.Picture("large.bmp", _random, 8_000, 6_000);
        var staged = Path.Combine(_fastshot.Vault, ".fastshot-tmp");
        using var watcher = new FileSystemWatcher(staged);
        var started = new TaskCompletionSource();
        watcher.Created += (_, _) => started.TrySetResult();
        watcher.EnableRaisingEvents = true;
        var process = _fastshot.Start("save", large);
        await started.Task.WaitAsync(Deadline.Token);

        await InterruptAsync(process);

        var result = await RealProgram.EndAsync(process);
        Assert.Equal((130, "", "error: Interrupted\n"), (result.ExitCode, result.Output, result.Error));
        Assert.Equal([first], await _fastshot.ListAsync());
        Assert.Empty(Directory.EnumerateFiles(staged));
    }

    public void Dispose() => _fastshot.Dispose();

    private static async Task InterruptAsync(Process process) =>
        (await StockTool.RunAsync("kill", ["-INT", $"{process.Id}"], "/", cancellationToken: Deadline.Token)).Expect();
}
