using System.Text;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Runtime.Ambient;
using Fastshot.Core.Storage.Disk;

namespace Fastshot.Cli.Tests;

/// <summary>Runs the program in this process, through its own entry point, in a folder of its own.</summary>
internal sealed class CliRun : IDisposable
{
    private readonly MemoryStream _output = new();
    private readonly MemoryStream _error = new();

    public CliRun()
    {
        Folder = Directory.CreateTempSubdirectory("fastshot-cli-").FullName;
        Variables["FASTSHOT_HOME"] = Path.Combine(Folder, "H");
    }

    /// <summary>The current folder of the runs; FASTSHOT_HOME is the folder H in it.</summary>
    public string Folder { get; }

    public string Home => Variables["FASTSHOT_HOME"];

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>What the next run reads from stdin.</summary>
    public string Input { get; set; } = "";

    /// <summary>What a person types without it being shown; null where there is no terminal.</summary>
    public Queue<string>? Typed { get; set; }

    public bool IsTerminal { get; set; }

    public TimeProvider Time { get; set; } = TimeProvider.System;

    public Surroundings Surroundings => new()
    {
        System = SystemKind.Linux,
        Variable = Variables.GetValueOrDefault,
        CurrentFolder = Folder,
        Terminal = new FakeTerminal(new MemoryStream(Encoding.UTF8.GetBytes(Input)), _output, _error)
        {
            IsPerson = IsTerminal,
            Typed = Typed,
        },
        Files = DiskFileSystem.Instance,
        Random = SystemRandom.Instance,
        Scheduler = ThreadPoolScheduler.Instance,
        Time = Time,
    };

    public Task<CliResult> RunAsync(params string[] arguments) => RunUntilAsync(arguments, Deadline.Token);

    /// <summary>A run that a person has interrupted already.</summary>
    public Task<CliResult> RunInterruptedAsync(params string[] arguments) =>
        RunUntilAsync(arguments, new CancellationToken(canceled: true));

    /// <summary>A run that a person interrupts when the token says so.</summary>
    public async Task<CliResult> RunUntilAsync(string[] arguments, CancellationToken cancellationToken)
    {
        _output.SetLength(0);
        _error.SetLength(0);
        var exitCode = await App.RunAsync(arguments, Surroundings, cancellationToken);
        return new CliResult((int)exitCode, TextOf(_output), TextOf(_error));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string TextOf(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray());
}

/// <summary>How a run ended and what it said.</summary>
internal sealed record CliResult(int ExitCode, string Output, string Error);
