using System.CommandLine;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Configuration;
using Fastshot.Core.Library;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Core.Workspace;
using Fastshot.Storage.S3;

namespace Fastshot.Cli.Commands;

/// <summary><c>fastshot remote set URL</c>: creates a vault where there is none, or joins the one that is there.</summary>
internal sealed class RemoteSetCommand : VerbCommand
{
    private readonly Argument<string> _url = new("URL") { Description = "A folder, file:///PATH, or s3://BUCKET/PREFIX?endpoint=URL" };

    private readonly Option<string> _vault = new("--vault")
    {
        Description = "Which vault to join, where several lie there",
        HelpName = "ID",
    };

    private readonly Option<string> _layout = new Option<string>("--layout")
    {
        Description = "vault (sealed), or classic: the older program's bucket, which is not encryption",
        HelpName = "LAYOUT",
    }.AcceptOnlyFromAmong("vault", "classic");

    public RemoteSetCommand()
        : base("set", "Creates a vault at a place, or joins the one that is there, and syncs.")
    {
        Arguments.Add(_url);
        Options.Add(_vault);
        Options.Add(_layout);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("fastshot remote set /mnt/nas/shots", "Asks for a passphrase, by which your other devices join."),
        new("fastshot remote set s3://shots?region=eu-central-1", "Meets in a bucket of AWS; with ?endpoint=URL, of any other provider."),
        new("fastshot remote set s3://old-shots --layout classic", "Meets devices that run the older program in its bucket."),
        new("fastshot remote set file:///media/stick --yes", "Agrees beforehand; the passphrase comes from FASTSHOT_PASSPHRASE."),
    ];

    public override async Task<ExitCode> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var address = call.AddressOf(call.Get(_url));
        var isClassic = call.Get(_layout) == "classic";
        if (isClassic && call.Get(_vault) is not null)
        {
            throw CliException.Usage("--vault goes with --layout vault");
        }

        using var workspace = call.OpenWorkspace();
        return await RemoteCall.AtAsync(
            call,
            workspace,
            address,
            place => isClassic
                ? ClassicSetUp.RunAsync(call, workspace, address, place, cancellationToken)
                : SetAsync(call, workspace, address, new FirstLook(place, VaultPlace.Prefix), cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<ExitCode> SetAsync(
        Invocation call, LocalWorkspace workspace, RemoteAddress address, IObjectStore place, CancellationToken cancellationToken)
    {
        var vaults = await VaultPlace.FindAsync(place, cancellationToken).ConfigureAwait(false);
        var own = await workspace.FindLibraryAsync(cancellationToken).ConfigureAwait(false);
        var successor = await workspace.SuccessorAsync(cancellationToken).ConfigureAwait(false);
        var isFollowing = call.Get(_vault) is null && successor is { } after && vaults.Contains(after);
        var (vault, isNew) = isFollowing ? (successor, false) : Choose(call, vaults, own);
        if (call.Options.IsDryRun)
        {
            call.Output.Note(isNew ? $"Would create a vault at {address}." : $"Would join the vault {vault} at {address}.");
            return ExitCode.Done;
        }

        var isDone = isNew
            ? await CreateAsync(call, workspace, address, place, cancellationToken).ConfigureAwait(false)
            : own?.Vault == vault
            || (isFollowing
                ? await FollowAsync(call, workspace, address, own!, place, vault!.Value, cancellationToken).ConfigureAwait(false)
                : await JoinAsync(call, workspace, own, place, vault!.Value, cancellationToken).ConfigureAwait(false));
        if (!isDone)
        {
            call.Output.Note("Nothing was changed.");
            return ExitCode.Done;
        }

        var before = Settings.From(await call.ReadConfigAsync(cancellationToken).ConfigureAwait(false)).Remote;
        if (before != address.Text)
        {
            var library = await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false);
            await workspace.ForgetSyncedAsync(library, cancellationToken).ConfigureAwait(false);
        }

        await ConfigChange.ApplyAsync(
            call,
            file => file.With(SettingKey.Section, SettingKeys.RemoteName, address.Text).Without(SettingKey.Section, SettingKeys.LayoutName),
            cancellationToken).ConfigureAwait(false);
        return await SyncAsync(call, workspace, address, place, isNew, cancellationToken).ConfigureAwait(false);
    }

    // To be compared with what another device shows.
    private static async Task<string> NewestAsync(SessionLibrary library, CancellationToken cancellationToken) =>
        (await library.QueryAsync(new SessionQuery { Limit = 1 }, cancellationToken).ConfigureAwait(false)).Sessions is [var newest]
            ? $", the newest '{newest.Text.Name}' of {Words.Time(newest.Created)}"
            : "";

    /// <summary>The vault to join, or that a new one is to be made.</summary>
    private (VaultId? Vault, bool IsNew) Choose(Invocation call, IReadOnlyList<VaultId> vaults, SessionLibrary? own)
    {
        if (call.Get(_vault) is { } given)
        {
            return VaultId.TryParse(given, out var chosen) && vaults.Contains(chosen)
                ? (chosen, false)
                : throw new CliException(
                    ExitCode.NoVault, "no_vault", $"No vault '{given}' lies there", $"There {(vaults.Count == 0 ? "is none" : $"are: {string.Join(", ", vaults)}")}.");
        }

        if (own is not null && vaults.Contains(own.Vault))
        {
            return (own.Vault, false);
        }

        return vaults switch
        {
            [] => (null, true),
            [var only] => (only, false),
            _ => throw new CliException(
                ExitCode.WrongUsage, "several_vaults", "Several vaults lie there", $"Say which: --vault {string.Join(" or ", vaults)}"),
        };
    }

    private static async Task<bool> CreateAsync(
        Invocation call, LocalWorkspace workspace, RemoteAddress address, IObjectStore place, CancellationToken cancellationToken)
    {
        if (!await call.Prompt.ConfirmAsync($"There is no vault at {address}. Create one?", cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        using var passphrase = await call.Prompt
            .NewPassphraseAsync("the vault, by which your other devices join", SecretVariables.Passphrase, cancellationToken).ConfigureAwait(false);
        var library = await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false);
        await library.KeyFiles.PublishAsync(place, passphrase.Utf8, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static async Task<bool> JoinAsync(
        Invocation call,
        LocalWorkspace workspace,
        SessionLibrary? own,
        IObjectStore place,
        VaultId vault,
        CancellationToken cancellationToken)
    {
        using var given = await call.Prompt.GivenVaultKeyAsync(cancellationToken).ConfigureAwait(false)
            ?? await call.Prompt.PassphraseAsync($"the vault {vault.Text[..8]}… (or its recovery key)", cancellationToken).ConfigureAwait(false);
        using var secret = await workspace.UnlockAsync(place, vault, given.Utf8, cancellationToken).ConfigureAwait(false);
        var counts = own is null ? default : await own.CountAsync(cancellationToken).ConfigureAwait(false);
        var count = counts.Sessions + counts.Trash;
        if (count > 0 && !await call.Prompt.ConfirmAsync(
            $"{Words.Count(count, "session")} of this device will be sealed anew for that vault. Go on?", cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        using var progress = call.Output.Progress<JoiningProgress>(
            one => $"Sealing anew {one.Done:N0} of {one.Total:N0} sessions");
        await workspace.JoinAsync(secret, progress, cancellationToken).ConfigureAwait(false);
        return true;
    }

    // The key was changed on another device: everything that this one has comes along, and nothing needs to be agreed to.
    private static async Task<bool> FollowAsync(
        Invocation call,
        LocalWorkspace workspace,
        RemoteAddress address,
        SessionLibrary own,
        IObjectStore place,
        VaultId vault,
        CancellationToken cancellationToken)
    {
        var rotation = workspace.Rotation(address, place);
        using var progress = new MoveWatch(call, operation: null);
        if (await rotation.UnderWayAsync(cancellationToken).ConfigureAwait(false) == vault)
        {
            // It was this device that changed it, and was interrupted.
            await rotation.RunAsync(own, progress, progress, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            using var given = await call.Prompt.GivenVaultKeyAsync(cancellationToken).ConfigureAwait(false)
                ?? await call.Prompt.PassphraseAsync($"the vault {vault.Text[..8]}…, which came in place of this one (or its recovery key)", cancellationToken).ConfigureAwait(false);
            using var secret = await workspace.UnlockAsync(place, vault, given.Utf8, cancellationToken).ConfigureAwait(false);
            await rotation.FollowAsync(secret, own, progress, progress, cancellationToken).ConfigureAwait(false);
        }

        progress.Dispose();
        await workspace.ReopenAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static async Task<ExitCode> SyncAsync(
        Invocation call,
        LocalWorkspace workspace,
        RemoteAddress address,
        IObjectStore place,
        bool isNew,
        CancellationToken cancellationToken)
    {
        var library = await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false);
        using var progress = call.Output.Progress<SyncProgress>(SyncWords.Of);
        var operation = new SyncOperation(call, workspace, address, library, new SyncOptions()) { Place = place };
        var report = await operation.RunAsync(progress, cancellationToken).ConfigureAwait(false);
        progress.Dispose();
        var counts = await library.CountAsync(cancellationToken).ConfigureAwait(false);

        // Once, at the birth of the vault; later it is key show.
        var key = isNew ? await library.RevealKeyAsync(cancellationToken).ConfigureAwait(false) : null;
        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("url", address.Text);
                writer.WriteString("vault", library.Vault.Text);
                writer.WriteNumber("sessions", counts.Sessions);
                if (key is not null)
                {
                    writer.WriteString("recoveryKey", key);
                }

                writer.WriteEndObject();
            });
        }
        else
        {
            SyncWords.Print(call.Output, report, (await call.PricesAsync(address, cancellationToken).ConfigureAwait(false))?.Of(report.Usage));
            call.Output.Note(
                $"Your devices meet at {address}: {Words.Count(counts.Sessions, "session")}{await NewestAsync(library, cancellationToken).ConfigureAwait(false)}, vault {library.Vault.Text[..8]}….");
            if (address.Scheme == BucketCall.Scheme)
            {
                var options = await call.BucketOptionsAsync(address, cancellationToken).ConfigureAwait(false);
                call.Output.Note($"What the bucket needs and what keeps its bill small: {S3Provider.Of(options.Endpoint.Value).Page}; fastshot remote probe tries it.");
            }

            if (key is not null)
            {
                call.Output.Note("This is the recovery key. Keep it on paper or in a password manager: it opens the vault when the passphrase is lost.");
                call.Output.Line(key);
            }
        }

        return report.IsIncomplete ? ExitCode.Partly : ExitCode.Done;
    }
}
