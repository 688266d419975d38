using System.CommandLine;
using Fastshot.Cli.SelfTest;
using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot selftest</c>: tells the truth about this library, its remote and this machine.</summary>
internal sealed class SelfTestCommand : VerbCommand
{
    private readonly Option<string> _output = new("--output")
    {
        Description = "Write the three files of results there; else into the folder selftest of this installation's state",
        HelpName = "DIR",
    };

    private readonly Option<string[]> _suite = new("--suite")
    {
        Description = "Only this suite: integration, performance or compatibility; may be given again",
        HelpName = "NAME",
    };

    public SelfTestCommand()
        : base("selftest", "Checks this library, its remote and this machine: integration, performance, compatibility. Changes nothing that is yours.")
    {
        Options.Add(_suite);
        Options.Add(_output);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot selftest", "Prints each check with its figure, its target and its verdict; exit code 1 where one falls short."),
        new("fastshot selftest --suite integration", "Only asks whether everything works together."),
        new("fastshot selftest --output results --json", "Prints one document, and writes the three files into results."),
    ];

    public override Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var suites = call.Get(_suite);
        if (suites.FirstOrDefault(name => !SelfTestRun.SuiteNames.Contains(name)) is { } wrong)
        {
            throw CliException.Usage($"--suite is '{wrong}'", $"Write one of: {string.Join(", ", SelfTestRun.SuiteNames)}");
        }

        return call.Options.IsDryRun
            ? throw CliException.Usage("selftest has no --dry-run: it changes nothing that is yours")
            : new SelfTestRun(call, call.Get(_output), suites).RunAsync(cancellationToken);
    }
}
