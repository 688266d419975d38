using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Operations;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;

namespace Fastshot.Core.Workspace;

/// <summary>A sync as the queue of operations sees it, whoever asked for it.</summary>
public static class SyncOperations
{
    /// <summary>Takes along what came into the vaults that this device left, lets what was wished for be purged, and syncs.</summary>
    /// <param name="place">That of the remote, for what lies beside its vault there.</param>
    /// <param name="wished">Sessions in the trash that a person wants purged now.</param>
    public static async Task<SyncReport> RunAsync(
        LocalWorkspace workspace,
        RemoteAddress address,
        IObjectStore place,
        IRemote remote,
        SessionLibrary library,
        SyncOptions options,
        IReadOnlyCollection<SessionId> wished,
        IProgress<SyncProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(remote);
        ArgumentNullException.ThrowIfNull(wished);
        var unread = remote is VaultRemote
            ? await CarryOverAsync(workspace.Rotation(address, place), library, cancellationToken).ConfigureAwait(false)
            : null;
        if (wished.Count > 0)
        {
            await remote.WishAsync(wished, cancellationToken).ConfigureAwait(false);
        }

        var report = await remote.SyncAsync(options, progress, cancellationToken).ConfigureAwait(false);
        return unread is null ? report : report with { Notices = [.. report.Notices, unread] };
    }

    /// <summary>What came of it, in numbers for the history.</summary>
    public static OperationResult ResultOf(SyncReport report) => new(
    [
        new("pushed", report.Pushed),
        new("pulled", report.Pulled),
        new("deleted", report.Deleted),
        new("downloaded", report.Downloaded),
        new("failed", report.Failed.Length),
        new("requests", report.Usage.Requests),
    ])
    {
        IsPartial = report.IsIncomplete,
        IsIdle = !report.DidSomething,
    };

    /// <summary>Where it stands.</summary>
    public static OperationProgress ProgressOf(SyncProgress at) => new(
        at.Step switch
        {
            SyncStep.Pull => "pull",
            SyncStep.Push => "push",
            SyncStep.Check => "check",
            _ => "download",
        },
        at.Done,
        at.Total,
        at.Bytes);

    // What cannot be read of a vault that was left must not stop the one where devices meet now.
    private static async Task<SyncNotice.OldVaultUnread?> CarryOverAsync(
        VaultRotation rotation, SessionLibrary library, CancellationToken cancellationToken)
    {
        try
        {
            await rotation.CarryOverAsync(library, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (VaultException e)
        {
            return new SyncNotice.OldVaultUnread(e.Message);
        }
    }
}
