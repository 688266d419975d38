using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Sync;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot purge ID…|--trash</c>: deletes sessions in the trash for good.</summary>
internal sealed class PurgeCommand : VerbCommand
{
    private readonly Argument<string[]> _ids = SessionIds.Many(ArgumentArity.ZeroOrMore);
    private readonly Option<string> _trash = Symbols.Flag("--trash", "All that lies in the trash");

    public PurgeCommand()
        : base("purge", "Deletes sessions that lie in the trash for good. Asks before.")
    {
        Arguments.Add(_ids);
        Options.Add(_trash);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot purge 7k3m", "Deletes a session in the trash for good, after asking."),
        new("fastshot purge --trash --yes", "Empties the trash without asking."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var ids = call.Get(_ids);
        if (call.Has(_trash) == ids.Count > 0)
        {
            throw CliException.Usage("Name sessions, or say --trash for all that lie there");
        }

        using var workspace = call.OpenWorkspace();
        var library = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        var sessions = await FindAsync(library, ids, cancellationToken).ConfigureAwait(false);
        if (sessions.FirstOrDefault(session => session.Trashed is null) is { } live)
        {
            throw new CliException(
                ExitCode.Failed,
                "not_in_trash",
                $"'{live.Text.Name}' ({live.Id}) is not in the trash; nothing was deleted",
                $"Put it there first: fastshot delete {live.Id}");
        }

        var isAgreed = sessions.Count == 0 || call.Options.IsDryRun
            || await call.Prompt.ConfirmAsync(
                $"Delete {Words.Count(sessions.Count, "session")} for good?", cancellationToken).ConfigureAwait(false);
        if (!isAgreed)
        {
            call.Output.Note("Nothing was deleted.");
            return ExitCode.Done;
        }

        if (await call.FindRemoteAsync(cancellationToken).ConfigureAwait(false) is { } address && sessions.Count > 0)
        {
            return await PurgeAtAsync(call, workspace, library, address, sessions, cancellationToken).ConfigureAwait(false);
        }

        var change = new SessionsChange("Deleted for good", "Would delete for good", (target, all, token) => target.PurgeAsync(all, token));
        await change.RunAsync(call, library, sessions, cancellationToken).ConfigureAwait(false);
        return ExitCode.Done;
    }

    // Right after a pull in the same run, and only what still is as the person saw it; without the remote it waits.
    private static async Task<ExitCode> PurgeAtAsync(
        Invocation call,
        LocalWorkspace workspace,
        SessionLibrary library,
        RemoteAddress address,
        List<SessionInfo> sessions,
        CancellationToken cancellationToken)
    {
        if (call.Options.IsDryRun)
        {
            call.Output.Note($"Would delete {Words.Count(sessions.Count, "session")} for good, here and at {address}.");
            return ExitCode.Done;
        }

        var settings = await call.ReadSettingsAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var options = new SyncOptions { TrashDays = settings.TrashDays };
            var operation = new SyncOperation(call, workspace, address, library, options)
            {
                Wished = [.. sessions.Select(session => session.Id)],
            };
            var report = await operation.RunAsync(progress: null, cancellationToken).ConfigureAwait(false);
            SyncWords.Print(call.Output, report, cost: null);
            return report.IsIncomplete ? ExitCode.Partly : ExitCode.Done;
        }
        catch (CliException e) when (e.ExitCode is ExitCode.Unreachable)
        {
            throw new CliException(
                e.ExitCode, e.Code, e.Message, "They stay in the trash until the remote is back; the next sync deletes them for good.");
        }
    }

    private static async Task<List<SessionInfo>> FindAsync(SessionLibrary library, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count > 0)
        {
            return await SessionIds.FindAsync(library, ids, cancellationToken).ConfigureAwait(false);
        }

        var trash = await library
            .QueryAsync(new SessionQuery { Trash = true, Limit = int.MaxValue }, cancellationToken).ConfigureAwait(false);
        return [.. trash.Sessions];
    }
}
