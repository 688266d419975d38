using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;

namespace Fastshot.Cli.Commands;

/// <summary>A verb that puts sessions into the trash, or takes them out of it.</summary>
internal abstract class TrashVerb : VerbCommand
{
    private readonly Argument<string[]> _ids = SessionIds.Many(ArgumentArity.OneOrMore);

    protected TrashVerb(string name, string summary)
        : base(name, summary) => Arguments.Add(_ids);

    protected abstract SessionsChange Change { get; }

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using var workspace = call.OpenWorkspace();
        var library = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        var sessions = await SessionIds.FindAsync(library, call.Get(_ids), cancellationToken).ConfigureAwait(false);
        await Change.RunAsync(call, library, sessions, cancellationToken).ConfigureAwait(false);
        await call.SyncAfterChangeAsync(workspace, library, cancellationToken).ConfigureAwait(false);
        return ExitCode.Done;
    }
}
