using System.Globalization;
using Fastshot.Core.Exchange;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Web.Api;
using Fastshot.Web.Shapes;
using Fastshot.Web.Work;
using Microsoft.AspNetCore.Http;

namespace Fastshot.Web.Routes;

/// <summary>What comes in: images as a new session, and exported sessions.</summary>
internal sealed class UploadRoutes(ThisDevice device, SessionWorks works)
{
    public IReadOnlyList<ApiRoute> All =>
    [
        new("POST", "/api/sessions", "Saves uploaded images as one session.", SaveAsync)
        {
            Body = BodyKind.Upload,
            Gives = typeof(UploadResultShape),
            Status = StatusCodes.Status201Created,
        },
        new("POST", "/api/import", "Takes exported sessions in.", ImportAsync)
        {
            Body = BodyKind.Upload,
            Gives = typeof(OperationDetailShape),
            Status = StatusCodes.Status202Accepted,
        },
    ];

    private async Task SaveAsync(ApiCall call)
    {
        var parts = device.Parts;
        var spool = parts.Workspace.NewSpool();
        await using (spool.ConfigureAwait(false))
        {
            var form = await UploadForm.ReadAsync(call, spool, parts.Limits.FilesPerUpload).ConfigureAwait(false);
            var (shots, board, refused) = await LookAsync(form, spool, call.Aborted).ConfigureAwait(false);
            var session = new NewSession
            {
                Text = new SessionText
                {
                    Name = form.Text("name") ?? NameOf(form, shots),
                    Description = form.Text("description") ?? "",
                    Color = form.Text("color") ?? "",
                    Class = form.Text("class") ?? "",
                    Tags = [.. form.Texts("tag").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                },
                Shots = [.. shots],
                Board = board,
            };
            session.ThrowIfInvalid();
            var library = await parts.Workspace.LibraryAsync(call.Aborted).ConfigureAwait(false);
            session = await parts.Installation.WithIdAsync(library, session, call.Aborted).ConfigureAwait(false);
            var saved = await library.SaveAsync(session, progress: null, call.Aborted).ConfigureAwait(false);
            var shape = await device.Views.OfAsync(library, saved.Session, call.Aborted).ConfigureAwait(false);
            call.Response.Headers.Location = $"/api/sessions/{saved.Session.Id.Text}";
            await call.JsonAsync(new UploadResultShape(shape, refused), WebJson.Shared.UploadResultShape, StatusCodes.Status201Created).ConfigureAwait(false);
        }
    }

    private async Task ImportAsync(ApiCall call)
    {
        var spool = device.Parts.Workspace.NewSpool();
        try
        {
            var form = await UploadForm.ReadAsync(call, spool, device.Parts.Limits.FilesPerUpload).ConfigureAwait(false);
            await OperationRoutes.AcceptAsync(call, works.Import(form.Files, form.Text("passphrase"), spool)).ConfigureAwait(false);
        }
        catch
        {
            await spool.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<(IReadOnlyList<NewShot> Shots, BoardSize Board, IReadOnlyList<RefusedFileShape> Refused)> LookAsync(
        UploadForm form, Spool spool, CancellationToken cancellationToken)
    {
        var inputs = form.Files.Select(file => (ImageInput)new ImageInput.FromPath(file.Path, file.Name) { Name = file.Name }).ToList();
        var looked = await device.Parts.Workspace.LookAsync(inputs, spool, progress: null, cancellationToken).ConfigureAwait(false);
        var refused = looked.Problems.Select(one => new RefusedFileShape(one.Shown, one.Message)).ToList();
        return looked.Shots.IsEmpty
            ? throw new ApiException(
                StatusCodes.Status422UnprocessableEntity,
                "no_image",
                refused.Count == 1 ? refused[0].Reason : $"None of these {refused.Count:N0} files is a whole image.",
                "PNG, JPEG, WebP, GIF, BMP and AVIF are taken. Nothing was saved.",
                [.. refused.Take(100).Select(one => new FieldProblemShape(one.File, null, one.Reason, null))])
            : (looked.Shots, looked.Board, refused);
    }

    // What a person would call it: the first image, or the moment of a paste, and how many follow.
    private string NameOf(UploadForm form, IReadOnlyList<NewShot> shots)
    {
        var now = device.Parts.Time.GetLocalNow().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var first = Path.GetFileNameWithoutExtension(form.Files[0].Name);
        var name = first is "" or "image" or "blob" ? $"Screenshot {now}" : shots[0].Title ?? $"Screenshot {now}";
        name = new string([.. name.Where(character => !char.IsControl(character) && !char.IsSurrogate(character))]).Trim();
        name = name[..Math.Min(name.Length, Limits.NameLength - 20)];
        return shots.Count > 1 ? $"{name} and {shots.Count - 1} more" : name;
    }
}
