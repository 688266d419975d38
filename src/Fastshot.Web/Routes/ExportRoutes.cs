using System.IO.Compression;
using System.Text;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Operations;
using Fastshot.Core.Storage;
using Fastshot.Web.Api;
using Fastshot.Web.Shapes;
using Fastshot.Web.Work;
using Microsoft.AspNetCore.Http.Features;

namespace Fastshot.Web.Routes;

/// <summary>Sessions as downloads: their pictures, a portable file, the older program's file.</summary>
internal sealed class ExportRoutes(ThisDevice device, SessionWorks works)
{
    private const int SessionsMax = 500;
    private const int NameLengthMax = 80;
    private const string Extension = ".fastshot";

    public IReadOnlyList<ApiRoute> All =>
    [
        new("GET", "/api/sessions/{id}/export", "A session as a download.", ExportAsync) { Produces = "application/octet-stream", Query = ["format"] },
        new("POST", "/api/sessions/{id}/export", "A session as a sealed portable file.", SealAsync)
        {
            Body = BodyKind.Json,
            Takes = typeof(PassphraseRequestShape),
            Produces = "application/octet-stream",
        },
        new("GET", "/api/export", "Several sessions as one zip.", ExportManyAsync) { Produces = "application/zip", Query = ["id"] },
    ];

    /// <summary>The header that makes a browser save a file under a name in any script.</summary>
    public static string AttachmentOf(string name)
    {
        var plain = new string([.. name.Select(one => char.IsAsciiLetterOrDigit(one) || one is '.' or '-' or '_' or ' ' ? one : '_')]);
        var encoded = Uri.EscapeDataString(new string([.. name.Where(one => !char.IsControl(one) && !char.IsSurrogate(one))]));
        return $"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}";
    }

    private async Task ExportAsync(ApiCall call)
    {
        var format = call.Text("format") ?? "files";
        var (library, found) = await SessionRoutes.FindAsync(device, call).ConfigureAwait(false);
        var session = await works.FetchAsync(library, found, NoTurn.Instance, call.Aborted).ConfigureAwait(false);
        switch (format)
        {
            case "files":
                await ZipAsync(call, library, [session], $"{NameOf(session)}.zip").ConfigureAwait(false);
                return;
            case "fastshot":
                await PortableAsync(call, library, session, passphrase: null).ConfigureAwait(false);
                return;
            case "classic":
                await ClassicAsync(call, library, session).ConfigureAwait(false);
                return;
            default:
                throw ApiException.Bad("bad_query", $"'format' is '{format}'.", "Write files, fastshot or classic.");
        }
    }

    private async Task SealAsync(ApiCall call)
    {
        var request = await call.ReadAsync(WebJson.Shared.PassphraseRequestShape).ConfigureAwait(false);
        if (request.Passphrase.Length is 0 or > 1000)
        {
            throw ApiException.Bad("bad_request", "A passphrase has 1 to 1,000 characters.");
        }

        var (library, found) = await SessionRoutes.FindAsync(device, call).ConfigureAwait(false);
        var session = await works.FetchAsync(library, found, NoTurn.Instance, call.Aborted).ConfigureAwait(false);
        await PortableAsync(call, library, session, Encoding.UTF8.GetBytes(request.Passphrase)).ConfigureAwait(false);
    }

    private async Task ExportManyAsync(ApiCall call)
    {
        var ids = call.Texts("id", SessionsMax).Distinct(StringComparer.Ordinal).ToList();
        if (ids.Count == 0)
        {
            throw ApiException.Bad("bad_query", "No session is named.", $"Give 'id' 1 to {SessionsMax} times.");
        }

        var library = await device.LibraryAsync(call.Aborted).ConfigureAwait(false);
        var sessions = new List<SessionInfo>();
        foreach (var id in ids)
        {
            var session = await library.FindAsync(id, call.Aborted).ConfigureAwait(false);
            sessions.Add(await works.FetchAsync(library, session, NoTurn.Instance, call.Aborted).ConfigureAwait(false));
        }

        await ZipAsync(call, library, sessions, sessions is [var only] ? $"{NameOf(only)}.zip" : $"fastshot-{sessions.Count}-sessions.zip").ConfigureAwait(false);
    }

    private async Task ZipAsync(ApiCall call, SessionLibrary library, List<SessionInfo> sessions, string name)
    {
        await CheckAsync(library, sessions, call.Aborted).ConfigureAwait(false);
        Begin(call, name, "application/zip");
        if (call.Context.Features.Get<IHttpBodyControlFeature>() is { } control)
        {
            control.AllowSynchronousIO = true; // The zip writer writes some of its headers so, whatever it is asked by.
        }

        var export = device.Parts.Workspace.Export(library);
        var zip = await ZipArchive.CreateAsync(
            call.Response.Body, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, call.Aborted).ConfigureAwait(false);
        await using (zip.ConfigureAwait(false))
        {
            foreach (var session in sessions)
            {
                await export.ToZipAsync(session, zip, $"{NameOf(session)}-{session.Id.Text[..6]}", call.Aborted).ConfigureAwait(false);
            }
        }
    }

    private async Task PortableAsync(ApiCall call, SessionLibrary library, SessionInfo session, ReadOnlyMemory<byte>? passphrase)
    {
        await CheckAsync(library, [session], call.Aborted).ConfigureAwait(false);
        Begin(call, NameOf(session) + Extension, "application/octet-stream");
        await device.Parts.Workspace.Export(library).ToStreamAsync(session, call.Response.Body, passphrase, call.Aborted).ConfigureAwait(false);
    }

    private async Task ClassicAsync(ApiCall call, SessionLibrary library, SessionInfo session)
    {
        var name = new byte[12];
        device.Parts.Random.Fill(name);
        var path = Path.Combine(device.Parts.Places.Cache, "spool", Convert.ToHexStringLower(name));
        try
        {
            var shown = await device.Parts.Installation.ExportClassicAsync(library, session, path, call.Aborted).ConfigureAwait(false);
            var file = await device.Parts.Files.OpenAsync(path, call.Aborted).ConfigureAwait(false)
                ?? throw new StoreException(StoreError.Broken, "A temporary file vanished while it was sent.");
            var view = new FileView(file);
            await using (view.ConfigureAwait(false))
            {
                Begin(call, shown, "application/octet-stream");
                call.Response.ContentLength = view.Length;
                await view.CopyToAsync(call.Response.Body, call.Aborted).ConfigureAwait(false);
            }
        }
        finally
        {
            await device.Parts.Files.DeleteAsync(path, CancellationToken.None).ConfigureAwait(false);
        }
    }

    // What cannot be opened is said before the answer begins; later it could only be broken off.
    private static async Task CheckAsync(SessionLibrary library, List<SessionInfo> sessions, CancellationToken cancellationToken)
    {
        foreach (var session in sessions)
        {
            var reader = await library.OpenContentAsync(session, cancellationToken).ConfigureAwait(false);
            await reader.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static void Begin(ApiCall call, string name, string mediaType)
    {
        call.Response.ContentType = mediaType;
        call.Response.Headers.ContentDisposition = AttachmentOf(name);
    }

    // As a file of any system may be called.
    private static string NameOf(SessionInfo session)
    {
        var name = new string([.. session.Text.Name.Select(one => char.IsControl(one) || char.IsSurrogate(one) || "<>:\"/\\|?*".Contains(one, StringComparison.Ordinal) ? '_' : one)]);
        name = name.Trim(' ', '.');
        name = name[..Math.Min(name.Length, NameLengthMax)].TrimEnd(' ', '.');
        return name.Length == 0 ? session.Id.Text : name;
    }

    /// <summary>Work that a request waits for, and that is no operation.</summary>
    private sealed class NoTurn : IOperationTurn
    {
        public static readonly NoTurn Instance = new();

        public void Report(OperationProgress value)
        {
            // Nobody looks.
        }

        public Task PassAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;
    }
}
