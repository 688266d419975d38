using Fastshot.Core.Configuration;
using Fastshot.Core.Storage.Probing;
using Fastshot.Core.Sync;
using Fastshot.Core.Vault;
using Fastshot.Web.Api;
using Fastshot.Web.Shapes;
using Fastshot.Web.Work;
using Microsoft.AspNetCore.Http;

namespace Fastshot.Web.Routes;

/// <summary>Where devices meet.</summary>
internal sealed class RemoteRoutes(ThisDevice device)
{
    private const int ProbeNameBytes = 6;

    public IReadOnlyList<ApiRoute> All =>
    [
        new("GET", "/api/remote", "The remote that is set, and what is known of it.", ShowAsync) { Gives = typeof(RemoteShape), Query = ["ask"] },
        new("PUT", "/api/remote", "Sets it: joins a vault there, or makes one.", SetAsync)
        {
            Body = BodyKind.Json,
            Takes = typeof(SetUpRequestShape),
            Gives = typeof(OperationDetailShape),
            Status = StatusCodes.Status202Accepted,
        },
        new("DELETE", "/api/remote", "Forgets it. Nothing is deleted, neither there nor here.", RemoveAsync) { Gives = typeof(RemoteShape) },
        new("POST", "/api/remote/look", "Which vaults lie at a place.", LookAsync)
        {
            Body = BodyKind.Json,
            Takes = typeof(PlaceRequestShape),
            Gives = typeof(RemoteLookShape),
        },
        new("POST", "/api/remote/probe", "What a place can do, and what to change.", ProbeAsync)
        {
            Body = BodyKind.Json,
            Takes = typeof(PlaceRequestShape),
            Gives = typeof(ProbeShape),
        },
        new("POST", "/api/sync", "Brings this device and the remote to one state.", SyncAsync)
        {
            Body = BodyKind.Json,
            Takes = typeof(SyncRequestShape),
            Gives = typeof(OperationDetailShape),
            Status = StatusCodes.Status202Accepted,
        },
    ];

    private async Task ShowAsync(ApiCall call) => await AnswerAsync(call, call.Flag("ask")).ConfigureAwait(false);

    private async Task SetAsync(ApiCall call)
    {
        var request = await call.ReadAsync(WebJson.Shared.SetUpRequestShape).ConfigureAwait(false);
        await OperationRoutes.AcceptAsync(call, await device.Works.SetUpAsync(request, call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task RemoveAsync(ApiCall call)
    {
        await device.Works.RemoteAsync(call.Aborted).ConfigureAwait(false);
        await device.Parts.Installation.ChangeConfigAsync(
            file => file.Without(SettingKey.Section, SettingKeys.RemoteName).Without(SettingKey.Section, SettingKeys.LayoutName),
            call.Aborted).ConfigureAwait(false);
        await device.Works.TellRemoteAsync(call.Aborted).ConfigureAwait(false);
        await AnswerAsync(call, asks: false).ConfigureAwait(false);
    }

    private async Task LookAsync(ApiCall call)
    {
        var address = await AddressAsync(call).ConfigureAwait(false);
        var own = await device.Parts.Workspace.FindLibraryAsync(call.Aborted).ConfigureAwait(false);
        var vaults = await device.Parts.Installation.AtAsync(
            address, place => VaultPlace.FindAsync(place, call.Aborted), call.Aborted).ConfigureAwait(false);
        await call.JsonAsync(
            new RemoteLookShape(
                address.Text, [.. vaults.Select(vault => vault.Text)], own is not null && vaults.Contains(own.Vault) ? own.Vault.Text : null),
            WebJson.Shared.RemoteLookShape).ConfigureAwait(false);
    }

    private async Task ProbeAsync(ApiCall call)
    {
        var address = await AddressAsync(call).ConfigureAwait(false);
        var name = new byte[ProbeNameBytes];
        device.Parts.Random.Fill(name);
        var checks = await device.Parts.Installation.AtAsync(
            address,
            async place =>
            {
                var probe = new StoreProbe(place, $"{VaultPlace.Prefix}probe-{Convert.ToHexStringLower(name)}/", device.Parts.Random);
                var seen = await probe.RunAsync(progress: null, call.Aborted).ConfigureAwait(false);
                return (IReadOnlyList<ProbeCheck>)[.. seen, .. device.Parts.Installation.ChecksOf(place, seen)];
            },
            call.Aborted).ConfigureAwait(false);
        var isGood = checks.All(check => check.Outcome is not ProbeOutcome.Failed);
        device.Remote.Note(address, isGood);
        await call.JsonAsync(
            new ProbeShape(
                isGood,
                [.. checks.Select(one => new ProbeCheckShape(one.Name, one.Outcome is not ProbeOutcome.Failed, one.Outcome is ProbeOutcome.Good, one.Detail, one.Hint))]),
            WebJson.Shared.ProbeShape).ConfigureAwait(false);
    }

    private async Task SyncAsync(ApiCall call)
    {
        var request = await call.ReadAsync(WebJson.Shared.SyncRequestShape).ConfigureAwait(false);
        await OperationRoutes.AcceptAsync(
            call, await device.Works.SyncAsync(request, isAsked: true, asks: true, call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task<RemoteAddress> AddressAsync(ApiCall call)
    {
        var request = await call.ReadAsync(WebJson.Shared.PlaceRequestShape).ConfigureAwait(false);
        return string.IsNullOrEmpty(request.Url)
            ? (await device.Works.RemoteAsync(call.Aborted).ConfigureAwait(false)).Address
            : device.Parts.Installation.AddressOf(request.Url);
    }

    private async Task AnswerAsync(ApiCall call, bool asks) => await call.JsonAsync(
        await device.Remote.ReadAsync(asks, call.Aborted).ConfigureAwait(false), WebJson.Shared.RemoteShape).ConfigureAwait(false);
}
