using System.Collections.Immutable;
using System.Text;
using Fastshot.Core.Configuration;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Operations;
using Fastshot.Core.Storage;
using Fastshot.Core.Sync;
using Fastshot.Core.Trust;
using Fastshot.Web.Api;
using Fastshot.Web.Hosting;
using Fastshot.Web.Shapes;

namespace Fastshot.Web.Work;

/// <summary>Looking through, mending, and making anew, on either side, as operations.</summary>
internal sealed class TrustWorks(ThisDevice device)
{
    // What a slow line carries; only to say whether it is a matter of seconds or of hours.
    private const double BytesOfSecond = 10_000_000;

    /// <summary>What a look is going to use.</summary>
    public async Task<EstimateShape> EstimateAsync(VerifyRequestShape request, CancellationToken cancellationToken)
    {
        var isRemote = IsRemote(request.Side);
        var library = await device.LibraryAsync(cancellationToken).ConfigureAwait(false);
        var remote = isRemote ? await device.Works.RemoteAsync(cancellationToken).ConfigureAwait(false) : null;
        var usage = await EstimateAsync(library, remote, OptionsOf(request.ReadPercent), cancellationToken).ConfigureAwait(false);
        var prices = remote is null ? null : await device.Parts.Installation.PricesAsync(remote.Address, cancellationToken).ConfigureAwait(false);
        return new EstimateShape(
            usage.Gets, usage.BytesReceived, isRemote ? usage.Requests : 0, Math.Round(usage.BytesReceived / BytesOfSecond, 1), isRemote ? prices?.Of(usage) : null);
    }

    public async Task<OperationDetailShape> VerifyAsync(VerifyRequestShape request, CancellationToken cancellationToken)
    {
        var options = OptionsOf(request.ReadPercent) with { Resumes = request.Resume };
        var side = await SideAsync(request.Side, cancellationToken).ConfigureAwait(false);
        return device.Operations.Enqueue(
            "verify",
            side.Subject,
            $"verify:{side.Library.Vault}",
            async (turn, slot, token) =>
            {
                var report = await AtAsync(
                    side,
                    turn,
                    target => target.VerifyAsync(options, Reports.Watching(turn, "look"), token),
                    token).ConfigureAwait(false);
                if (side is { IsRemote: true, Remote: { } remote })
                {
                    await device.Parts.Installation.NoteLookAsync(remote.Address, report, token).ConfigureAwait(false);
                }

                slot.Report = new ReportShape(Verify: Reports.Of(report, request.Side, request.ReadPercent));
                return Reports.ResultOf(report);
            },
            canPause: side.IsRemote);
    }

    /// <summary>Reads what was downloaded to its last byte.</summary>
    public async Task<OperationDetailShape> VerifyDownloadsAsync(CancellationToken cancellationToken)
    {
        var library = await device.LibraryAsync(cancellationToken).ConfigureAwait(false);
        return device.Operations.Enqueue(
            "verify",
            "downloads",
            $"verify:{library.Vault}",
            async (turn, slot, token) =>
            {
                var report = await device.Parts.Workspace.Trust(library, place: null, isRemote: false)
                    .VerifyDownloadsAsync(Reports.Watching(turn, "look"), token).ConfigureAwait(false);
                slot.Report = new ReportShape(Verify: Reports.Of(report, "here", readPercent: 100));
                return Reports.ResultOf(report);
            });
    }

    public async Task<OperationDetailShape> RepairAsync(RepairRequestShape request, CancellationToken cancellationToken)
    {
        var options = OptionsOf(request.ReadPercent);
        var side = await SideAsync(request.Side, cancellationToken).ConfigureAwait(false);
        return device.Operations.Enqueue(
            "repair",
            side.Subject,
            DeviceWorks.ResourceOf(side.Library),
            (turn, slot, token) => AtAsync(side, turn, target => RepairAsync(target, options, request, turn, slot, token), token),
            canPause: side.IsRemote);
    }

    public async Task<OperationDetailShape> RebuildAsync(RebuildRequestShape request, CancellationToken cancellationToken)
    {
        var library = await device.LibraryAsync(cancellationToken).ConfigureAwait(false);
        var remote = await device.Parts.Installation.FindRemoteAsync(cancellationToken).ConfigureAwait(false);
        var isClassic = remote is { Layout: RemoteLayout.Classic };
        Func<IOperationTurn, ReportSlot, CancellationToken, Task<OperationResult>> work = (request.What, isClassic) switch
        {
            ("index", _) => (turn, slot, token) => IndexAsync(request, slot, token),
            ("list", _) when !isClassic || request.Side is "here" => await ListAsync(request, cancellationToken).ConfigureAwait(false),
            ("remote", false) => await PublishAsync(request, cancellationToken).ConfigureAwait(false),
            ("indexes" or "list" or "remote", true) => await BucketAsync(request, cancellationToken).ConfigureAwait(false),
            _ => throw ApiException.Bad("bad_request", $"'what' is '{request.What}'.", "Write index, list or remote; in a bucket of the older program also indexes."),
        };
        return device.Operations.Enqueue("rebuild", request.What, DeviceWorks.ResourceOf(library), work);
    }

    /// <summary>Drops what was downloaded, beyond limits.</summary>
    public async Task<OperationDetailShape> CleanAsync(CacheRequestShape request, bool isAll, CancellationToken cancellationToken)
    {
        var library = await device.LibraryAsync(cancellationToken).ConfigureAwait(false);
        var settings = Settings.From(await device.Parts.Installation.ReadConfigAsync(cancellationToken).ConfigureAwait(false));
        var (size, age) = (settings.CacheSize, settings.CacheAge);
        if (request.MaxSize is { } sizeText && !ByteSize.TryParse(sizeText, out size))
        {
            throw ApiException.Bad("bad_request", $"'maxSize' is '{sizeText}'.", "Write a size such as 500MB.");
        }

        if (request.MaxAge is { } ageText && !Age.TryParse(ageText, out age))
        {
            throw ApiException.Bad("bad_request", $"'maxAge' is '{ageText}'.", "Write an age such as 30d.");
        }

        var limits = isAll ? CacheLimits.None : new CacheLimits(size, age);
        return device.Operations.Enqueue(
            "cache",
            isAll ? "clear" : "optimize",
            DeviceWorks.ResourceOf(library),
            async (turn, slot, token) =>
            {
                var report = await CleaningAsync(
                    library, turn, cleaning => cleaning.RunAsync(limits, isAll ? 0 : CacheLimits.PreviewBytes, request.DryRun, token), token).ConfigureAwait(false);
                slot.Report = new ReportShape(Cache: Reports.Of(report, request.DryRun));
                return new OperationResult([new("dropped", report.Dropped), new("bytes", report.DroppedBytes), new("kept", report.Kept), new("previews", report.Previews)]);
            });
    }

    /// <summary>Does what drops archives, with the remote at hand where there is one that can say what it has.</summary>
    public async Task<CacheReport> CleaningAsync(
        SessionLibrary library, IOperationTurn turn, Func<CacheCleaning, Task<CacheReport>> work, CancellationToken token)
    {
        var remote = await device.Parts.Installation.FindRemoteAsync(token).ConfigureAwait(false);
        return remote is { Layout: RemoteLayout.Vault }
            ? await device.Works.AtAsync(remote.Address, turn, place => work(device.Parts.Workspace.CacheCleaning(library, place)), token).ConfigureAwait(false)
            : await work(device.Parts.Workspace.CacheCleaning(library, place: null)).ConfigureAwait(false);
    }

    // Of a vault this device knows what lies there; of the older program's bucket it does not.
    private async Task<StoreUsage> EstimateAsync(SessionLibrary library, SetRemote? remote, VerifyOptions options, CancellationToken cancellationToken)
    {
        var installation = device.Parts.Installation;
        if (remote is { Layout: RemoteLayout.Classic })
        {
            return await installation.AtAsync(
                remote.Address,
                async place => await new TrustedBucket(await installation.OpenAsync(remote.Address, place, library, cancellationToken).ConfigureAwait(false))
                    .EstimateAsync(options, cancellationToken).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
        }

        var place = remote is null ? null : await device.Parts.Workspace.PlaceOfAsync(remote.Address, cancellationToken).ConfigureAwait(false);
        return await device.Parts.Workspace.Trust(library, place, isRemote: place is not null).EstimateAsync(options, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<OperationResult> RepairAsync(
        ITrusted target, VerifyOptions options, RepairRequestShape request, IOperationTurn turn, ReportSlot slot, CancellationToken token)
    {
        var agreedNames = (request.Agreed ?? []).ToHashSet(StringComparer.Ordinal);
        var found = await target.VerifyAsync(options, Reports.Watching(turn, "look"), token).ConfigureAwait(false);
        var plan = RepairPlan.Of(found);
        if (request.DryRun)
        {
            slot.Report = new ReportShape(
                Repair: Reports.Of(new RepairReport([], []), plan, [.. plan.Steps, .. plan.Asked, .. plan.Removals], found, request.Side, isDryRun: true));
            return new OperationResult([new("planned", plan.Steps.Length + plan.Asked.Length + plan.Removals.Length), new("lost", plan.Lost.Length)]);
        }

        // What goes, or is written in another's place, is decided by a person; whatever was not agreed to stays.
        ImmutableArray<Finding> agreed = [.. plan.Asked.Where(one => agreedNames.Contains(one.ObjectName))];
        var removed = plan with { Removals = [.. plan.Removals.Where(one => agreedNames.Contains(one.ObjectName))] };
        var report = await target.RepairAsync(
            removed.With(agreed), removed.Removals.Length > 0, Reports.Watching(turn, "mend"), token).ConfigureAwait(false);
        List<Finding> planned = [.. plan.Asked.Except(agreed), .. plan.Removals.Except(removed.Removals)];
        slot.Report = new ReportShape(Repair: Reports.Of(report, plan, planned, found, request.Side, isDryRun: false));
        return new OperationResult(
        [
            new("repaired", report.Repaired.Length), new("left", report.Left.Length), new("lost", plan.Lost.Length), new("planned", planned.Count),
        ])
        {
            IsPartial = report.Left.Length + plan.Lost.Length > 0,
        };
    }

    private async Task<OperationResult> IndexAsync(RebuildRequestShape request, ReportSlot slot, CancellationToken token)
    {
        if (!request.DryRun)
        {
            await device.Parts.Workspace.ReindexAsync(token).ConfigureAwait(false);
        }

        var library = await device.LibraryAsync(token).ConfigureAwait(false);
        var counts = await library.CountAsync(token).ConfigureAwait(false);
        var refused = library.Notices.OfType<LibraryNotice.RecordRefused>().Count();
        slot.Report = new ReportShape(Repair: new RepairReportShape("here", request.DryRun, [], [], [], [], []));
        return new OperationResult([new("sessions", counts.Sessions), new("trash", counts.Trash), new("refused", refused)]) { IsPartial = refused > 0 };
    }

    private async Task<Func<IOperationTurn, ReportSlot, CancellationToken, Task<OperationResult>>> ListAsync(
        RebuildRequestShape request, CancellationToken cancellationToken)
    {
        var side = await SideAsync(request.Side ?? "here", cancellationToken).ConfigureAwait(false);
        return (turn, slot, token) => AtAsync(
            side,
            turn,
            async target =>
            {
                var adoption = target.Trust.Adoption;
                var count = await adoption.CountAsync(token).ConfigureAwait(false);
                var report = request.DryRun || count == 0
                    ? new RepairReport([], [])
                    : await adoption.RunAsync(Reports.Watching(turn, "look"), token).ConfigureAwait(false);
                return Done(report, request, slot, [new("unnamed", count)]);
            },
            token);
    }

    private async Task<Func<IOperationTurn, ReportSlot, CancellationToken, Task<OperationResult>>> PublishAsync(
        RebuildRequestShape request, CancellationToken cancellationToken)
    {
        var side = await SideAsync("remote", cancellationToken).ConfigureAwait(false);
        return async (turn, slot, token) =>
        {
            var result = await AtAsync(
                side,
                turn,
                async target =>
                {
                    var hasKeyFile = await target.Trust.HasKeyFileAsync(token).ConfigureAwait(false);
                    if (!hasKeyFile && string.IsNullOrEmpty(request.Passphrase))
                    {
                        throw ApiException.Conflict("consent_needed", "No key file is left there.", "Choose a passphrase by which devices join from now on.");
                    }

                    if (!request.DryRun)
                    {
                        await target.Trust.PublishAgainAsync(
                            hasKeyFile ? null : (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(request.Passphrase!), token).ConfigureAwait(false);
                    }

                    return Done(new RepairReport([], []), request, slot, []);
                },
                token).ConfigureAwait(false);
            if (!request.DryRun)
            {
                await device.Works.SyncAsync(new SyncRequestShape(), isAsked: true, asks: true, token).ConfigureAwait(false);
            }

            return result;
        };
    }

    private async Task<Func<IOperationTurn, ReportSlot, CancellationToken, Task<OperationResult>>> BucketAsync(
        RebuildRequestShape request, CancellationToken cancellationToken)
    {
        var side = await SideAsync("remote", cancellationToken).ConfigureAwait(false);
        var which = request.What switch
        {
            "indexes" => RebuildParts.Indexes,
            "list" => RebuildParts.List,
            _ => RebuildParts.Indexes | RebuildParts.List,
        };
        return (turn, slot, token) => AtAsync(
            side,
            turn,
            async target =>
            {
                var report = request.DryRun
                    ? new RepairReport([], [])
                    : await target.RebuildAsync(which, Reports.Watching(turn, "mend"), token).ConfigureAwait(false);
                return Done(report, request, slot, []);
            },
            token);
    }

    private static OperationResult Done(
        RepairReport report, RebuildRequestShape request, ReportSlot slot, IEnumerable<KeyValuePair<string, long>> counts)
    {
        slot.Report = new ReportShape(Repair: new RepairReportShape(
            request.Side ?? "remote", request.DryRun, Reports.Findings(report.Repaired), Reports.Findings(report.Left), [], [], []));
        return new OperationResult([.. counts, new("repaired", report.Repaired.Length), new("left", report.Left.Length)])
        {
            IsPartial = report.Left.Length > 0,
        };
    }

    private static bool IsRemote(string side) => side switch
    {
        "here" => false,
        "remote" => true,
        _ => throw ApiException.Bad("bad_request", $"'side' is '{side}'.", "Write here or remote."),
    };

    private static VerifyOptions OptionsOf(int percent) => percent is >= 0 and <= 100
        ? new VerifyOptions(percent)
        : throw ApiException.Bad("bad_request", $"'readPercent' is {percent}.", "Write a number from 0 to 100.");

    private async Task<TrustSide> SideAsync(string side, CancellationToken cancellationToken)
    {
        var isRemote = IsRemote(side);
        var library = await device.LibraryAsync(cancellationToken).ConfigureAwait(false);
        var remote = isRemote
            ? await device.Works.RemoteAsync(cancellationToken).ConfigureAwait(false)
            : await device.Parts.Installation.FindRemoteAsync(cancellationToken).ConfigureAwait(false);
        return new TrustSide(library, remote, isRemote);
    }

    // To mend this device the remote is only asked where something is wrong; it may be away.
    private async Task<T> AtAsync<T>(TrustSide side, IOperationTurn turn, Func<ITrusted, Task<T>> work, CancellationToken token)
    {
        var workspace = device.Parts.Workspace;
        switch (side)
        {
            case { IsRemote: true, Remote: { } remote }:
                return await device.Works.AtAsync(
                    remote.Address,
                    turn,
                    async place => remote.Layout is RemoteLayout.Classic
                        ? await work(new TrustedBucket(await device.Parts.Installation.OpenAsync(remote.Address, place, side.Library, token).ConfigureAwait(false)))
                            .ConfigureAwait(false)
                        : await work(new TrustedVault(workspace.Trust(side.Library, place, isRemote: true))).ConfigureAwait(false),
                    token).ConfigureAwait(false);
            case { Remote: { Layout: RemoteLayout.Vault } other } when await FindPlaceAsync(other.Address, token).ConfigureAwait(false) is { } place:
                return await work(new TrustedVault(workspace.Trust(side.Library, new PausableStore(place, turn), isRemote: false))).ConfigureAwait(false);
            default:
                return await work(new TrustedVault(workspace.Trust(side.Library, place: null, isRemote: false))).ConfigureAwait(false);
        }
    }

    private async Task<IObjectStore?> FindPlaceAsync(RemoteAddress address, CancellationToken token)
    {
        try
        {
            return await device.Parts.Workspace.PlaceOfAsync(address, token).ConfigureAwait(false);
        }
        catch (StoreException)
        {
            return null;
        }
    }
}
