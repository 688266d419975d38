using System.Text;
using Fastshot.Core.Exchange;
using Fastshot.Core.Library;
using Fastshot.Core.Model;
using Fastshot.Core.Operations;
using Fastshot.Core.Storage;
using Fastshot.Core.Vault;
using Fastshot.Web.Api;
using Fastshot.Web.Hosting;
using Fastshot.Web.Shapes;

namespace Fastshot.Web.Work;

/// <summary>Long work on sessions as operations: fetching and dropping pictures, deleting for good, importing.</summary>
internal sealed class SessionWorks(ThisDevice device, TrustWorks trust)
{
    /// <summary>Fetches pictures to this device.</summary>
    public OperationDetailShape Download(IReadOnlyList<SessionId> ids) => device.Operations.Enqueue(
        "download", Subject(ids), "download", (turn, slot, token) => DownloadAsync(ids, turn, slot, token), canPause: true);

    /// <summary>Drops downloaded pictures that the remote has.</summary>
    public async Task<OperationDetailShape> DropAsync(IReadOnlyList<SessionId> ids, CancellationToken cancellationToken)
    {
        var library = await device.LibraryAsync(cancellationToken).ConfigureAwait(false);
        return device.Operations.Enqueue(
            "cache",
            Subject(ids),
            DeviceWorks.ResourceOf(library),
            async (turn, slot, token) =>
            {
                var archives = new HashSet<Digest>();
                foreach (var id in ids)
                {
                    if ((await library.FindAsync(id.Text, token).ConfigureAwait(false)).Content?.Archive is { } archive)
                    {
                        archives.Add(archive.Sha256);
                    }
                }

                var report = await trust.CleaningAsync(library, turn, cleaning => cleaning.DropAsync(archives, token), token).ConfigureAwait(false);
                slot.Report = new ReportShape(Cache: Reports.Of(report, isDryRun: false));
                return new OperationResult([new("dropped", report.Dropped), new("bytes", report.DroppedBytes), new("kept", report.Kept)])
                {
                    IsPartial = report.Kept > 0,
                };
            });
    }

    /// <summary>Deletes sessions in the trash for good: with a remote, right after it was asked in the same sync.</summary>
    public async Task<OperationDetailShape> PurgeAsync(IReadOnlyList<SessionId> ids, CancellationToken cancellationToken)
    {
        var library = await device.LibraryAsync(cancellationToken).ConfigureAwait(false);
        foreach (var id in ids)
        {
            if ((await library.FindAsync(id.Text, cancellationToken).ConfigureAwait(false)).Trashed is null)
            {
                throw ApiException.Conflict("not_in_trash", $"The session {id} is not in the trash; nothing was deleted.", "Delete it first.");
            }
        }

        return await device.Parts.Installation.FindRemoteAsync(cancellationToken).ConfigureAwait(false) is not null
            ? await device.Works.SyncAsync(new SyncRequestShape(), isAsked: true, asks: true, cancellationToken, ids).ConfigureAwait(false)
            : device.Operations.Enqueue(
                "purge",
                Subject(ids),
                DeviceWorks.ResourceOf(library),
                async (_, slot, token) =>
                {
                    await library.PurgeAsync(ids, token).ConfigureAwait(false);
                    slot.Report = new ReportShape(Changes: new ChangeResultShape(ids.Count, [], [], Undo: null));
                    return new OperationResult([new("deleted", ids.Count)]);
                });
    }

    /// <summary>Takes uploaded files in. The spool is theirs, and goes with them.</summary>
    public OperationDetailShape Import(IReadOnlyList<UploadedFile> files, string? passphrase, Spool spool)
    {
        var isUsed = false;
        return device.Operations.Enqueue(
            "import",
            files is [var only] ? only.Name : $"{files.Count} files",
            "import",
            async (turn, slot, token) =>
            {
                if (isUsed)
                {
                    throw ApiException.Conflict("state", "The uploaded files went with the first try.", "Upload them again.");
                }

                isUsed = true;
                await using (spool.ConfigureAwait(false))
                {
                    return await ImportAsync(files, passphrase, turn, slot, token).ConfigureAwait(false);
                }
            },
            canPause: true);
    }

    /// <summary>Fetches the pictures of one session, where they are not here.</summary>
    /// <returns>The session as it is then.</returns>
    public async Task<SessionInfo> FetchAsync(SessionLibrary library, SessionInfo session, IOperationTurn turn, CancellationToken token)
    {
        if (await library.HasContentAsync(session, token).ConfigureAwait(false))
        {
            return session;
        }

        var remote = await device.Works.RemoteAsync(token).ConfigureAwait(false);
        var isFetched = await device.Works.AtAsync(
            remote.Address,
            turn,
            async place => await (await device.Parts.Installation.OpenAsync(remote.Address, place, library, token).ConfigureAwait(false))
                .FetchAsync(session, token).ConfigureAwait(false),
            token).ConfigureAwait(false);
        return isFetched
            ? await library.FindAsync(session.Id.Text, token).ConfigureAwait(false)
            : throw ApiException.NotFound(
                $"The pictures of '{session.Text.Name}' are neither on this device nor at {remote.Address}.",
                "not_there",
                "They come with the next sync of the device that saved them.");
    }

    private async Task<OperationResult> DownloadAsync(
        IReadOnlyList<SessionId> ids, IOperationTurn turn, ReportSlot slot, CancellationToken token)
    {
        var library = await device.LibraryAsync(token).ConfigureAwait(false);
        var failed = new List<ItemFailureShape>();
        var (done, fetched, bytes) = (0, 0, 0L);
        foreach (var id in ids)
        {
            await turn.PassAsync(token).ConfigureAwait(false);
            try
            {
                var session = await library.FindAsync(id.Text, token).ConfigureAwait(false);
                turn.Report(new OperationProgress("download", done, ids.Count, bytes) { Item = session.Text.Name });
                if (!await library.HasContentAsync(session, token).ConfigureAwait(false))
                {
                    var after = await FetchAsync(library, session, turn, token).ConfigureAwait(false);
                    fetched++;
                    bytes += after.Content?.SizeBytes ?? 0;
                }
            }
            catch (Exception e) when (ids.Count > 1 && e is ApiException { Code: "not_there" } or LibraryException or VaultException)
            {
                var problem = device.Problems.Of(e);
                failed.Add(new ItemFailureShape(id.Text, problem.Code, problem.Title));
            }

            turn.Report(new OperationProgress("download", ++done, ids.Count, bytes));
        }

        slot.Report = new ReportShape(Changes: new ChangeResultShape(fetched, [], [.. failed.Take(ReportSlot.ItemsMax)], Undo: null));
        return new OperationResult([new("downloaded", fetched), new("bytes", bytes), new("failed", failed.Count)]) { IsPartial = failed.Count > 0 };
    }

    // One bad file must not stop the others, so an expected failure becomes a line of the report.
    private async Task<OperationResult> ImportAsync(
        IReadOnlyList<UploadedFile> files, string? passphrase, IOperationTurn turn, ReportSlot slot, CancellationToken token)
    {
        var (imported, skipped, failed) = (new List<SessionShape>(), new List<ImportNoteShape>(), new List<ImportNoteShape>());
        var done = 0;
        foreach (var file in files)
        {
            await turn.PassAsync(token).ConfigureAwait(false);
            turn.Report(new OperationProgress("import", done++, files.Count, 0) { Item = file.Name });
            try
            {
                var result = await ImportAsync(file, passphrase, token).ConfigureAwait(false);
                foreach (var problem in result.Problems)
                {
                    failed.Add(new ImportNoteShape(file.Name, problem));
                }

                if (result.Imported is { } session)
                {
                    var library = await device.LibraryAsync(token).ConfigureAwait(false);
                    imported.Add(await device.Views.OfAsync(library, session, token).ConfigureAwait(false));
                }
                else
                {
                    skipped.Add(new ImportNoteShape(file.Name, result.SkippedBecause ?? ""));
                }
            }
            catch (Exception e) when (e is VaultException or LibraryException or StoreException { Error: StoreError.Broken } || IsAboutFile(e))
            {
                failed.Add(new ImportNoteShape(file.Name, device.Problems.Of(e).Title));
            }
        }

        slot.Report = new ReportShape(Import: new ImportReportShape(imported, skipped, failed));
        return new OperationResult([new("imported", imported.Count), new("skipped", skipped.Count), new("failed", failed.Count)])
        {
            IsPartial = failed.Count > 0,
        };
    }

    private async Task<ClassicImportResult> ImportAsync(UploadedFile file, string? passphrase, CancellationToken token)
    {
        if (await device.Parts.Installation.ImportClassicAsync(file.Path, file.Name, token).ConfigureAwait(false) is { } classic)
        {
            return classic;
        }

        var spool = device.Parts.Workspace.NewSpool();
        await using (spool.ConfigureAwait(false))
        {
            var result = await device.Parts.Workspace.ImportAsync(
                file.Path,
                file.Name,
                spool,
                _ => Task.FromResult<ReadOnlyMemory<byte>>(Encoding.UTF8.GetBytes(passphrase ?? "")),
                token).ConfigureAwait(false);
            return new ClassicImportResult(result.Imported, result.SkippedBecause, []);
        }
    }

    private bool IsAboutFile(Exception e) => device.Problems.Of(e).Code is "damaged" or "wrong_key" or "usage";

    private static string Subject(IReadOnlyList<SessionId> ids) => ids is [var only] ? only.Text : $"{ids.Count:N0} sessions";
}

/// <summary>A file that was uploaded, in the spool.</summary>
/// <param name="Name">Its name where it came from, without folders.</param>
internal sealed record UploadedFile(string Name, string Path, long Size);
