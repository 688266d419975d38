using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Catalog;
using Fastshot.Core.Library;
using Fastshot.Core.Model;

namespace Fastshot.Cli.Demo;

/// <summary>Fills a library with sessions whose pictures are elsewhere: the material of measurements.</summary>
internal sealed class CatalogFilling(Invocation call)
{
    private const int Seed = 20261122;
    private const int PreviewsMax = 5000;
    private const int BatchMax = 100_000;

    public async Task RunAsync(int count, CancellationToken cancellationToken)
    {
        var home = DemoHome.Choose(call);
        using var workspace = home.OpenWorkspace();
        var library = await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false);
        using var progress = call.Output.Progress<int>(done => $"Making sessions: {done:N0} of {count:N0}");
        var sessions = new CatalogGenerator(Seed, count);
        for (var first = 0; first < count; first += BatchMax)
        {
            var batch = Enumerable.Range(first, Math.Min(BatchMax, count - first)).Select(sessions.Session).ToList();
            await library.AppendAsync(
                batch.ConvertAll(session => KeyValuePair.Create<EntryId, Entry>(session.Id, Changes.Create(session))),
                cancellationToken).ConfigureAwait(false);
            progress.Report(first + batch.Count);
        }

        await MakePreviewsAsync(library, sessions, count, cancellationToken).ConfigureAwait(false);
        if (call.Output.IsJson)
        {
            call.Output.Json(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("home", home.Folder);
                writer.WriteNumber("sessions", count);
                writer.WriteEndObject();
            });
        }
        else
        {
            call.Output.Note($"Made {Words.Count(count, "session")}, whose pictures are not on this device, in {home.Folder}");
        }
    }

    // The newest have previews, which are those of the sample sessions.
    private static async Task MakePreviewsAsync(
        SessionLibrary library, CatalogGenerator sessions, int count, CancellationToken cancellationToken)
    {
        var previews = SamplePreviews.DrawAll();
        for (var i = Math.Max(0, count - PreviewsMax); i < count; i++)
        {
            var archive = sessions.Session(i).Content!.Archive!.Value;
            await library.Previews.PutAsync(archive, previews[i % previews.Length], cancellationToken).ConfigureAwait(false);
        }
    }
}
