using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot delete ID…</c>: puts sessions into the trash.</summary>
internal sealed class DeleteCommand : VerbCommand
{
    private readonly Argument<string[]> _ids = SessionIds.Many(ArgumentArity.OneOrMore);

    public DeleteCommand()
        : base("delete", "Puts sessions into the trash; restore takes them out again.") => Arguments.Add(_ids);

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot delete 7k3m x2vw", "Puts two sessions into the trash."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using var workspace = call.OpenWorkspace();
        var library = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        var sessions = await SessionIds.FindAsync(library, call.Get(_ids), cancellationToken).ConfigureAwait(false);
        var change = new SessionsChange(
            "Moved to the trash", "Would move to the trash", (target, ids, token) => target.TrashAsync(ids, token));
        await change.RunAsync(call, library, sessions, cancellationToken).ConfigureAwait(false);
        await call.SyncAfterChangeAsync(workspace, library, cancellationToken).ConfigureAwait(false);
        return ExitCode.Done;
    }
}
