using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Library;
using Fastshot.Core.Operations;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Workspace;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot key rotate</c>: a new vault with a new key comes in place of the one where devices meet.</summary>
internal sealed class KeyRotateCommand()
    : VerbCommand("rotate", "Changes the vault's key after it leaked: seals everything anew, and sends it again under a new passphrase.")
{
    private const string Kind = "rotate";

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot key rotate", "Asks for a new passphrase; goes on where it was interrupted."),
        new("fastshot key rotate --dry-run", "Says what would be sealed anew and sent."),
        new("fastshot collect --old-vault", "Afterwards, when all devices have moved: removes the old vault."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        using var workspace = call.OpenWorkspace();
        var address = await call.RequireRemoteAsync(cancellationToken).ConfigureAwait(false);
        if (await call.LayoutAsync(cancellationToken).ConfigureAwait(false) is RemoteLayout.Classic)
        {
            throw CliException.Usage("A bucket of the older program has no vault key", "Its key stands in config.ini: fastshot config set encryption_key");
        }

        var library = await ExistingLibrary.OpenAsync(call, workspace, cancellationToken).ConfigureAwait(false);
        return await call.OperateAsync(
            workspace,
            new OperationName(Kind, address.Text, ["key", Kind]),
            (operation, token) => RemoteCall.AtAsync(
                call, workspace, address, place => RotateAsync(call, workspace, address, place, library, operation, token), token),
            cancellationToken).ConfigureAwait(false);
    }

    private static async Task<Outcome> RotateAsync(
        Invocation call,
        LocalWorkspace workspace,
        RemoteAddress address,
        IObjectStore place,
        SessionLibrary library,
        IProgress<OperationProgress> operation,
        CancellationToken cancellationToken)
    {
        var rotation = workspace.Rotation(address, place);
        var counts = await library.CountAsync(cancellationToken).ConfigureAwait(false);
        var what = $"{Words.Count(counts.Sessions + counts.Trash, "session")}, {Words.Size(counts.Bytes)}";
        var isUnderWay = await rotation.UnderWayAsync(cancellationToken).ConfigureAwait(false) is not null;
        if (call.Options.IsDryRun)
        {
            call.Output.Note($"Would {(isUnderWay ? "go on to seal" : "seal")} anew under a new key, and send to {address} again: {what}.");
            return Outcome.Of(ExitCode.Done);
        }

        if (isUnderWay)
        {
            call.Output.Note("Going on with the change of the key that was begun.");
        }
        else
        {
            if (!await call.Prompt.ConfirmAsync(
                $"Seal everything anew under a new key and send it to {address} again ({what})? Your other devices will ask for the new passphrase.",
                cancellationToken).ConfigureAwait(false))
            {
                call.Output.Note("Nothing was changed.");
                return Outcome.Of(ExitCode.Done);
            }

            using var passphrase = await call.Prompt
                .NewPassphraseAsync("the new vault", SecretVariables.NewPassphrase, cancellationToken).ConfigureAwait(false);
            await rotation.PrepareAsync(passphrase.Utf8, cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        var before = library.Vault;
        using var progress = new MoveWatch(call, operation);
        var report = await rotation.RunAsync(library, progress, progress, cancellationToken).ConfigureAwait(false);
        progress.Dispose();
        var moved = await workspace.ReopenAsync(cancellationToken).ConfigureAwait(false);
        var key = await moved.RevealKeyAsync(cancellationToken).ConfigureAwait(false);
        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("before", before.Text);
                writer.WriteString("vault", moved.Vault.Text);
                writer.WriteNumber("entries", report.Entries);
                writer.WriteNumber("archives", report.Archives);
                writer.WriteStartArray("missing");
                foreach (var id in report.Missing)
                {
                    writer.WriteStringValue(id.Text);
                }

                writer.WriteEndArray();
                writer.WriteString("recoveryKey", key);
                writer.WriteEndObject();
            });
        }
        else
        {
            foreach (var id in report.Missing)
            {
                call.Output.Warn($"The pictures of {id} are neither on this device nor at {address}. A device that has them brings them along.");
            }

            call.Output.Note($"The key is changed. Your devices meet in the vault {moved.Vault.Text[..8]}… now; each asks for the new passphrase: fastshot remote set {address}");
            call.Output.Note("When all have moved: fastshot collect --old-vault. Whoever has the old key can read what lies in the old vault until then.");
            call.Output.Note("This is the new recovery key. The old one opens nothing of what is saved from now on.");
            call.Output.Line(key);
        }

        return Outcome.Of(report.Missing.Count == 0 ? ExitCode.Done : ExitCode.Partly, new("entries", report.Entries), new("archives", report.Archives));
    }
}
