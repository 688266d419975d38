using System.CommandLine;
using Fastshot.Cli.Demo;
using Fastshot.Cli.SelfTest;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Cli.Ui;

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

    private readonly Option<string> _text = Symbols.Flag("--text", "Show the main job in this terminal, and not in the browser");

    private readonly Option<string> _selfTest = Symbols.Flag("--selftest", "Run the self-test on the sample library, and end");

    private readonly Option<string> _port = UiCommand.PortOption();

    private readonly Option<bool> _noOpen = UiCommand.NoOpenOption();

    public DemoCommand()
        : base("demo", "Makes a library of sample sessions in a temporary folder (or in --home), synced to a folder, and opens the session manager on it.")
    {
        Options.Add(_text);
        Options.Add(_selfTest);
        Options.Add(_port);
        Options.Add(_noOpen);
        Options.Add(_sessions);
        Options.Add(_catalogOnly);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot demo", "Saves twelve sample sessions, syncs them to a folder, and opens the browser; Ctrl-C ends it."),
        new("fastshot demo --text", "Lists them in the terminal, exports one, and shows how to recover it; so without a terminal, too."),
        new("fastshot demo --selftest", "Checks the program on the sample library: integration, performance, compatibility."),
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
            return await ShowAsync(call, cancellationToken).ConfigureAwait(false);
        }

        if (call.CountOf(_sessions) is not (>= 1 and <= SessionsMax and var count))
        {
            throw CliException.Usage($"--sessions is from 1 to {SessionsMax:N0}");
        }

        await new CatalogFilling(call).RunAsync(count, cancellationToken).ConfigureAwait(false);
        return ExitCode.Done;
    }

    // Where nobody sits, a server that goes on until Ctrl-C would only hang: a pipe, or a build.
    private async Task<ExitCode> ShowAsync(Invocation call, CancellationToken cancellationToken)
    {
        if (call.Has(_text) && (call.Has(_noOpen) || call.Has(_port)))
        {
            throw CliException.Usage("--text shows no page, so --no-open and --port do not go with it");
        }

        if (call.Has(_selfTest))
        {
            return call.Has(_text) || call.Has(_noOpen) || call.Has(_port)
                ? throw CliException.Usage("--selftest goes with none of --text, --no-open and --port")
                : await TestAsync(call, cancellationToken).ConfigureAwait(false);
        }

        if (call.Has(_text) || !(call.Output.IsForPerson || call.Has(_noOpen)))
        {
            await new GuidedTour(call).RunAsync(cancellationToken).ConfigureAwait(false);
            return ExitCode.Done;
        }

        var port = UiCommand.PortOf(call, _port);
        var there = await MakeAsync(call, cancellationToken).ConfigureAwait(false);
        return await new UiRun(there, port, opens: !call.Has(_noOpen)) { IsDemo = true }.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task<ExitCode> TestAsync(Invocation call, CancellationToken cancellationToken)
    {
        var there = await MakeAsync(call, cancellationToken).ConfigureAwait(false);
        return await new SelfTestRun(there, folder: null, suites: []).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    // The sample sessions, synced to a folder beside them.
    private static async Task<Invocation> MakeAsync(Invocation call, CancellationToken cancellationToken)
    {
        var home = DemoHome.Choose(call).Folder;
        var there = call.With(home, isSilent: false);
        using (var workspace = there.OpenWorkspace())
        {
            var library = new DemoLibrary(there, workspace);
            await library.FillAsync(cancellationToken).ConfigureAwait(false);
            await library.MeetAsync(Path.Combine(home, "remote"), cancellationToken).ConfigureAwait(false);
        }

        call.Output.Note($"The sample library lies in {home}; done with it: rm -r {home}");
        return there;
    }
}
