using Fastshot.Cli.Shell;
using Fastshot.Core.Library;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Sessions;

/// <summary>What <c>collect --old-vault</c> does: the vault from which this device moved goes, after a last look into it.</summary>
internal static class OldVaultCall
{
    public static async Task<Outcome> RunAsync(
        Invocation call, LocalWorkspace workspace, RemoteAddress address, IObjectStore place, SessionLibrary library, CancellationToken cancellationToken)
    {
        var rotation = workspace.Rotation(address, place);
        if (await rotation.ReadOldAsync(library, cancellationToken).ConfigureAwait(false) is not { } old)
        {
            throw new CliException(
                ExitCode.NotFound, "not_found", $"No old vault lies at {address} from which this device moved", "fastshot key rotate makes one; it is collected by the device that did that.");
        }

        var what = $"{Words.Count(old.Objects, "object")}, {Words.Size(old.Bytes)}";
        if (old.NotMoved.Count > 0)
        {
            call.Output.Warn(
                $"Not moved yet: {string.Join(", ", old.NotMoved)}. What they saved and never sent is taken along when they move; they need the new passphrase for that.");
        }

        if (old.Missing.Count > 0)
        {
            call.Output.Warn($"Of {Words.Count(old.Missing.Count, "session")} the pictures are nowhere to be found: {string.Join(", ", old.Missing)}");
        }

        var isAgreed = !call.Options.IsDryRun
            && await call.Prompt.ConfirmAsync($"Remove the vault {old.Vault.Text[..8]}… from {address} ({what})? It cannot be undone.", cancellationToken).ConfigureAwait(false);
        if (isAgreed)
        {
            await rotation.RemoveOldAsync(old, cancellationToken).ConfigureAwait(false);
        }

        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("vault", old.Vault.Text);
                writer.WriteNumber("objects", old.Objects);
                writer.WriteNumber("bytes", old.Bytes);
                writer.WriteStartArray("notMoved");
                foreach (var device in old.NotMoved)
                {
                    writer.WriteStringValue(device);
                }

                writer.WriteEndArray();
                writer.WriteBoolean("removed", isAgreed);
                writer.WriteEndObject();
            });
        }
        else
        {
            call.Output.Note(
                isAgreed ? $"Removed the vault {old.Vault.Text[..8]}…: {what}."
                : call.Options.IsDryRun ? $"Would remove the vault {old.Vault.Text[..8]}…: {what}."
                : "Nothing was removed.");
        }

        return Outcome.Of(ExitCode.Done, new KeyValuePair<string, long>("removed", isAgreed ? old.Objects : 0));
    }
}
