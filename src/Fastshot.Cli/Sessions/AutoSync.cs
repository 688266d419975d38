using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Library;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Sessions;

/// <summary>Syncs after a change on this device, where a remote is set and <c>sync</c> is auto.</summary>
internal static class AutoSync
{
    extension(Invocation call)
    {
        /// <summary>The change is saved already, so nothing that fails here fails the run: it is said, and the next sync does it.</summary>
        public async Task SyncAfterChangeAsync(
            LocalWorkspace workspace, SessionLibrary library, CancellationToken cancellationToken)
        {
            var settings = Settings.From(await call.ReadConfigAsync(cancellationToken).ConfigureAwait(false));
            if (call.Options.IsDryRun || settings.Remote.Length == 0 || settings.Sync is not SyncMode.Auto)
            {
                return;
            }

            try
            {
                var options = new SyncOptions { TrashDays = settings.TrashDays };
                var operation = new SyncOperation(call, workspace, call.AddressOf(settings.Remote), library, options);
                Say(call.Output, await operation.RunAsync(progress: null, cancellationToken).ConfigureAwait(false));
            }
            catch (CliException e) when (e.ExitCode is ExitCode.Unreachable)
            {
                // What passes by itself needs nobody; what does not needs what the hint says.
                var next = e.Code is "unreachable" or "throttled" ? "The next sync sends it." : $"It is safe on this device. {e.Hint}";
                call.Output.Note($"Not synced: {e.Message}. {next}");
            }
            catch (Exception e) when (e is VaultException or StoreException or LibraryException)
            {
                call.Output.Note($"Not synced: {e.Message} The next sync sends it.");
            }
        }
    }

    // What went well is no news after each save; what needs a person is.
    private static void Say(Output output, SyncReport report)
    {
        if (report.IsIncomplete || report.Notices.Length > 0)
        {
            SyncWords.Print(output, report, cost: null);
        }
        else
        {
            output.Detail($"Synced: {report.Usage.Requests:N0} requests.");
        }
    }
}
