using System.Globalization;
using Fastshot.Cli.Sessions;
using Fastshot.Cli.Shell;
using Fastshot.Core.Library.Index;
using Fastshot.Core.Model;
using Fastshot.Core.Vault;

namespace Fastshot.Cli.Demo;

/// <summary>Shows the main job on a fresh library: save, list, export, and recover without this program.</summary>
internal sealed class GuidedTour(Invocation call)
{
    private Output Output => call.Output;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var home = DemoHome.Choose(call);
        using var workspace = home.OpenWorkspace();
        await new DemoLibrary(call, workspace).FillAsync(cancellationToken).ConfigureAwait(false);
        var library = await workspace.LibraryAsync(cancellationToken).ConfigureAwait(false);
        var page = await library.QueryAsync(new SessionQuery(), cancellationToken).ConfigureAwait(false);
        var shown = page.Sessions[0];
        var folder = Path.Combine(home.Folder, $"exported-{shown.Id.Text[..4]}");
        await workspace.Export(library).ToFolderAsync(shown, folder, cancellationToken: cancellationToken).ConfigureAwait(false);
        var archive = Path.Combine(
            home.Folder, "library", "vault", VaultNames.Archive(shown.Content!.Archive!.Value.Sha256).Value);
        if (Output.IsJson)
        {
            WriteJson(home.Folder, page, folder, archive);
        }
        else
        {
            Tell(home.Folder, page, shown, folder, archive);
        }
    }

    private void WriteJson(string home, SessionPage page, string exported, string archive) => Output.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("home", home);
        writer.WriteNumber("sessions", page.Total);
        writer.WriteString("exported", exported);
        writer.WriteString("archive", archive);
        writer.WriteEndObject();
    });

    private void Tell(string home, SessionPage page, SessionInfo shown, string exported, string archive)
    {
        Output.Table(
            [new("id", IsWhole: true), new("created", IsWhole: true), new("name"), new("tags"), new("images", IsNumber: true)],
            [.. page.Sessions.Select(RowOf)]);
        Output.Lines($"""

            Exported '{shown.Text.Name}' with its original pictures:
              {exported}

            Find it again:
              fastshot --home {home} list {FirstWord(shown)}
              fastshot --home {home} show {shown.Id.Text[..6]}

            Recover it without Fastshot, with age and tar alone. The first command prints the key; age asks for it:
              fastshot --home {home} key show
              age -d {archive} | tar -xi

            The sealed vault:  {Path.Combine(home, "library", "vault")}
            The index:         {Path.Combine(home, "library", "index.db")} (may be deleted at any time)
            Done with it:      rm -r {home}
            """);
    }

    private static string[] RowOf(SessionInfo session) =>
    [
        session.Id.Text[..6],
        Words.Day(session.Created),
        session.Text.Name,
        string.Join(", ", session.Text.Tags),
        (session.Content?.ImageCount ?? 0).ToString(CultureInfo.InvariantCulture),
    ];

    private static string FirstWord(SessionInfo session) =>
        new([.. session.Text.Name.TakeWhile(char.IsLetterOrDigit)]);
}
