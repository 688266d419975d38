using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Sync;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot sync</c>: brings this device and the remote to the same state.</summary>
internal sealed class SyncCommand : VerbCommand
{
    private readonly Option<string> _download = new Option<string>("--download")
    {
        Description = "Whose pictures to fetch ahead: all, recent (the newest 200) or none (each when it is opened)",
        HelpName = "WHICH",
    }.AcceptOnlyFromAmong("all", "recent", "none");

    private readonly Option<bool> _allowDeletions =
        Symbols.Flag("--allow-deletions", "Take over that other devices deleted more than a fifth of the sessions for good");

    public SyncCommand()
        : base("sync", "Brings this device and the remote to the same state, and says what it did and what it cost.")
    {
        Options.Add(_download);
        Options.Add(_allowDeletions);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot sync", "Sends what is new here, and receives what is new there."),
        new("fastshot sync --download all", "Has the pictures of all sessions on this device, too."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using var workspace = call.OpenWorkspace();
        var address = await call.RequireRemoteAsync(cancellationToken).ConfigureAwait(false);
        var library = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        var settings = await call.ReadSettingsAsync(cancellationToken).ConfigureAwait(false);
        var options = new SyncOptions
        {
            AllowsDeletions = call.Get(_allowDeletions),
            TrashDays = settings.TrashDays,
            Download = call.Get(_download) switch
            {
                "all" => DownloadChoice.All,
                "recent" => DownloadChoice.Recent,
                _ => DownloadChoice.None,
            },
        };
        using var progress = call.Output.Progress<SyncProgress>(SyncWords.Of);
        var report = await RemoteCall.AtAsync(
            workspace,
            address,
            place => workspace.Remote(place, library).SyncAsync(options, progress, cancellationToken)).ConfigureAwait(false);
        progress.Dispose();
        if (call.Output.IsJson)
        {
            call.Output.Json(writer => SyncWords.Write(writer, report));
        }
        else
        {
            SyncWords.Print(call.Output, report);
        }

        return report.IsIncomplete ? ExitCode.Partly : ExitCode.Done;
    }
}
