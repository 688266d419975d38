using System.CommandLine;
using Fastshot.Cli.Demo;
using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot demo</c>: a library with sample sessions, to look at or to measure.</summary>
internal sealed class DemoCommand : VerbCommand
{
    private const int SessionsMax = 1_000_000;

    private readonly Option<string> _sessions = new("--sessions")
    {
        Description = "With --catalog-only: make so many sessions",
        HelpName = "N",
    };

    private readonly Option<string> _catalogOnly = Symbols.Flag(
        "--catalog-only", "Sessions whose pictures are not on this device: material for measurements");

    public DemoCommand()
        : base("demo", "Makes a library of sample sessions in a temporary folder (or in --home) and shows the main job.")
    {
        Options.Add(_sessions);
        Options.Add(_catalogOnly);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot demo", "Saves twelve sample sessions, lists them, exports one, and shows how to recover it."),
        new("fastshot demo --home /tmp/big --sessions 100000 --catalog-only", "Makes a large library to measure."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        if (call.Has(_catalogOnly) != call.Has(_sessions))
        {
            throw CliException.Usage("--sessions N and --catalog-only go together");
        }

        if (!call.Has(_catalogOnly))
        {
            await new GuidedTour(call).RunAsync(cancellationToken).ConfigureAwait(false);
            return ExitCode.Done;
        }

        if (call.CountOf(_sessions) is not (>= 1 and <= SessionsMax and var count))
        {
            throw CliException.Usage($"--sessions is from 1 to {SessionsMax:N0}");
        }

        await new CatalogFilling(call).RunAsync(count, cancellationToken).ConfigureAwait(false);
        return ExitCode.Done;
    }
}
