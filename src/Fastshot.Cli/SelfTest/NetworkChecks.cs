using System.Text;
using Fastshot.Cli.Demo;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Library;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;

namespace Fastshot.Cli.SelfTest;

/// <summary>Requests and bytes: at the person's bucket, below a prefix; where none is set, at one that is played in memory.</summary>
/// <remarks>Requests to a folder cost nothing, and a sync looks there each time: they would tell nothing.</remarks>
internal sealed class NetworkChecks(Invocation call, Scratch scratch)
{
    private const int IdleMax = 1;
    private const int SaveMax = 3;
    private const decimal Million = 1_000_000;

    // Those of AWS (docs/cost.md): a listing costs there as much as a write, which is what the head saves.
    private static readonly StorePrices Prices = new(0.005m, 0.005m, 0.0004m, 0.09m);

    private string Where => IsReal ? "at the bucket" : "counted at a bucket played in memory, for none is set";

    private bool IsReal => scratch.Remote?.IsBucket == true;

    /// <summary>A sync that has nothing to do, and one after a save.</summary>
    public async Task<Outcome> EfficiencyAsync(CancellationToken cancellationToken)
    {
        return await AtBucketAsync("efficiency", async place =>
        {
            var device = await scratch.DeviceAsync("efficient", cancellationToken).ConfigureAwait(false);
            await device.SaveSamplesAsync(3, cancellationToken).ConfigureAwait(false);
            using var workspace = device.OpenWorkspace();
            var library = await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false);
            var remote = await MeetAsync(device, library, place, cancellationToken).ConfigureAwait(false);
            var save = await SaveAsync().ConfigureAwait(false);
            var idle = (await remote.SyncAsync(new SyncOptions(), cancellationToken: cancellationToken).ConfigureAwait(false)).Usage;
            return Outcome.Of(
                idle.Requests <= IdleMax && save.Requests <= SaveMax,
                $"nothing new {Words.Count(idle.Requests, "request")}, a save {Words.Count(save.Requests, "request")}",
                "≤ 1, ≤ 3",
                Where)
                .With("idleRequests", idle.Requests).With("idleBytes", idle.BytesReceived).With("saveRequests", save.Requests).With("saveBytes", save.BytesSent);

            // As save does it: what was saved is sent, and the others are asked for at the next sync.
            async Task<StoreUsage> SaveAsync()
            {
                await SampleSaver.SaveAsync(workspace, SampleSession.ReadAll()[3], cancellationToken).ConfigureAwait(false);
                return (await remote.SyncAsync(new SyncOptions { Asks = false }, cancellationToken: cancellationToken).ConfigureAwait(false)).Usage;
            }
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same with and without what saves requests: the index that travels, and the head.</summary>
    public async Task<Outcome> EffectAsync(CancellationToken cancellationToken)
    {
        return await AtBucketAsync("effect", async place =>
        {
            var device = await scratch.DeviceAsync("effect", cancellationToken).ConfigureAwait(false);
            await device.SaveSamplesAsync(int.MaxValue, cancellationToken).ConfigureAwait(false);
            using var workspace = device.OpenWorkspace();
            var library = await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false);
            var remote = await MeetAsync(device, library, place, cancellationToken).ConfigureAwait(false);
            await remote.SyncAsync(new SyncOptions(), cancellationToken: cancellationToken).ConfigureAwait(false);
            var withHead = (await remote.SyncAsync(new SyncOptions(), cancellationToken: cancellationToken).ConfigureAwait(false)).Usage;
            var withoutHead = (await remote.SyncAsync(new SyncOptions { Refreshes = true }, cancellationToken: cancellationToken).ConfigureAwait(false)).Usage;
            var (withIndex, withoutIndex) = await NewDeviceAsync(place, library, cancellationToken).ConfigureAwait(false);
            var (cheap, dear) = (Prices.Of(withHead) * Million, Prices.Of(withoutHead) * Million);
            return Outcome.Of(
                cheap < dear && withIndex.Requests < withoutIndex.Requests && withIndex.BytesReceived < withoutIndex.BytesReceived,
                $"a million idle syncs ${cheap:0.00} for ${dear:0.00}; a new device {withIndex.Requests} for {Words.Count(withoutIndex.Requests, "request")}, {Words.Size(withIndex.BytesReceived)} for {Words.Size(withoutIndex.BytesReceived)}",
                "less of each",
                Where)
                .With("idleRequests", withHead.Requests).With("idleRequestsWithoutHead", withoutHead.Requests)
                .With("idleDollars", (double)cheap).With("idleDollarsWithoutHead", (double)dear)
                .With("newDeviceRequests", withIndex.Requests).With("newDeviceRequestsWithoutIndex", withoutIndex.Requests)
                .With("newDeviceBytes", withIndex.BytesReceived).With("newDeviceBytesWithoutIndex", withoutIndex.BytesReceived);
        }, cancellationToken).ConfigureAwait(false);
    }

    // A list on a device that has nothing yet: by the index that travels, and by opening each session.
    private async Task<(StoreUsage WithIndex, StoreUsage WithoutIndex)> NewDeviceAsync(
        IObjectStore place, SessionLibrary first, CancellationToken cancellationToken)
    {
        var device = await scratch.DeviceAsync("effect-new", cancellationToken).ConfigureAwait(false);
        using var joining = device.OpenWorkspace();
        using (var secret = await joining.UnlockAsync(
            place, first.Vault, Encoding.UTF8.GetBytes(await first.RevealKeyAsync(cancellationToken).ConfigureAwait(false)), cancellationToken).ConfigureAwait(false))
        {
            await joining.JoinAsync(secret, progress: null, cancellationToken).ConfigureAwait(false);
        }

        var library = await joining.LibraryAsync(cancellationToken).ConfigureAwait(false);
        var remote = RemoteOf(device, library, place);
        var withIndex = (await remote.SyncAsync(new SyncOptions(), cancellationToken: cancellationToken).ConfigureAwait(false)).Usage;
        var all = (await remote.SyncAsync(new SyncOptions { Download = DownloadChoice.All }, cancellationToken: cancellationToken).ConfigureAwait(false)).Usage;
        return (withIndex, withIndex + all);
    }

    private async Task<VaultRemote> MeetAsync(
        ScratchDevice device, SessionLibrary library, IObjectStore place, CancellationToken cancellationToken)
    {
        await library.KeyFiles.PublishAsync(place, Encoding.UTF8.GetBytes(scratch.Name), cancellationToken).ConfigureAwait(false);
        var remote = RemoteOf(device, library, place);
        await remote.SyncAsync(new SyncOptions(), cancellationToken: cancellationToken).ConfigureAwait(false);
        return remote;
    }

    private VaultRemote RemoteOf(ScratchDevice device, SessionLibrary library, IObjectStore place) => new(
        place,
        isBucket: true,
        library,
        call.Surroundings.Files,
        Path.Combine(device.Library, $"sync-{library.Vault}.json"),
        call.Surroundings.Random,
        call.Surroundings.Time);

    private async Task<Outcome> AtBucketAsync(string name, Func<IObjectStore, Task<Outcome>> work, CancellationToken cancellationToken)
    {
        if (!IsReal)
        {
            return await work(new MemoryStore(call.Surroundings.Time)).ConfigureAwait(false);
        }

        using var workspace = call.OpenWorkspace();
        return await RemoteCall.AtAsync(call, workspace, call.AddressOf(scratch.MeetingOf(name)), work, cancellationToken).ConfigureAwait(false);
    }
}
