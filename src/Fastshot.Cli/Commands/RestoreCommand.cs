using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot restore ID…</c>: takes sessions out of the trash.</summary>
internal sealed class RestoreCommand : VerbCommand
{
    private readonly Argument<string[]> _ids = SessionIds.Many(ArgumentArity.OneOrMore);

    public RestoreCommand()
        : base("restore", "Takes sessions out of the trash.") => Arguments.Add(_ids);

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot restore 7k3m", "Takes a session out of the trash."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using var workspace = call.OpenWorkspace();
        var library = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        var sessions = await SessionIds.FindAsync(library, call.Get(_ids), cancellationToken).ConfigureAwait(false);
        var change = new SessionsChange("Restored", "Would restore", (target, ids, token) => target.RestoreAsync(ids, token));
        await change.RunAsync(call, library, sessions, cancellationToken).ConfigureAwait(false);
        await call.SyncAfterChangeAsync(workspace, library, cancellationToken).ConfigureAwait(false);
        return ExitCode.Done;
    }
}
