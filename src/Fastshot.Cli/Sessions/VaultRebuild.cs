using System.Text.Json;
using Fastshot.Cli.Commands;
using Fastshot.Cli.Shell;
using Fastshot.Core.Library;
using Fastshot.Core.Operations;
using Fastshot.Core.Sync;
using Fastshot.Core.Trust;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Sessions;

/// <summary>What <c>rebuild</c> does for a library and the vault where its devices meet.</summary>
internal static class VaultRebuild
{
    /// <summary>Makes the index of this device anew from its pieces.</summary>
    public static async Task<Outcome> IndexAsync(Invocation call, LocalWorkspace workspace, CancellationToken cancellationToken)
    {
        if (call.Options.IsDryRun)
        {
            await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
            call.Output.Note("Would make the index anew from the records on this device.");
            return Outcome.Of(ExitCode.Done);
        }

        if (await workspace.ReindexAsync(cancellationToken).ConfigureAwait(false) is null)
        {
            await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false); // Says that there is none.
        }

        var library = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        var counts = await library.CountAsync(cancellationToken).ConfigureAwait(false);
        var refused = library.Notices.OfType<LibraryNotice.RecordRefused>().Count();
        if (call.Output.IsJson)
        {
            call.Output.Json(writer => Write(writer, counts.Sessions, counts.Trash, refused));
        }
        else
        {
            call.Output.Note($"Made the index anew: {Words.Count(counts.Sessions, "session")} and {counts.Trash:N0} in the trash.");
        }

        return Outcome.Of(
            refused == 0 ? ExitCode.Done : ExitCode.Partly, new("sessions", counts.Sessions), new("trash", counts.Trash), new("refused", refused));
    }

    /// <summary>Takes sessions in by their archives alone, here or at the remote.</summary>
    public static Task<Outcome> ListAsync(
        Invocation call, LocalWorkspace workspace, bool isRemote, IProgress<OperationProgress> operation, CancellationToken cancellationToken) => TrustCall.AtAsync(
        call,
        workspace,
        isRemote,
        async trust =>
        {
            var adoption = trust.Adoption;
            var count = await adoption.CountAsync(cancellationToken).ConfigureAwait(false);
            if (call.Options.IsDryRun || count == 0)
            {
                call.Output.Note($"{Words.Count(count, "archive")} there that no session names.");
                return Outcome.Of(ExitCode.Done);
            }

            if (!await call.Prompt.ConfirmAsync(
                $"Look into {Words.Count(count, "archive")} that no session names, and list what was never listed?", cancellationToken).ConfigureAwait(false))
            {
                call.Output.Note("Nothing was changed.");
                return Outcome.Of(ExitCode.Done);
            }

            using var progress = new LookProgress(call, operation);
            var report = await adoption.RunAsync(progress, cancellationToken).ConfigureAwait(false);
            progress.Dispose();
            return RebuildCommand.Print(call, report);
        },
        cancellationToken);

    /// <summary>Publishes this library's vault again where the devices meet.</summary>
    public static async Task<ExitCode> RemoteAsync(Invocation call, LocalWorkspace workspace, CancellationToken cancellationToken)
    {
        var address = await call.RequireRemoteAsync(cancellationToken).ConfigureAwait(false);
        var isAgreed = await TrustCall.AtAsync(
            call, workspace, isRemote: true, trust => PublishAsync(call, address, trust, cancellationToken), cancellationToken).ConfigureAwait(false);
        if (!isAgreed)
        {
            return ExitCode.Done;
        }

        var library = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        using var progress = call.Output.Progress<SyncProgress>(SyncWords.Of);
        var report = await new SyncOperation(call, workspace, address, library, new SyncOptions())
            .RunAsync(progress, cancellationToken).ConfigureAwait(false);
        progress.Dispose();
        var cost = (await call.PricesAsync(address, cancellationToken).ConfigureAwait(false))?.Of(report.Usage);
        if (call.Output.IsJson)
        {
            call.Output.Json(writer => SyncWords.Write(writer, report, cost));
        }
        else
        {
            SyncWords.Print(call.Output, report, cost);
        }

        return report.IsIncomplete ? ExitCode.Partly : ExitCode.Done;
    }

    private static async Task<bool> PublishAsync(Invocation call, RemoteAddress address, VaultTrust trust, CancellationToken cancellationToken)
    {
        var hasKeyFile = await trust.HasKeyFileAsync(cancellationToken).ConfigureAwait(false);
        if (call.Options.IsDryRun)
        {
            call.Output.Note($"Would publish again at {address} what is on this device{(hasKeyFile ? "" : ", with a new passphrase")}.");
            return false;
        }

        if (!await call.Prompt.ConfirmAsync($"Publish again at {address} what is on this device?", cancellationToken).ConfigureAwait(false))
        {
            call.Output.Note("Nothing was changed.");
            return false;
        }

        using var passphrase = hasKeyFile
            ? null
            : await call.Prompt.NewPassphraseAsync("the vault there, by which devices join", SecretVariables.Passphrase, cancellationToken).ConfigureAwait(false);
        await trust.PublishAgainAsync(passphrase?.Utf8, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static void Write(Utf8JsonWriter writer, long sessions, long trash, int refused)
    {
        writer.WriteStartObject();
        writer.WriteNumber("sessions", sessions);
        writer.WriteNumber("trash", trash);
        writer.WriteNumber("refused", refused);
        writer.WriteEndObject();
    }
}
