using Fastshot.Web.Api;
using Fastshot.Web.Events;
using Fastshot.Web.Work;

namespace Fastshot.Web.Routes;

/// <summary>Every route of the API.</summary>
internal static class AllRoutes
{
    public static RouteTable Of(ThisDevice device, CancellationToken stopping)
    {
        var trust = new TrustWorks(device);
        var works = new SessionWorks(device, trust);
        var stream = new EventStream(device, stopping);
        RouteTable? table = null;
        List<ApiRoute> routes =
        [
            .. new ListRoutes(device).All,
            .. new SessionRoutes(device, works).All,
            .. new UploadRoutes(device, works).All,
            .. new PictureRoutes(device).All,
            .. new ExportRoutes(device, works).All,
            .. new RemoteRoutes(device).All,
            .. new TrustRoutes(device, trust).All,
            .. new SettingsRoutes(device).All,
            .. new OperationRoutes(device).All,
            new("GET", "/api/events", "What happens, as it happens.", stream.SendAsync) { Produces = "text/event-stream", IsStream = true },
            new("GET", "/api/openapi.json", "This document.", call => OpenApiDocument.SendAsync(call, table!)) { Gives = null },
        ];
        return table = new RouteTable(routes);
    }
}
