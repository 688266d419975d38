using System.Collections.Immutable;
using Fastshot.Cli.Shell;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Operations;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Sessions;

/// <summary>A sync as an operation: in turn with others of the same library, cancelled by Ctrl-C, and remembered.</summary>
internal sealed class SyncOperation(
    Invocation call, LocalWorkspace workspace, RemoteAddress address, SessionLibrary library, SyncOptions options)
{
    private const string Kind = "sync";

    /// <summary>Sessions in the trash that are to be purged in the same run.</summary>
    public IReadOnlyCollection<SessionId> Wished { get; init; } = [];

    /// <summary>The remote as it is open already; null where it is to be opened.</summary>
    public IObjectStore? Place { get; init; }

    /// <summary>Whether a sync that had nothing to do is not remembered.</summary>
    public bool ForgetsIdle { get; init; }

    /// <summary>The command line that does it again.</summary>
    public ImmutableArray<string> Again { get; init; } = [Kind];

    /// <summary>Does it when it is its turn, and awaits its end.</summary>
    /// <exception cref="CliException">The remote is away, or refuses.</exception>
    public async Task<SyncReport> RunAsync(IProgress<SyncProgress>? progress, CancellationToken cancellationToken)
    {
        SyncReport? report = null;
        var request = new OperationRequest(
            Kind,
            address.Text,
            $"{Kind}:{library.Vault}",
            async (operation, token) =>
            {
                report = await SyncAsync(new BothProgress<SyncProgress>(operation, SyncOperations.ProgressOf, progress), token).ConfigureAwait(false);
                return SyncOperations.ResultOf(report);
            })
        {
            ForgetsIdle = ForgetsIdle,
            Again = Again,
            RetryOf = call.RetryOfKind(Kind),
        };
        await workspace.Operations.RunAsync(request, cancellationToken).ConfigureAwait(false);
        return report ?? throw new InvalidOperationException("A sync was done and has no report.");
    }

    private Task<SyncReport> SyncAsync(IProgress<SyncProgress> progress, CancellationToken cancellationToken) =>
        RemoteCall.AtAsync(
            call,
            workspace,
            address,
            async opened =>
            {
                var place = Place ?? opened;
                var remote = await call.RemoteAsync(workspace, address, place, library, cancellationToken).ConfigureAwait(false);
                var settings = await call.ReadSettingsAsync(cancellationToken).ConfigureAwait(false);
                var report = await SyncOperations.RunAsync(
                    workspace,
                    address,
                    opened,
                    remote,
                    library,
                    options with { TransfersMax = settings.Connections },
                    Wished,
                    progress,
                    cancellationToken).ConfigureAwait(false);
                if (remote is VaultRemote)
                {
                    await CacheCall.CleanAfterSyncAsync(call, workspace, library, opened, cancellationToken).ConfigureAwait(false);
                }

                return report;
            },
            cancellationToken);
}
