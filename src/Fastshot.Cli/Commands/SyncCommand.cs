using System.Collections.Immutable;
using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Library;
using Fastshot.Core.Sync;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot sync</c>: brings this device and the remote to the same state.</summary>
internal sealed class SyncCommand : VerbCommand
{
    private readonly Option<string> _download = new Option<string>("--download")
    {
        Description = "Whose pictures to fetch ahead: all, recent (the newest 200) or none (each when it is opened)",
        HelpName = "WHICH",
    }.AcceptOnlyFromAmong("all", "recent", "none");

    private readonly Option<string> _allowDeletions =
        Symbols.Flag("--allow-deletions", "Take over that other devices deleted more than a fifth of the sessions for good");

    private readonly Option<string> _watch =
        Symbols.Flag("--watch", "Go on until Ctrl-C: soon after each change here, and each minute for those of the others");

    private readonly Option<string> _refresh =
        Symbols.Flag("--refresh", "List the remote even where it says that nothing is new");

    public SyncCommand()
        : base("sync", "Brings this device and the remote to the same state, and says what it did and what it cost.")
    {
        Options.Add(_download);
        Options.Add(_allowDeletions);
        Options.Add(_watch);
        Options.Add(_refresh);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot sync", "Sends what is new here, and receives what is new there."),
        new("fastshot sync --watch", "Stays in step with the other devices until Ctrl-C."),
        new("fastshot sync --download all", "Has the pictures of all sessions on this device, too."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using var workspace = call.OpenWorkspace();
        var address = await call.RequireRemoteAsync(cancellationToken).ConfigureAwait(false);
        var library = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        if (call.Options.IsDryRun)
        {
            return await PlanAsync(call, workspace, address, cancellationToken).ConfigureAwait(false);
        }

        var settings = await call.ReadSettingsAsync(cancellationToken).ConfigureAwait(false);
        var options = new SyncOptions
        {
            AllowsDeletions = call.Has(_allowDeletions),
            Refreshes = call.Has(_refresh),
            TrashDays = settings.TrashDays,
            Download = call.Get(_download) switch
            {
                "all" => DownloadChoice.All,
                "recent" => DownloadChoice.Recent,
                _ => DownloadChoice.None,
            },
        };
        if (!call.Has(_watch))
        {
            return await SyncAsync(call, workspace, address, library, options, isQuiet: false, cancellationToken).ConfigureAwait(false);
        }

        call.Output.Note($"Watching {address}; Ctrl-C ends it.");
        var background = new BackgroundTask(token => Health.CheckIfDueAsync(call, workspace, address, library, token));
        var watch = new SyncWatch(
            async (asks, token) =>
            {
                await TrySyncAsync(call, workspace, address, library, options with { Asks = asks }, token).ConfigureAwait(false);
                await background.GoOnAsync(token).ConfigureAwait(false);
            },
            async token => (await library.Objects.PiecesAsync(token).ConfigureAwait(false)).Count,
            call.Surroundings.Time);
        try
        {
            await watch.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await background.EndAsync().ConfigureAwait(false);
        }

        return ExitCode.Done;
    }

    // What would come is known only when it is fetched and opened; what waits here is.
    private static async Task<ExitCode> PlanAsync(Invocation call, LocalWorkspace workspace, RemoteAddress address, CancellationToken cancellationToken)
    {
        var state = await RemoteState.ReadAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        if (call.Output.IsJson)
        {
            call.Output.Json(writer => RemoteState.Write(writer, state));
            return ExitCode.Done;
        }

        var isReachable = state is { IsReachable: true };
        call.Output.Note(
            $"Would send {Words.Count(state?.Waiting ?? 0, "change")} to {address}, and receive what is new there{(isReachable ? "." : "; it cannot be reached now.")}");
        return ExitCode.Done;
    }

    // What passes by itself must not end the watch: a remote that is away, another process that syncs just now.
    private static async Task TrySyncAsync(
        Invocation call,
        LocalWorkspace workspace,
        RemoteAddress address,
        SessionLibrary library,
        SyncOptions options,
        CancellationToken cancellationToken)
    {
        try
        {
            await SyncAsync(call, workspace, address, library, options, isQuiet: true, cancellationToken).ConfigureAwait(false);
        }
        catch (CliException e) when (e.ExitCode is ExitCode.Unreachable)
        {
            call.Output.Warn($"{e.Message}; trying again.");
        }
        catch (LibraryException e) when (e.Error is LibraryError.InUse)
        {
            call.Output.Detail(e.Message);
        }
    }

    private static async Task<ExitCode> SyncAsync(
        Invocation call,
        LocalWorkspace workspace,
        RemoteAddress address,
        SessionLibrary library,
        SyncOptions options,
        bool isQuiet,
        CancellationToken cancellationToken)
    {
        using var progress = call.Output.Progress<SyncProgress>(SyncWords.Of);
        var operation = new SyncOperation(call, workspace, address, library, options) { ForgetsIdle = isQuiet, Again = AgainOf(options) };
        var report = await operation.RunAsync(progress, cancellationToken).ConfigureAwait(false);
        progress.Dispose();
        if (!isQuiet || report.DidSomething)
        {
            var prices = await call.PricesAsync(address, cancellationToken).ConfigureAwait(false);
            Print(call, report, prices?.Of(report.Usage));
        }

        return report.IsIncomplete ? ExitCode.Partly : ExitCode.Done;
    }

    // But for the consent: what is deleted then is asked for then.
    private static ImmutableArray<string> AgainOf(SyncOptions options) => options switch
    {
        { Download: DownloadChoice.All } => ["sync", "--download", "all"],
        { Download: DownloadChoice.Recent } => ["sync", "--download", "recent"],
        _ => ["sync"],
    };

    private static void Print(Invocation call, SyncReport report, decimal? cost)
    {
        if (call.Output.IsJson)
        {
            call.Output.Json(writer => SyncWords.Write(writer, report, cost));
        }
        else
        {
            SyncWords.Print(call.Output, report, cost);
        }
    }
}
