using System.CommandLine;
using Fastshot.Cli.Shell;
using Fastshot.Cli.Ui;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot ui</c>: the session manager in the browser, on this machine only.</summary>
internal sealed class UiCommand : VerbCommand
{
    private readonly Option<string> _port = PortOption();
    private readonly Option<bool> _noOpen = NoOpenOption();

    public UiCommand()
        : base("ui", "Opens the session manager in the browser. It is served on this machine only, until Ctrl-C.")
    {
        Options.Add(_port);
        Options.Add(_noOpen);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot ui", "Opens the browser; a second time, the same page."),
        new("fastshot ui --port 8080 --no-open", "Prints the address, with the token that lets a browser in."),
    ];

    public static Option<string> PortOption() => new("--port") { Description = "Listen there; 5170, or the next that is free, unless said otherwise", HelpName = "N" };

    public static Option<bool> NoOpenOption() => new("--no-open") { Description = "Print the address instead of opening the browser" };

    /// <summary>The port that a person asked for, or null.</summary>
    public static int? PortOf(Invocation call, Option<string> option) => call.CountOf(option) is { } port
        ? port is >= 1 and <= 65_535 ? port : throw CliException.Usage($"--port is {port}", "Write a number from 1 to 65535.")
        : null;

    public override Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken) =>
        new UiRun(call, PortOf(call, _port), opens: !call.Has(_noOpen)).RunAsync(cancellationToken);
}
