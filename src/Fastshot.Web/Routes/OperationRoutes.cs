using Fastshot.Web.Api;
using Fastshot.Web.Shapes;
using Fastshot.Web.Work;
using Microsoft.AspNetCore.Http;

namespace Fastshot.Web.Routes;

/// <summary>What runs longer than a second.</summary>
internal sealed class OperationRoutes(ThisDevice device)
{
    private const int ListMax = 200;

    public IReadOnlyList<ApiRoute> All =>
    [
        new("GET", "/api/operations", "What runs, waits, and ended last.", ListAsync) { Gives = typeof(OperationListShape), Query = ["limit"] },
        new("GET", "/api/operations/{id}", "One of them, with what came of it.", ShowAsync) { Gives = typeof(OperationDetailShape) },
        Change("cancel", "Ends it within a second.", device.Operations.Cancel),
        Change("pause", "Stops it for a while.", device.Operations.Pause),
        Change("resume", "Lets it go on.", device.Operations.Resume),
        Change("retry", "Does it again.", device.Operations.Retry),
    ];

    /// <summary>Answers that work was taken on.</summary>
    public static Task AcceptAsync(ApiCall call, OperationDetailShape operation) =>
        call.JsonAsync(operation, WebJson.Shared.OperationDetailShape, StatusCodes.Status202Accepted);

    private async Task ListAsync(ApiCall call) => await call.JsonAsync(
        await device.Operations.ListAsync(call.Count("limit", 50, 1, ListMax), call.Aborted).ConfigureAwait(false),
        WebJson.Shared.OperationListShape).ConfigureAwait(false);

    private async Task ShowAsync(ApiCall call) => await call.JsonAsync(
        await device.Operations.FindAsync(call.Path("id"), call.Aborted).ConfigureAwait(false),
        WebJson.Shared.OperationDetailShape).ConfigureAwait(false);

    private static ApiRoute Change(string verb, string summary, Func<string, OperationDetailShape> change) => new(
        "POST",
        $"/api/operations/{{id}}/{verb}",
        summary,
        call => call.JsonAsync(change(call.Path("id")), WebJson.Shared.OperationDetailShape))
    {
        Gives = typeof(OperationDetailShape),
    };
}
