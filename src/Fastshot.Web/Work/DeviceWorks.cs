using System.Text;
using Fastshot.Core.Configuration;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Operations;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Core.Workspace;
using Fastshot.Web.Api;
using Fastshot.Web.Hosting;
using Fastshot.Web.Shapes;

namespace Fastshot.Web.Work;

/// <summary>Long work with the remote as operations: syncs, and setting a remote up.</summary>
internal sealed class DeviceWorks(ThisDevice device)
{
    private const int PassphraseLengthMax = 1000;

    private IInstallation Installation => device.Parts.Installation;

    /// <summary>The remote that is set.</summary>
    /// <exception cref="ApiException">None is.</exception>
    public async Task<SetRemote> RemoteAsync(CancellationToken cancellationToken) =>
        await Installation.FindRemoteAsync(cancellationToken).ConfigureAwait(false)
        ?? throw ApiException.Conflict("no_remote", "No remote is set.", "Set one first: a folder, or a bucket.");

    /// <summary>Of the operations on one library and its remote only one changes them at a time.</summary>
    public static string ResourceOf(SessionLibrary library) => $"sync:{library.Vault}";

    /// <summary>Does what needs the remote, stopping where the operation is paused, and notes whether it answered.</summary>
    public async Task<T> AtAsync<T>(
        RemoteAddress address, IOperationTurn turn, Func<IObjectStore, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            var result = await Installation.AtAsync(address, place => work(new PausableStore(place, turn)), cancellationToken).ConfigureAwait(false);
            device.Remote.Note(address, isReachable: true);
            return result;
        }
        catch (Exception e) when (NoteAway(address, e))
        {
            throw;
        }
        finally
        {
            await TellRemoteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A sync; where one waits or runs already that does the same, that one.</summary>
    /// <param name="isAsked">Whether a person asked for it.</param>
    /// <param name="asks">Whether the other devices are asked for.</param>
    public async Task<OperationDetailShape> SyncAsync(
        SyncRequestShape request, bool isAsked, bool asks, CancellationToken cancellationToken, IReadOnlyCollection<SessionId>? purged = null)
    {
        var remote = await RemoteAsync(cancellationToken).ConfigureAwait(false);
        var library = await device.LibraryAsync(cancellationToken).ConfigureAwait(false);
        var download = request.Download switch
        {
            null or "none" => DownloadChoice.None,
            "recent" => DownloadChoice.Recent,
            "all" => DownloadChoice.All,
            var other => throw ApiException.Bad("bad_request", $"'download' is '{other}'.", "Write none, recent or all."),
        };
        var options = new SyncOptions { Download = download, AllowsDeletions = request.AllowDeletions, Asks = asks || !isAskable(remote) };
        return device.Operations.Enqueue(
            "sync",
            remote.Address.Text,
            ResourceOf(library),
            (turn, slot, token) => SyncAsync(remote, options, purged ?? [], turn, slot, token),
            isAsked ? OperationPriority.High : OperationPriority.Low,
            canPause: true,
            forgetsIdle: !isAsked);

        static bool isAskable(SetRemote one) => one.Layout is RemoteLayout.Vault;
    }

    /// <summary>Makes a place the one where devices meet: a new vault there, or one that is there already.</summary>
    public async Task<OperationDetailShape> SetUpAsync(SetUpRequestShape request, CancellationToken cancellationToken)
    {
        var address = Installation.AddressOf(request.Url);
        if (request.Layout is not (null or "vault" or "classic"))
        {
            throw ApiException.Bad("bad_request", $"'layout' is '{request.Layout}'.", "Write vault or classic.");
        }

        if (request.Passphrase is { Length: > PassphraseLengthMax })
        {
            throw ApiException.Bad("bad_request", $"A passphrase has at most {PassphraseLengthMax:N0} characters.");
        }

        if (await device.Parts.Workspace.PlaceOfAsync(address, cancellationToken).ConfigureAwait(false) is null)
        {
            throw ApiException.Bad("bad_url", $"{address} is nothing that this program can reach.", "Name a folder, or s3://BUCKET.");
        }

        return device.Operations.Enqueue(
            "set-up",
            address.Text,
            "set-up",
            (turn, slot, token) => AtAsync(
                address,
                turn,
                place => request.Layout == "classic"
                    ? SetUpClassicAsync(request, address, place, slot, token)
                    : SetUpAsync(request, address, place, slot, turn, token),
                token));
    }

    /// <summary>Tells the windows what is known of the remote now.</summary>
    public async Task TellRemoteAsync(CancellationToken cancellationToken)
    {
        device.Views.Forget();
        device.Facets.Forget();
        if (!cancellationToken.IsCancellationRequested)
        {
            device.Events.Publish(
                "remote", await device.Remote.ChangeAsync(cancellationToken).ConfigureAwait(false), WebJson.Shared.RemoteChangeShape);
        }
    }

    private async Task<OperationResult> SyncAsync(
        SetRemote set, SyncOptions options, IReadOnlyCollection<SessionId> purged, IOperationTurn turn, ReportSlot slot, CancellationToken token)
    {
        var library = await device.LibraryAsync(token).ConfigureAwait(false);
        var settings = Settings.From(await Installation.ReadConfigAsync(token).ConfigureAwait(false));
        var report = await AtAsync(
            set.Address,
            turn,
            async place =>
            {
                var remote = await Installation.OpenAsync(set.Address, place, library, token).ConfigureAwait(false);
                var done = await SyncOperations.RunAsync(
                    device.Parts.Workspace,
                    set.Address,
                    place,
                    remote,
                    library,
                    options with { TrashDays = settings.TrashDays, TransfersMax = settings.Connections },
                    purged,
                    Reports.Watching(turn),
                    token).ConfigureAwait(false);
                if (remote is VaultRemote)
                {
                    await Installation.CleanAfterSyncAsync(library, place, token).ConfigureAwait(false);
                }

                return done;
            },
            token).ConfigureAwait(false);
        var prices = await Installation.PricesAsync(set.Address, token).ConfigureAwait(false);
        slot.Report = new ReportShape(Sync: Reports.Of(report, prices?.Of(report.Usage)));
        return SyncOperations.ResultOf(report);
    }

    private async Task<OperationResult> SetUpAsync(
        SetUpRequestShape request, RemoteAddress address, IObjectStore place, ReportSlot slot, IOperationTurn turn, CancellationToken token)
    {
        var vaults = await VaultPlace.FindAsync(place, token).ConfigureAwait(false);
        var own = await device.Parts.Workspace.FindLibraryAsync(token).ConfigureAwait(false);
        var successor = await device.Parts.Workspace.SuccessorAsync(token).ConfigureAwait(false);
        var joined = VaultChoice.Of(request, vaults, own, successor);
        if (joined is null)
        {
            await CreateAsync(request, place, token).ConfigureAwait(false);
        }
        else if (own?.Vault != joined)
        {
            await JoinAsync(request, address, place, joined.Value, own, isFollowing: joined == successor, turn, token).ConfigureAwait(false);
        }

        return await SetAsync(address, joined is null, "vault", slot, token).ConfigureAwait(false);
    }

    private async Task<OperationResult> SetUpClassicAsync(
        SetUpRequestShape request, RemoteAddress address, IObjectStore place, ReportSlot slot, CancellationToken token)
    {
        var isUsed = await Installation.HasClassicSessionsAsync(place, token).ConfigureAwait(false);
        return isUsed || request.Create
            ? await SetAsync(address, !isUsed, "classic", slot, token).ConfigureAwait(false)
            : throw ApiException.Conflict("consent_needed", $"The older program has no sessions at {address}.", "Agree to begin there.");
    }

    private async Task<OperationResult> SetAsync(RemoteAddress address, bool isNew, string layout, ReportSlot slot, CancellationToken token)
    {
        var library = await device.Parts.Workspace.LibraryAsync(token).ConfigureAwait(false);
        var before = Settings.From(await Installation.ReadConfigAsync(token).ConfigureAwait(false)).Remote;
        if (before != address.Text)
        {
            await device.Parts.Workspace.ForgetSyncedAsync(library, token).ConfigureAwait(false);
        }

        await Installation.ChangeConfigAsync(
            file =>
            {
                var set = file.With(SettingKey.Section, SettingKeys.RemoteName, address.Text);
                return layout == "classic"
                    ? set.With(SettingKey.Section, SettingKeys.LayoutName, layout)
                    : set.Without(SettingKey.Section, SettingKeys.LayoutName);
            },
            token).ConfigureAwait(false);
        device.Events.Publish("settings", new SettingsChangedShape([SettingKeys.RemoteName, SettingKeys.LayoutName]), WebJson.Shared.SettingsChangedShape);
        var counts = await library.CountAsync(token).ConfigureAwait(false);
        slot.Report = new ReportShape(SetUp: new SetUpReportShape(address.Text, library.Vault.Text, isNew, counts.Sessions));
        await SyncAsync(new SyncRequestShape(), isAsked: true, asks: true, token).ConfigureAwait(false);
        return new OperationResult([new("sessions", counts.Sessions)]);
    }

    private async Task CreateAsync(SetUpRequestShape request, IObjectStore place, CancellationToken token)
    {
        if (!request.Create)
        {
            throw ApiException.Conflict("consent_needed", "There is no vault there.", "Agree to create one.");
        }

        if (string.IsNullOrEmpty(request.Passphrase))
        {
            throw ApiException.Bad("bad_request", "A new vault needs a passphrase.", "Choose one: your other devices join by it.");
        }

        var library = await device.Parts.Workspace.LibraryAsync(token).ConfigureAwait(false);
        await library.KeyFiles.PublishAsync(place, Encoding.UTF8.GetBytes(request.Passphrase), token).ConfigureAwait(false);
    }

    private async Task JoinAsync(
        SetUpRequestShape request, RemoteAddress address, IObjectStore place, VaultId vault, SessionLibrary? own, bool isFollowing, IOperationTurn turn, CancellationToken token)
    {
        if (string.IsNullOrEmpty(request.Passphrase))
        {
            throw ApiException.Bad("bad_request", "To join, its passphrase or its recovery key is needed.");
        }

        var workspace = device.Parts.Workspace;
        using var secret = await workspace.UnlockAsync(place, vault, Encoding.UTF8.GetBytes(request.Passphrase), token).ConfigureAwait(false);
        if (isFollowing && own is not null)
        {
            // The key was changed on another device: everything that this one has comes along.
            var watch = new JoinWatch(turn);
            await workspace.Rotation(address, place).FollowAsync(secret, own, watch, sending: null, token).ConfigureAwait(false);
            await workspace.ReopenAsync(token).ConfigureAwait(false);
            return;
        }

        var counts = own is null ? default : await own.CountAsync(token).ConfigureAwait(false);
        if (counts.Sessions + counts.Trash > 0 && !request.Reseal)
        {
            throw ApiException.Conflict(
                "consent_needed",
                $"{counts.Sessions + counts.Trash:N0} sessions of this device would be sealed anew for that vault.",
                "Agree to that, or choose another place.");
        }

        await workspace.JoinAsync(
            secret, new JoinWatch(turn), token).ConfigureAwait(false);
    }

    private bool NoteAway(RemoteAddress address, Exception e)
    {
        if (e is not OperationCanceledException && Problems.StatusOf(device.Parts.Describe(e).Code) is 502)
        {
            device.Remote.Note(address, isReachable: false);
        }

        return false;
    }

    private sealed class JoinWatch(IOperationTurn turn) : IProgress<JoiningProgress>, IProgress<MoveProgress>
    {
        public void Report(MoveProgress value) => turn.Report(new OperationProgress("seal", value.Done, value.Total, value.Bytes));

        public void Report(JoiningProgress value) => turn.Report(new OperationProgress("seal", value.Done, value.Total, 0));
    }
}
