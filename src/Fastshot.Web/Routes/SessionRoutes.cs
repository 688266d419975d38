using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Vault;
using Fastshot.Web.Api;
using Fastshot.Web.Shapes;
using Fastshot.Web.Work;

namespace Fastshot.Web.Routes;

/// <summary>One session, and changes of one or of many.</summary>
internal sealed class SessionRoutes(ThisDevice device, SessionWorks works)
{
    /// <summary>How many sessions are changed while a request waits; more are an operation.</summary>
    private const int AtOnceMax = 500;

    private const int StepCount = 500;

    public IReadOnlyList<ApiRoute> All =>
    [
        new("GET", "/api/sessions/{id}", "All about one session.", ShowAsync) { Gives = typeof(SessionDetailShape) },
        new("PATCH", "/api/sessions/{id}", "Changes its metadata.", EditAsync)
        {
            Body = BodyKind.Json,
            Takes = typeof(SessionEditShape),
            Gives = typeof(ChangeResultShape),
        },
        new("DELETE", "/api/sessions/{id}", "Puts it into the trash, or deletes it for good.", DeleteAsync) { Gives = typeof(ChangeResultShape), Query = ["purge"] },
        new("POST", "/api/sessions/{id}/restore", "Takes it out of the trash.", RestoreAsync) { Gives = typeof(ChangeResultShape) },
        new("POST", "/api/sessions/{id}/download", "Fetches its pictures to this device.", DownloadAsync) { Gives = typeof(OperationDetailShape), Status = 202 },
        new("DELETE", "/api/sessions/{id}/download", "Drops its downloaded pictures, where the remote has them.", DropAsync)
        {
            Gives = typeof(OperationDetailShape),
            Status = 202,
        },
        new("POST", "/api/bulk", "Does something to many sessions.", BulkAsync)
        {
            Body = BodyKind.LargeJson,
            Takes = typeof(BulkRequestShape),
            Gives = typeof(ChangeResultShape),
        },
        new("POST", "/api/undo/{undo}", "Takes a change back.", UndoAsync) { Gives = typeof(ChangeResultShape) },
    ];

    /// <summary>The session of a path.</summary>
    public static async Task<(SessionLibrary Library, SessionInfo Session)> FindAsync(ThisDevice device, ApiCall call)
    {
        var id = call.Path("id");
        if (id.Length is < 4 or > SessionId.Length || !id.All(char.IsAsciiLetterOrDigit))
        {
            throw ApiException.Bad("bad_id", "That is no session's id.", "An id is 4 to 16 letters and digits.");
        }

        var library = await device.LibraryAsync(call.Aborted).ConfigureAwait(false);
        return (library, await library.FindAsync(id, call.Aborted).ConfigureAwait(false));
    }

    private async Task ShowAsync(ApiCall call)
    {
        var (library, session) = await FindAsync(device, call).ConfigureAwait(false);
        var shape = await device.Views.OfAsync(library, session, call.Aborted).ConfigureAwait(false);
        var (manifest, problem) = await OpenAsync(library, session, call.Aborted).ConfigureAwait(false);
        await call.JsonAsync(
            new SessionDetailShape
            {
                Id = shape.Id,
                Name = shape.Name,
                Description = shape.Description,
                Tags = shape.Tags,
                Color = shape.Color,
                Class = shape.Class,
                Created = shape.Created,
                Size = shape.Size,
                ImageCount = shape.ImageCount,
                Device = shape.Device,
                State = shape.State,
                Local = shape.Local,
                Synced = shape.Synced,
                ClassicFile = shape.ClassicFile,
                Where = shape.Where,
                Preview = shape.Preview,
                Trashed = shape.Trashed,
                Board = manifest is null ? null : new BoardShape(manifest.Board.Width, manifest.Board.Height),
                Shots = manifest is null ? null : [.. manifest.Shots.Select(shot => Of(session, shot))],
                Problem = problem,
            },
            WebJson.Shared.SessionDetailShape).ConfigureAwait(false);
    }

    private async Task EditAsync(ApiCall call)
    {
        var edit = await call.ReadAsync(WebJson.Shared.SessionEditShape).ConfigureAwait(false);
        var (_, session) = await FindAsync(device, call).ConfigureAwait(false);
        await AnswerAsync(call, await device.Changes.EditAsync([session.Id], SessionChanges.EditOf(edit), call.Aborted).ConfigureAwait(false))
            .ConfigureAwait(false);
    }

    private async Task DeleteAsync(ApiCall call)
    {
        var (_, session) = await FindAsync(device, call).ConfigureAwait(false);
        if (call.Flag("purge"))
        {
            await OperationRoutes.AcceptAsync(call, await works.PurgeAsync([session.Id], call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
            return;
        }

        await AnswerAsync(call, await device.Changes.TrashAsync([session.Id], trash: true, call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task RestoreAsync(ApiCall call)
    {
        var (_, session) = await FindAsync(device, call).ConfigureAwait(false);
        await AnswerAsync(call, await device.Changes.TrashAsync([session.Id], trash: false, call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task DownloadAsync(ApiCall call)
    {
        var (_, session) = await FindAsync(device, call).ConfigureAwait(false);
        await OperationRoutes.AcceptAsync(call, works.Download([session.Id])).ConfigureAwait(false);
    }

    private async Task DropAsync(ApiCall call)
    {
        var (_, session) = await FindAsync(device, call).ConfigureAwait(false);
        await OperationRoutes.AcceptAsync(call, await works.DropAsync([session.Id], call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private async Task UndoAsync(ApiCall call) =>
        await AnswerAsync(call, await device.Changes.UndoAsync(call.Path("undo"), call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);

    private async Task BulkAsync(ApiCall call)
    {
        var request = await call.ReadAsync(WebJson.Shared.BulkRequestShape).ConfigureAwait(false);
        var ids = await IdsAsync(request, call.Aborted).ConfigureAwait(false);
        switch (request.Action)
        {
            case "download":
                await OperationRoutes.AcceptAsync(call, works.Download(ids)).ConfigureAwait(false);
                return;
            case "drop":
                await OperationRoutes.AcceptAsync(call, await works.DropAsync(ids, call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
                return;
            case "purge":
                await OperationRoutes.AcceptAsync(call, await works.PurgeAsync(ids, call.Aborted).ConfigureAwait(false)).ConfigureAwait(false);
                return;
            case "edit" or "delete" or "restore":
                var change = ChangeOf(request, ids);
                await (ids.Count <= AtOnceMax
                    ? AnswerAsync(call, await change(call.Aborted).ConfigureAwait(false))
                    : OperationRoutes.AcceptAsync(call, LongChange(request.Action, ids.Count, change))).ConfigureAwait(false);
                return;
            default:
                throw ApiException.Bad("bad_request", $"'action' is '{request.Action}'.", "Write edit, delete, restore, purge, download or drop.");
        }
    }

    private Func<CancellationToken, Task<ChangeResultShape>> ChangeOf(BulkRequestShape request, IReadOnlyList<SessionId> ids) => request switch
    {
        { Action: "delete" } => token => device.Changes.TrashAsync(ids, trash: true, token),
        { Action: "restore" } => token => device.Changes.TrashAsync(ids, trash: false, token),
        { Edit: { } edit } => token => device.Changes.EditAsync(ids, SessionChanges.EditOf(edit), token),
        _ => throw ApiException.Bad("bad_request", "'edit' says what is to be changed, and is missing."),
    };

    private OperationDetailShape LongChange(string action, int count, Func<CancellationToken, Task<ChangeResultShape>> change) =>
        device.Operations.Enqueue(
            "bulk",
            $"{action} {count:N0} sessions",
            "bulk",
            async (_, slot, token) =>
            {
                var result = await change(token).ConfigureAwait(false);
                slot.Report = new ReportShape(Changes: result);
                return new Core.Operations.OperationResult([new("changed", result.Changed), new("failed", result.Failed.Count)])
                {
                    IsPartial = result.Failed.Count > 0,
                };
            });

    private async Task<IReadOnlyList<SessionId>> IdsAsync(BulkRequestShape request, CancellationToken cancellationToken)
    {
        if (request.Ids is { } given)
        {
            if (given.Count == 0 || given.Count > device.Parts.Limits.BulkIds)
            {
                throw ApiException.Bad("bad_request", $"{given.Count:N0} ids were given.", $"Give 1 to {device.Parts.Limits.BulkIds:N0}, or a query.");
            }

            return [.. given.Select(text => SessionId.TryParse(text, out var id) ? id : throw ApiException.Bad("bad_id", $"'{text}' is no whole id.")).Distinct()];
        }

        if (request.Query is not { } filter)
        {
            throw ApiException.Bad("bad_request", "Neither ids nor a query say which sessions are meant.");
        }

        var library = await device.LibraryAsync(cancellationToken).ConfigureAwait(false);
        var query = ListQuery.Of(filter);
        if (query.Where is not null)
        {
            return (await device.Facets.ListAsync(library, query, cancellationToken).ConfigureAwait(false)).Ids;
        }

        var ids = new List<SessionId>();
        for (var offset = 0; ; offset += StepCount)
        {
            var page = await library.QueryAsync(query.Sessions with { Limit = StepCount, Offset = offset }, cancellationToken).ConfigureAwait(false);
            ids.AddRange(page.Sessions.Select(one => one.Id));
            if (page.Sessions.Length < StepCount)
            {
                return ids;
            }
        }
    }

    private async Task<(Manifest? Manifest, ProblemShape? Problem)> OpenAsync(
        SessionLibrary library, SessionInfo session, CancellationToken cancellationToken)
    {
        try
        {
            var reader = await library.OpenContentAsync(session, cancellationToken).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                return (reader.Manifest, null);
            }
        }
        catch (Exception e) when (e is LibraryException or VaultException)
        {
            return (null, device.Problems.Of(e));
        }
    }

    private static ShotShape Of(SessionInfo session, Shot shot) => new(
        shot.File,
        $"/api/sessions/{session.Id.Text}/shots/{Uri.EscapeDataString(shot.File[(shot.File.LastIndexOf('/') + 1)..])}?v={shot.Sha256.Hex[..16]}",
        shot.MediaType,
        shot.Width,
        shot.Height,
        shot.Size,
        shot.Sha256.Hex,
        shot.Placement.X,
        shot.Placement.Y,
        shot.Placement.Scale,
        shot.Placement.Opacity,
        shot.Placement.Hidden,
        shot.Title,
        ApiCall.TextOf(shot.Captured));

    private static Task AnswerAsync(ApiCall call, ChangeResultShape result) => call.JsonAsync(result, WebJson.Shared.ChangeResultShape);
}
