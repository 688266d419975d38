using Fastshot.Core.Configuration;
using Fastshot.Web.Api;
using Fastshot.Web.Shapes;
using Fastshot.Web.Work;
using Microsoft.AspNetCore.Http;

namespace Fastshot.Web.Routes;

/// <summary>Looking through and mending either side, and keeping downloads in bounds.</summary>
internal sealed class TrustRoutes(ThisDevice device, TrustWorks works)
{
    public IReadOnlyList<ApiRoute> All =>
    [
        new("POST", "/api/verify/estimate", "What a look through a side takes.", EstimateAsync)
        {
            Body = BodyKind.Json,
            Takes = typeof(VerifyRequestShape),
            Gives = typeof(EstimateShape),
        },
        Accepted("/api/verify", "Looks a side through, changing nothing.", typeof(VerifyRequestShape), async call =>
            await works.VerifyAsync(await call.ReadAsync(WebJson.Shared.VerifyRequestShape).ConfigureAwait(false), call.Aborted).ConfigureAwait(false)),
        Accepted("/api/repair", "Mends a side from the other one.", typeof(RepairRequestShape), async call =>
            await works.RepairAsync(await call.ReadAsync(WebJson.Shared.RepairRequestShape).ConfigureAwait(false), call.Aborted).ConfigureAwait(false)),
        Accepted("/api/rebuild", "Makes anew what follows from other things.", typeof(RebuildRequestShape), async call =>
            await works.RebuildAsync(await call.ReadAsync(WebJson.Shared.RebuildRequestShape).ConfigureAwait(false), call.Aborted).ConfigureAwait(false)),
        new("GET", "/api/cache", "What was downloaded, and the previews.", CacheAsync) { Gives = typeof(CacheShape) },
        Accepted("/api/cache/verify", "Reads what was downloaded to its last byte.", null, call => works.VerifyDownloadsAsync(call.Aborted)),
        Accepted("/api/cache/clear", "Drops all that the remote has.", typeof(CacheRequestShape), async call =>
            await works.CleanAsync(await call.ReadAsync(WebJson.Shared.CacheRequestShape).ConfigureAwait(false), isAll: true, call.Aborted).ConfigureAwait(false)),
        Accepted("/api/cache/optimize", "Drops what is beyond the limits.", typeof(CacheRequestShape), async call =>
            await works.CleanAsync(await call.ReadAsync(WebJson.Shared.CacheRequestShape).ConfigureAwait(false), isAll: false, call.Aborted).ConfigureAwait(false)),
    ];

    private async Task EstimateAsync(ApiCall call) => await call.JsonAsync(
        await works.EstimateAsync(await call.ReadAsync(WebJson.Shared.VerifyRequestShape).ConfigureAwait(false), call.Aborted).ConfigureAwait(false),
        WebJson.Shared.EstimateShape).ConfigureAwait(false);

    private async Task CacheAsync(ApiCall call)
    {
        var library = await device.Parts.Workspace.FindLibraryAsync(call.Aborted).ConfigureAwait(false);
        var stats = library is null ? default : await library.Objects.Cache.CountAsync(call.Aborted).ConfigureAwait(false);
        var settings = Settings.From(await device.Parts.Installation.ReadConfigAsync(call.Aborted).ConfigureAwait(false));
        await call.JsonAsync(
            new CacheShape(
                stats.Archives,
                stats.Bytes,
                stats.Previews,
                stats.PreviewBytes,
                await ListRoutes.IndexAsync(device, library, call.Aborted).ConfigureAwait(false),
                settings.CacheSize,
                settings.CacheAge.TotalDays),
            WebJson.Shared.CacheShape).ConfigureAwait(false);
    }

    private static ApiRoute Accepted(string pattern, string summary, Type? takes, Func<ApiCall, Task<OperationDetailShape>> start) => new(
        "POST",
        pattern,
        summary,
        async call => await OperationRoutes.AcceptAsync(call, await start(call).ConfigureAwait(false)).ConfigureAwait(false))
    {
        Body = takes is null ? BodyKind.None : BodyKind.Json,
        Takes = takes,
        Gives = typeof(OperationDetailShape),
        Status = StatusCodes.Status202Accepted,
    };
}
